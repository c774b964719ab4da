"""The page of one line of a ledger: its facts at the left, what can be done at the right."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from counter_app.errors import Bug, CounterError
from counter_app.models.acts.base import Act
from counter_app.models.acts.case import Revealed
from counter_app.models.changes import Changes
from counter_app.models.signature import Signed
from counter_app.protocol.ledgers import Ledger
from counter_app.protocol.scanned import Scanned
from counter_app.rules import numbers
from counter_app.ui import theme
from counter_app.ui.actions import Action
from counter_app.ui.case.deed import Answers, Deed, Seat
from counter_app.ui.case.deed_list import DeedList
from counter_app.ui.case.destinations import destinations
from counter_app.ui.case.files import file_rows
from counter_app.ui.case.panel import DeedPanel
from counter_app.ui.case_words import said
from counter_app.ui.citizen.sign_panel import SignPanel
from counter_app.ui.context import Counter
from counter_app.ui.line.facts import LineFacts
from counter_app.ui.line.files import LineFiles, file_actions
from counter_app.ui.line.sheet import LineDone, LineLook, LineSheet
from counter_app.ui.page import Page
from counter_app.ui.print_run import PrintRun
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.notice import NoticeAction

#: Width of the panel in characters; with less than so many left beside it, it stands alone.
_PANEL = 30
_LEAST = 26
_UNBOUND = 16_777_215
_PAPERS = "文书与信息"


class LinePage(Page):
    """``opened(number=…)``. A subclass names its ledger, its deeds and its list page
    (``parent_id``), builds its facts, reads its sheet and carries acts out.

    Actions are called ``<ledger>.<what>``: ``more`` are shown below the deeds.
    """

    rail = False
    ledger: ClassVar[Ledger]
    deeds: ClassVar[tuple[Deed, ...]]
    more: ClassVar[tuple[str, ...]] = ()
    #: what the list page is called in "回到…"
    list_title: ClassVar[str]
    #: whether scans, photos and signatures are kept with its lines
    attaches: ClassVar[bool] = False

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._sheet: Any = None
        self._number = ""
        self.facts = self.make_facts()
        super().__init__(counter, parent)
        self.prints = PrintRun(counter, self)
        self.facts.reveal_asked.connect(self.on_reveal_asked)
        frame = QScrollArea(self)
        frame.setWidgetResizable(True)
        frame.setFrameShape(QFrame.Shape.NoFrame)
        frame.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        frame.setAccessibleName("这一件的情况")
        self.files = LineFiles(counter, self)
        self.signing = SignPanel(self, lambda: counter.citizen)
        inner = QWidget()
        inner.setObjectName("Scrolled")
        left = QVBoxLayout(inner)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(theme.tokens().space_m)
        left.addWidget(self.facts, 1)
        left.addWidget(self.files)
        frame.setWidget(inner)
        self._frame = frame
        self.list = DeedList(self.keys.bound, self.deeds, self.more, self)
        self.panel = DeedPanel(counter.desk.today, self)
        self.panel.given.connect(self.on_given)
        self.panel.left.connect(self.close_panel)
        self._side = QStackedWidget(self)
        self._side.addWidget(self.list)
        self._side.addWidget(self.panel)
        self.missing = EmptyState(self.icon, "正在读取…", parent=self)
        self._whole = QWidget(self)
        row = QHBoxLayout(self._whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space_m)
        row.addWidget(frame, 1)
        row.addWidget(self._side)
        self.body.addWidget(self._whole, 1)
        self.body.addWidget(self.missing, 1)
        self._show_parts(False)

    # ---- for subclasses

    @abstractmethod
    def make_facts(self) -> LineFacts:
        """The card at the left. Called before anything else is there."""

    @abstractmethod
    def read_sheet(self, number: str) -> LineSheet:
        """On the reader. Raises :class:`Refused` when this machine does not hold the line."""

    @abstractmethod
    def show_sheet(self, sheet: Any) -> str:
        """Fill the facts; returns what stands beside the number in the head."""

    @abstractmethod
    def carry_out(self, number: str, act: Act) -> LineDone:
        """On the writer: record an act of a deed, or a look-up."""

    def signs(self, act: Act, answers: Answers) -> tuple[str, str] | None:
        """(paper, quality) of the signature that is given on the screen before this act is
        recorded; None where none is."""
        return None

    def carry_out_signed(self, number: str, act: Act, signed: Signed) -> LineDone:
        """The same as ``carry_out`` with the signature that ``signs`` asked for."""
        raise Bug(f"{type(self).__name__} asks for signatures and does not record them")

    def item_name(self) -> str:
        """What a copy of the line's papers may be used for."""
        return ""

    def more_actions(self) -> tuple[Action, ...]:
        """What this ledger offers besides deeds, papers and the way back."""
        return ()

    def seat(self) -> Seat:
        """Where and by whom."""
        desk = self.counter.desk
        return Seat(desk.actor.place, desk.actor.roles, desk.today)

    # ---- page

    def page_actions(self) -> tuple[Action, ...]:
        name = self.ledger.name
        return (
            *(
                Action(
                    deed.id, deed.text, deed.key, deed.group, partial(self.begin, deed),
                    enabled_when=partial(self.can, deed), icon=deed.icon,
                )
                for deed in self.deeds
            ),
            *self.more_actions(),
            *(
                file_actions(name, lambda: self.files, self.free, self.item_name)
                if self.attaches
                else ()
            ),
            *(
                Action(
                    f"{name}.reveal_{field}", f"显示{each.title}", each.key, _PAPERS,
                    partial(self.reveal, field), enabled_when=self.free, icon="eye",
                )
                for field, each in self.facts.masks.items()
            ),
            Action(
                f"{name}.paper", "看文书", "Ctrl+P", _PAPERS, self.on_paper_asked,
                enabled_when=self.has_paper, icon="print",
            ),
            Action(
                f"{name}.list", f"回到{self.list_title}", "Ctrl+H", _PAPERS, self.on_list_asked,
                icon="list",
            ),
        )  # fmt: skip

    @property
    def sheet(self) -> Any:
        """What is shown; None while nothing is."""
        return self._sheet

    @property
    def number(self) -> str:
        return self._number

    def opened(self, **params: object) -> None:
        number = str(params.get("number") or self._number)
        if number != self._number:
            self._number = number
            self._sheet = None
            self.close_panel()
            self.header.show_text(numbers.spoken(number))
            self._show_parts(False)
            self.missing.show_text("正在读取…")
        self._read()

    def refresh(self, changes: Changes) -> None:
        self._read()

    def take_scan(self, scan: Scanned) -> bool:
        """The bar code of another paper of this ledger opens that line."""
        parsed = numbers.parse_ledger_number(scan.value, self.ledger.letter)
        if parsed is not None:
            self.opened(number=parsed.text)
        return parsed is not None

    def first_focus(self) -> QWidget:
        return self.panel if self.panel.deed is not None else self._frame

    # ---- deeds

    def can(self, deed: Deed) -> bool:
        """Whether a deed is possible now by this person."""
        sheet = self._sheet
        if sheet is None or self.panel.deed is not None:
            return False
        return deed.act in sheet.possible and deed.fits(sheet.state)

    def free(self) -> bool:
        """Nothing is being asked, so a letter is a key."""
        return self._sheet is not None and self.panel.deed is None

    def has_paper(self) -> bool:
        return self.free() and bool(self._sheet.state.papers)

    def begin(self, deed: Deed) -> None:
        """Ask what a deed needs, or do it at once when it needs nothing."""
        if self._sheet is None:
            return
        state = self._sheet.state
        asked = deed.ask(state, self.seat())
        catalogue = self.counter.workplace.catalogue()
        self.panel.ask(deed, state, asked, destinations(catalogue, state.owner, stay=asked.stay))
        if asked.nothing and not asked.note:
            self.panel.on_given()
            return
        self._side.setCurrentWidget(self.panel)
        self.refresh_actions()
        self.panel.take_focus()

    def close_panel(self) -> None:
        """Back to what can be done; what was typed in the panel is gone."""
        self.panel.clear()
        self._side.setCurrentWidget(self.list)
        self.refresh_actions()
        if self.isVisible():
            self._frame.setFocus()

    def reveal(self, field: str) -> None:
        """Record the look-up, then show; a second time hides."""
        shown = self.facts.masked[field]
        if shown.isVisible():
            shown.on_asked()

    def tell(self, told: str, done: LineDone) -> None:
        """Say what was done, and offer to print what it owes. ``told`` "" when the paper was
        all that was asked for."""
        action = None
        if done.papers:
            titles = [each.title for each in done.state.papers if each.number in done.papers]
            named = "、".join(titles)
            told = f"{told}，出具{named}" if told else f"已出具{named}"
            run = partial(self.prints.first, done.state.number, done.papers)
            action = NoticeAction("打印", run, "Alt+P")
        self.counter.notify("success", told, action=action)
        self.counter.changed(done.changes)

    # ---- slots

    def on_reveal_asked(self, field: str) -> None:
        job = partial(self.carry_out, self._number, Revealed(field))
        self.counter.tasks.run_write(job, partial(self.on_revealed, field), self.on_not_done)

    def on_revealed(self, field: str, done: LineDone) -> None:
        if done.state.number == self._number:
            self.facts.reveal(field)
        self.counter.changed(done.changes)

    def on_not_done(self, error: BaseException) -> None:
        self.counter.notify("error", said(error))

    def on_read(self, look: LineLook) -> None:
        sheet, files = look
        if sheet.state.number != self._number:
            return
        self._sheet = sheet
        self.header.show_text(numbers.spoken(sheet.state.number), self.show_sheet(sheet))
        self.files.tell(sheet.state, files)
        self._show_parts(True)
        self.refresh_actions()

    def on_read_failed(self, error: BaseException) -> None:
        self._sheet = None
        self._show_parts(False)
        self.refresh_actions()
        self.missing.show_text(said(error))

    def on_given(self, command: object) -> None:
        assert isinstance(command, Act)
        if (asked := self.signs(command, self.panel.typed())) is not None:
            self.signing.ask(*asked, partial(self.on_signed, command))
            return
        self._run(partial(self.carry_out, self._number, command))

    def on_signed(self, act: Act, signed: Signed) -> None:
        self._run(partial(self.carry_out_signed, self._number, act, signed))

    def _run(self, job: Callable[[], LineDone]) -> None:
        self.panel.busy()
        done = partial(self.on_done, self.panel.deed)
        self.counter.tasks.run_write(job, done, self.on_refused)

    def on_done(self, deed: Deed | None, done: LineDone) -> None:
        if done.state.number == self._number:
            self.close_panel()
        self.tell(deed.done if deed is not None else "已记录", done)

    def on_refused(self, error: BaseException) -> None:
        if not isinstance(error, CounterError):
            self.close_panel()
            raise error
        if self._side.currentWidget() is self.panel:
            self.panel.refuse(error)
            return
        # It asked nothing, so there is no panel to say it in.
        self.close_panel()
        self.counter.notify("warning", str(error))

    def on_paper_asked(self) -> None:
        if self.has_paper():
            paper = self._sheet.state.papers[-1]
            self.counter.go("paper", number=self._number, paper=paper.number)

    def on_list_asked(self) -> None:
        self.counter.go(self.parent_id)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    # ---- inside

    def refresh_actions(self) -> None:
        super().refresh_actions()
        shown = [*(deed.id for deed in self.deeds), *self.more]
        for bound in map(self.keys.bound, shown):
            bound.setVisible(bound.action.enabled_when())
        self.list.fit()
        self._fit_side()

    def _fit_side(self) -> None:
        letter = theme.tokens().body
        asking = self._side.currentWidget() is self.panel
        alone = asking and self.width() < (_PANEL + _LEAST) * letter
        self._frame.setVisible(not alone)
        if alone:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(_UNBOUND)
        else:
            self._side.setFixedWidth(_PANEL * letter if asking else self.list.width())

    def _read(self) -> None:
        if self._number:
            job = partial(self._look, self._number)
            topic = self.ledger.subject(self._number)
            self.counter.tasks.run_read(job, self.on_read, self.on_read_failed, latest=topic)

    def _look(self, number: str) -> LineLook:
        sheet = self.read_sheet(number)
        files = file_rows(self.counter.desk, sheet.state) if self.attaches else ()
        return LineLook(sheet, files)

    def _show_parts(self, shown: bool) -> None:
        self._whole.setVisible(shown)
        self.missing.setVisible(not shown)
