"""One line of help (帮代办详情): the facts at the left, what can be done at the right."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from counter_app.desk import help as helping
from counter_app.desk.help import HelpDone
from counter_app.errors import BadInput, CounterError
from counter_app.models.acts import help as acts
from counter_app.models.acts.base import Act
from counter_app.models.acts.case import Revealed
from counter_app.models.changes import Changes
from counter_app.protocol.ledgers import HELP
from counter_app.protocol.scanned import Scanned
from counter_app.rules import numbers
from counter_app.ui import theme
from counter_app.ui.actions import Action
from counter_app.ui.case.deed import Deed, Seat
from counter_app.ui.case.deed_list import DeedList
from counter_app.ui.case.panel import DeedPanel
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.page import Page
from counter_app.ui.pages.help_line.deeds import DEEDS
from counter_app.ui.pages.help_line.facts import FactsCard, HelpSheet, read_sheet
from counter_app.ui.print_run import PrintRun
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.hit_list import Hit
from counter_app.ui.widgets.notice import NoticeAction

#: Width of the panel in characters; with less than so many left beside it, it stands alone.
_PANEL = 30
_LEAST = 26
_FORM = "help_registration"
#: What the list of deeds offers besides.
_MORE = ("help.form", "help.paper", "help.case", "help.list")
_UNBOUND = 16_777_215


class HelpLinePage(Page):
    """帮代办详情. ``opened(number=…)``."""

    id = "help_line"
    title = "帮代办详情"
    icon = "assist"
    rail = False
    parent_id = "help"
    watches = Changes(helps=True, cases=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._sheet: HelpSheet | None = None
        self._number = ""
        super().__init__(counter, parent)
        self.prints = PrintRun(counter, self)
        self.facts = FactsCard()
        self.facts.reveal_asked.connect(self.on_reveal_asked)
        frame = QScrollArea(self)
        frame.setWidgetResizable(True)
        frame.setFrameShape(QFrame.Shape.NoFrame)
        frame.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        frame.setAccessibleName("这一件的情况")
        frame.setWidget(self.facts)
        self._frame = frame
        self.deeds = DeedList(self.keys.bound, DEEDS, _MORE, self)
        self.panel = DeedPanel(counter.desk.today, self)
        self.panel.given.connect(self.on_given)
        self.panel.left.connect(self.close_panel)
        self._side = QStackedWidget(self)
        self._side.addWidget(self.deeds)
        self._side.addWidget(self.panel)
        self.missing = EmptyState("assist", "正在读取…", parent=self)
        self._whole = QWidget(self)
        row = QHBoxLayout(self._whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space_m)
        row.addWidget(frame, 1)
        row.addWidget(self._side)
        self.body.addWidget(self._whole, 1)
        self.body.addWidget(self.missing, 1)
        self._show_parts(False)

    def page_actions(self) -> tuple[Action, ...]:
        deeds = tuple(
            Action(
                deed.id, deed.text, deed.key, deed.group, partial(self.begin, deed),
                enabled_when=partial(self.can, deed), icon=deed.icon,
            )
            for deed in DEEDS
        )  # fmt: skip
        return (
            *deeds,
            Action(
                "help.case", "看办件", "Ctrl+B", "文书与信息", self.on_case_asked,
                enabled_when=self._has_case, icon="document",
            ),
            *(
                Action(
                    f"help.reveal_{field}", f"显示{title}", key, "文书与信息",
                    partial(self.reveal, field), enabled_when=self._free, icon="eye",
                )
                for field, title, key in (("id_number", "证件号码", "R"), ("phone", "电话", "U"))
            ),
            Action(
                "help.form", "出具登记表", "Alt+F", "文书与信息", self.on_form_asked,
                enabled_when=self._free, icon="document",
            ),
            Action(
                "help.paper", "看文书", "Ctrl+P", "文书与信息", self.on_paper_asked,
                enabled_when=self._has_paper, icon="print",
            ),
            Action(
                "help.list", "回到帮代办", "Ctrl+H", "文书与信息", self.on_list_asked, icon="list",
            ),
        )  # fmt: skip

    # ---- page

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
        """The bar code of another paper of help opens that line."""
        parsed = numbers.parse_ledger_number(scan.value, HELP.letter)
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

    def begin(self, deed: Deed) -> None:
        """Ask what a deed needs."""
        sheet, desk = self._sheet, self.counter.desk
        if sheet is None:
            return
        seat = Seat(desk.actor.place, desk.actor.roles, desk.today)
        asked = deed.ask(sheet.state, seat)
        self.panel.ask(deed, sheet.state, asked, self._places())
        self._side.setCurrentWidget(self.panel)
        self.refresh_actions()
        self.panel.take_focus()

    def close_panel(self) -> None:
        """Back to what can be done; what was typed in the panel is gone."""
        self.panel.clear()
        self._side.setCurrentWidget(self.deeds)
        self.refresh_actions()
        if self.isVisible():
            self._frame.setFocus()

    def reveal(self, field: str) -> None:
        """Record the look-up, then show; a second time hides."""
        shown = self.facts.masked[field]
        if shown.isVisible():
            shown.on_asked()

    # ---- slots

    def on_reveal_asked(self, field: str) -> None:
        job = partial(helping.carry_out, self.counter.desk, self._number, Revealed(field))
        self.counter.tasks.run_write(job, partial(self.on_revealed, field), self.on_not_done)

    def on_revealed(self, field: str, done: HelpDone) -> None:
        if done.state.number == self._number:
            self.facts.reveal(field)
        self.counter.changed(done.changes)

    def on_not_done(self, error: BaseException) -> None:
        self.counter.notify("error", said(error))

    def on_read(self, sheet: HelpSheet) -> None:
        if sheet.state.number != self._number:
            return
        self._sheet = sheet
        self.header.show_text(numbers.spoken(sheet.state.number), sheet.state.ask.person.name)
        self.facts.tell(sheet, self.counter.desk)
        self._show_parts(True)
        self.refresh_actions()

    def on_read_failed(self, error: BaseException) -> None:
        self._sheet = None
        self._show_parts(False)
        self.refresh_actions()
        self.missing.show_text(said(error))

    def on_given(self, command: object) -> None:
        self.panel.busy()
        deed = self.panel.deed
        assert isinstance(command, Act)
        job = partial(_carry_out, self.counter, self._number, command)
        self.counter.tasks.run_write(job, partial(self.on_done, deed), self.on_refused)

    def on_done(self, deed: Deed | None, done: HelpDone) -> None:
        if done.state.number == self._number:
            self.close_panel()
        told = deed.done if deed is not None else "已记录"
        self._tell(told, done)

    def on_refused(self, error: BaseException) -> None:
        if not isinstance(error, CounterError):
            self.close_panel()
            raise error
        self.panel.refuse(error)

    def on_form_asked(self) -> None:
        job = partial(helping.issue_paper, self.counter.desk, self._number, _FORM)
        self.counter.tasks.run_write(job, partial(self._tell, "登记表已出具"), self.on_not_done)

    def on_paper_asked(self) -> None:
        if self._sheet is not None and self._sheet.state.papers:
            paper = self._sheet.state.papers[-1]
            self.counter.go("paper", number=self._number, paper=paper.number)

    def on_case_asked(self) -> None:
        if self._sheet is not None and self._sheet.state.cases:
            self.counter.go("case", number=self._sheet.state.cases[-1])

    def on_list_asked(self) -> None:
        self.counter.go("help")

    # ---- inside

    def _tell(self, told: str, done: HelpDone) -> None:
        """Say what was done, and offer to print what it owes."""
        action = None
        if done.papers:
            titles = [each.title for each in done.state.papers if each.number in done.papers]
            told += ",出具" + "、".join(titles)
            run = partial(self.prints.first, done.state.number, done.papers)
            action = NoticeAction("打印", run, "Alt+P")
        self.counter.notify("success", told, action=action)
        self.counter.changed(done.changes)

    def _has_paper(self) -> bool:
        return self._free() and self._sheet is not None and bool(self._sheet.state.papers)

    def refresh_actions(self) -> None:
        super().refresh_actions()
        for deed in DEEDS:
            self.keys.bound(deed.id).setVisible(self.can(deed))
        self.keys.bound("help.case").setVisible(self._has_case())
        self.keys.bound("help.paper").setVisible(self._has_paper())
        self.deeds.fit()
        self._fit_side()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
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
            self._side.setFixedWidth(_PANEL * letter if asking else self.deeds.width())

    def _free(self) -> bool:
        """Nothing is being asked, so a letter is a key."""
        return self._sheet is not None and self.panel.deed is None

    def _has_case(self) -> bool:
        sheet = self._sheet
        return sheet is not None and bool(sheet.state.cases) and self.panel.deed is None

    def _read(self) -> None:
        if self._number:
            job = partial(read_sheet, self.counter.desk, self._number)
            topic = HELP.subject(self._number)
            self.counter.tasks.run_read(job, self.on_read, self.on_read_failed, latest=topic)

    def _show_parts(self, shown: bool) -> None:
        self._whole.setVisible(shown)
        self.missing.setVisible(not shown)

    def _places(self) -> list[Hit]:
        catalogue = self.counter.workplace.catalogue()
        return [
            Hit(place.code, place.name, place.level.label, value=place.code)
            for place in catalogue.places.values()
            if place.active
        ]


def _carry_out(counter: Counter, number: str, command: Act) -> HelpDone:
    """On the writer: what needs the moment or a name gets it here."""
    desk = counter.desk
    if isinstance(command, acts.Visited):
        command = replace(command, at_ms=counter.store.now_ms())
    if isinstance(command, acts.Registered):
        command = replace(command, staff=desk.actor.work_no, staff_name=desk.actor.name)
    if isinstance(command, acts.Reassigned):
        person = desk.catalogue().staff.get(command.staff)
        if person is None or not person.active:
            raise BadInput("staff", "没有这个工号的在岗人员")
        command = replace(command, staff_name=person.name)
    return helping.carry_out(desk, number, command)
