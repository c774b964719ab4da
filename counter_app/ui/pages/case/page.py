"""One case: what it is, what happened, and what can be done now."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from counter_app.desk import cases
from counter_app.desk.desk import Done
from counter_app.errors import BadInput, CounterError, Refused
from counter_app.models.acts import case as acts
from counter_app.models.changes import Changes
from counter_app.rules import numbers
from counter_app.ui import theme
from counter_app.ui.actions import Action
from counter_app.ui.case import tabs
from counter_app.ui.case.answers import Answer
from counter_app.ui.case.deed import Answers, Deed, Seat, resumed
from counter_app.ui.case.deed_list import DeedList
from counter_app.ui.case.deeds import DEEDS
from counter_app.ui.case.destinations import destinations
from counter_app.ui.case.files import FileWork
from counter_app.ui.case.panel import DeedPanel
from counter_app.ui.case.people import PeopleCard, in_frame
from counter_app.ui.case.sheet import Sheet, read_sheet
from counter_app.ui.case.signatures import SignatureWork
from counter_app.ui.case.strip import StateStrip
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.copy_over import CopyRun
from counter_app.ui.page import Page
from counter_app.ui.pages.case.keys import case_actions
from counter_app.ui.print_run import PrintRun
from counter_app.ui.rating_asking import RatingAsk, RatingNote
from counter_app.ui.rating_words import RatingRow
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.notice import NoticeAction

#: Widths in characters: of the panel; below which the facts stand above the lists instead of
#: beside them; below which the panel stands alone.
_PANEL = 30
_NARROW = 60
_LEAST = 26
_UNBOUND = 16_777_215
#: What the list of deeds offers besides.
_MORE = (
    *("case.settle", "case.print", "case.deliver"),
    *("case.attach", "case.shoot", "case.sign", "case.rate", "case.copy"),
)
#: The facts beside the lists are so wide, above them so high.
_PEOPLE = 25
_LOW = 17


class CasePage(Page):
    """办件详情. ``opened(number=…)``; ``deed=…`` opens the panel of a deed at once."""

    id = "case"
    title = "办件详情"
    icon = "document"
    rail = False
    parent_id = "cases"
    watches = Changes(cases=True, papers=True, sync=True, reference=True, ratings=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._sheet: Sheet | None = None
        self._number = ""
        self._wanted = ""
        self._aside: dict[tuple[str, str], Answers] = {}
        super().__init__(counter, parent)
        look = theme.tokens()
        self.prints = PrintRun(counter, self)
        self.files = FileWork(counter, self)
        self.signatures = SignatureWork(counter, self)
        self.copying = CopyRun(counter, self)
        self.asking = RatingAsk(counter, self)
        self.header.add(RatingNote(self.asking, self))
        self.strip = StateStrip(self)
        self.people = PeopleCard()
        self.people.reveal_asked.connect(self.on_reveal_asked)
        people, self._facts_bar = in_frame(self.people, self)
        self.tabs = tabs.CaseTabs(self)
        self.tabs.papers.opened.connect(self.on_paper_opened)
        self.tabs.answers.opened.connect(self.on_answer_opened)
        self.tabs.files.opened.connect(self.on_file_asked)
        self.tabs.ratings.opened.connect(self.on_rating_opened)
        self.deeds = DeedList(self.keys.bound, DEEDS, _MORE, self)
        self.panel = DeedPanel(counter.desk.today, self)
        self.panel.given.connect(self.on_given)
        self.panel.left.connect(self.on_panel_left)
        self._side = QStackedWidget(self)
        self._side.addWidget(self.deeds)
        self._side.addWidget(self.panel)
        self.missing = EmptyState("cases", "正在读取…", parent=self)
        self._parts_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts_row.setSpacing(look.space_m)
        self._parts_row.addWidget(people)
        self._parts_row.addWidget(self.tabs, 1)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(look.space_m)
        self._columns.addLayout(self._parts_row, 1)
        self._columns.addWidget(self._side)
        self._whole = QWidget(self)
        whole = QVBoxLayout(self._whole)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(look.space_m)
        whole.addWidget(self.strip)
        whole.addLayout(self._columns, 1)
        self.body.addWidget(self._whole, 1)
        self.body.addWidget(self.missing, 1)
        self._beside = (people, self.tabs)
        self._show_parts(False)

    def page_actions(self) -> tuple[Action, ...]:
        return case_actions(self)

    # ---- page

    @property
    def sheet(self) -> Sheet | None:
        """What is shown."""
        return self._sheet

    def opened(self, **params: object) -> None:
        number = str(params.get("number") or self._number)
        self._wanted = str(params.get("deed") or "")
        if number != self._number:
            self._put_aside()
            self._number = number
            self._sheet = None
            self.close_panel()
            self.tabs.setCurrentIndex(tabs.MATERIALS)
            self.header.show_text(numbers.spoken(number))
            self._show_parts(False)
            self.missing.show_text("正在读取…")
        self._read()

    def refresh(self, changes: Changes) -> None:
        mine = f"case:{self._number}" in changes.subjects
        if not changes.subjects or mine or changes.sync or changes.reference or changes.ratings:
            self._read()

    def first_focus(self) -> QWidget:
        return self.panel if self.panel.deed is not None else self.tabs.table

    # ---- deeds

    def can(self, deed: Deed) -> bool:
        """Whether a deed is possible now by this person."""
        sheet = self._sheet
        if sheet is None or not self.free():
            return False
        allowed = deed.act is None or deed.act in sheet.possible
        return allowed and deed.fits(sheet.state)

    def free(self) -> bool:
        """Nothing is being asked, so a letter is a key."""
        return self._sheet is not None and self.panel.deed is None

    def has_paper(self) -> bool:
        return self.free() and self._sheet is not None and bool(self._sheet.state.papers)

    def has_question(self) -> bool:
        return self.free() and self._sheet is not None and self._sheet.state.questions > 0

    def can_deliver(self) -> bool:
        return self.free() and self._sheet is not None and acts.Delivered in self._sheet.possible

    def begin(self, deed: Deed) -> None:
        """Ask what a deed needs, or do it at once when it needs nothing."""
        sheet = self._sheet
        if sheet is None:
            return
        desk = self.counter.desk
        days = desk.rules.correction_days
        reasons = desk.catalogue().priority_reasons
        actor = desk.actor
        seat = Seat(actor.place, actor.roles, desk.today, sheet.fields, days, reasons=reasons)
        asked = deed.ask(sheet.state, seat)
        before = self._aside.pop((self._number, deed.id), None)
        if before is not None:
            asked = resumed(asked, before)
        catalogue = self.counter.workplace.catalogue()
        places = destinations(catalogue, sheet.state.owner, stay=asked.stay)
        self.panel.ask(deed, sheet.state, asked, places)
        if asked.nothing:
            self.panel.on_given()
            return
        self._side.setCurrentWidget(self.panel)
        self._fit_side()
        self.refresh_actions()
        self.panel.take_focus()

    def close_panel(self) -> None:
        """Back to what can be done; what was typed in the panel is gone."""
        self.panel.clear()
        self._side.setCurrentWidget(self.deeds)
        self._fit_side()
        self.refresh_actions()

    def show_tab(self, index: int) -> None:
        self.tabs.show_tab(index)

    def scroll_facts(self, steps: int) -> None:
        """Move the facts about the applicant, which may be longer than their frame."""
        bar = self._facts_bar
        bar.setValue(bar.value() + steps * bar.pageStep() // 2)

    def reveal(self, field: str) -> None:
        """Record the look-up, then show; a second time hides."""
        shown = self.people.masked(field)
        if shown.isVisible():
            shown.on_asked()

    # ---- slots

    def on_read(self, sheet: Sheet) -> None:
        if sheet.state.number != self._number:
            return
        self._sheet = sheet
        self.header.show_text(numbers.spoken(sheet.state.number), sheet.state.item.name)
        self.strip.tell(sheet)
        self.people.tell(sheet)
        self.tabs.tell(sheet)
        fresh = self._whole.isHidden()
        self._show_parts(True)
        self.refresh_actions()
        if fresh and self.isVisible():
            self.tabs.table.setFocus()
        self._open_wanted()

    def on_read_failed(self, error: BaseException) -> None:
        self._sheet = None
        self._show_parts(False)
        self.refresh_actions()
        self.missing.show_text(said(error))

    def on_given(self, command: object) -> None:
        self.panel.busy()
        deed = self.panel.deed
        job = partial(cases.carry_out, self.counter.desk, self._number, command)
        self.counter.tasks.run_write(job, partial(self.on_done, deed), self.on_refused)

    def on_done(self, deed: Deed | None, done: Done) -> None:
        if done.state.number == self._number and self.isVisible():
            self.close_panel()
            self.tabs.table.setFocus()
        told = deed.done if deed is not None else "已记录"
        titles = [paper.title for paper in done.state.papers if paper.number in done.papers]
        action = None
        if done.papers:
            told += "，出具" + "、".join(titles)
            run = partial(self.prints.first, done.state.number, done.papers)
            action = NoticeAction("打印", run, "Alt+P")
        self.counter.notify("success", told, action=action)
        self.counter.changed(done.changes)

    def on_refused(self, error: BaseException) -> None:
        if not isinstance(error, CounterError):
            self.close_panel()
            raise error
        if self._side.currentWidget() is self.panel:
            self.panel.refuse(error)
            return
        # It asked nothing, so there is no panel to say it in.
        self.close_panel()
        kind = "warning" if isinstance(error, Refused | BadInput) else "error"
        self.counter.notify(kind, str(error))

    def on_panel_left(self) -> None:
        self.close_panel()
        self.tabs.table.setFocus()

    def on_reveal_asked(self, field: str) -> None:
        job = partial(cases.reveal, self.counter.desk, self._number, field)
        self.counter.tasks.run_write(job, partial(self.on_revealed, field))

    def on_revealed(self, field: str, done: Done) -> None:
        if done.state.number == self._number:
            self.people.reveal(field)
        self.counter.changed(done.changes)

    def on_answer_opened(self, answer: Answer) -> None:
        if not answer.masked:
            return
        job = partial(cases.reveal, self.counter.desk, self._number, answer.key)
        self.counter.tasks.run_write(job, partial(self.on_answer_revealed, answer))

    def on_answer_revealed(self, answer: Answer, done: Done) -> None:
        if done.state.number == self._number:
            self.tabs.reveal(answer.key)
        self.counter.changed(done.changes)

    def on_paper_opened(self, row: tabs.PaperRow) -> None:
        self.counter.go("paper", number=self._number, paper=row.paper.number)

    def on_rating_opened(self, row: RatingRow) -> None:
        self.counter.go("rating_line", number=row.number)

    def on_print_asked(self) -> None:
        row = self.tabs.papers.current
        if row is None and self._sheet is not None and self._sheet.state.papers:
            self.tabs.show_tab(tabs.PAPERS)
            row = self.tabs.papers.current
        if row is not None:
            self.prints.again(self._number, row.paper.number)

    def on_copy_asked(self) -> None:
        if self._sheet is not None:
            self.copying.step(self._sheet.state, self._sheet.fields)

    def has_file(self) -> bool:
        return self.free() and self._sheet is not None and bool(self._sheet.files)

    def on_attach_asked(self) -> None:
        self.files.add(self._number, self.tabs.chosen_material())

    def on_shoot_asked(self) -> None:
        self.files.shoot(self._number, self.tabs.chosen_material())

    def on_sign_asked(self) -> None:
        if self._sheet is not None:
            row = self.tabs.papers.current if self.tabs.currentIndex() == tabs.PAPERS else None
            self.signatures.ask(self._sheet.state, row.paper.number if row is not None else "")

    def on_file_asked(self) -> None:
        if (row := self.tabs.chosen_file()) is not None:
            self.files.open(self._number, row)

    def on_mark_asked(self) -> None:
        if (row := self.tabs.chosen_file()) is not None and self._sheet is not None:
            self.files.copy_out(self._number, row, self._sheet.state.item.name)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    # ---- inside

    def refresh_actions(self) -> None:
        super().refresh_actions()
        asking = self.panel.deed is not None
        for deed in DEEDS:
            self.keys.bound(deed.id).setVisible(self.can(deed) or asking)
        for each in _MORE:
            bound = self.keys.bound(each)
            bound.setVisible(bound.action.enabled_when() or asking)
        self.deeds.fit()
        self._fit_side()

    def _fit_side(self) -> None:
        """The panel takes what it needs; the rest of the page makes room in steps."""
        letter = theme.tokens().body
        asking = self._side.currentWidget() is self.panel
        side = _PANEL * letter if asking else self.deeds.width()
        left = self.width() - side
        alone = asking and left < _LEAST * letter
        for part in self._beside:
            part.setVisible(self._sheet is not None and not alone)
        self.strip.setVisible(not alone)
        self._columns.setStretch(0, 0 if alone else 1)
        self._columns.setStretch(1, 1 if alone else 0)
        if alone:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(_UNBOUND)
        else:
            self._side.setFixedWidth(side)
        narrow = left < _NARROW * letter
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._parts_row.setDirection(down if narrow else across)
        self._beside[0].setMinimumWidth(0 if narrow else _PEOPLE * letter)
        self._beside[0].setMaximumSize(
            _UNBOUND if narrow else _PEOPLE * letter, _LOW * letter if narrow else _UNBOUND
        )

    def _put_aside(self) -> None:
        """Keep what is typed in the panel until the same deed is begun on the same case."""
        deed = self.panel.deed
        if deed is not None:
            self._aside[self._number, deed.id] = self.panel.typed()

    def _read(self) -> None:
        if self._number:
            job = partial(read_sheet, self.counter.desk, self._number)
            self.counter.tasks.run_read(job, self.on_read, self.on_read_failed, latest="sheet")

    def _show_parts(self, shown: bool) -> None:
        self._whole.setVisible(shown)
        self.missing.setVisible(not shown)

    def _open_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ""
        for deed in DEEDS:
            if deed.id == wanted and self.can(deed):
                self.begin(deed)
