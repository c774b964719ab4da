"""Approvals: the list at the left, the case beside it, a deed's questions in place of the list."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from counter_app.desk import approvals, cases
from counter_app.desk.approvals import Verdict
from counter_app.desk.desk import Desk, Done
from counter_app.errors import BadInput, CounterError, Refused
from counter_app.models.acts import case as acts
from counter_app.models.changes import Changes
from counter_app.rules import numbers
from counter_app.ui import case_words as words, theme
from counter_app.ui.actions import Action
from counter_app.ui.case.deed import Deed, Seat
from counter_app.ui.case.panel import DeedPanel
from counter_app.ui.case.sheet import Sheet, read_sheet
from counter_app.ui.context import Counter
from counter_app.ui.page import Page
from counter_app.ui.pages.approvals import rows
from counter_app.ui.pages.approvals.deeds import GRANT_DEED, REFUSE_DEED, REVIEW_DEEDS
from counter_app.ui.pages.approvals.rows import Listed, ReviewRow, Tab
from counter_app.ui.pages.approvals.view import ReviewView
from counter_app.ui.print_run import PrintRun
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.hit_list import Hit
from counter_app.ui.widgets.notice import NoticeAction

#: Width of the list, in characters; below so many in all, list and case take turns.
_LIST = 31
_NARROW = 62
_UNBOUND = 16_777_215
_GROUP = "审批"
_NOTHING = {
    Tab.WAITING: "没有等待决定的办件。",
    Tab.STILL: "没有处在特别程序中的办件。",
    Tab.DECIDED: "最近 30 天这里没有作过决定。",
}


class ApprovalsPage(Page):
    """审批. ``opened(number=…)`` puts the cursor on that case."""

    id = "approvals"
    title = "审批"
    icon = "approve"
    note = "待本处审核决定的办件，最急的在前"
    watches = Changes(cases=True, papers=True, sync=True, reference=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._sheet: Sheet | None = None
        self._verdict = Verdict(False)
        self._reading = False
        self._wanted = ""
        super().__init__(counter, parent)
        look = theme.tokens()
        self.prints = PrintRun(counter, self)
        self.bar = QTabBar(self)
        self.bar.setAccessibleName("审批清单")
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        for tab in Tab:
            self.bar.addTab(rows.TITLES[tab])
        self.bar.currentChanged.connect(self.on_tab)
        self.table: DataTable[ReviewRow] = DataTable(rows.COLUMNS, rows.row_key, self)
        self.table.setAccessibleName("审批清单")
        self._empty = EmptyState("approve", "正在读取…")
        self.table.set_empty(self._empty)
        self.table.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.table.current_changed.connect(self.on_current)
        self.table.opened.connect(self.on_opened)
        lists = QWidget(self)
        column = QVBoxLayout(lists)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space_xs)
        column.addWidget(self.bar)
        column.addWidget(self.table, 1)
        self.panel = DeedPanel(counter.desk.today, self)
        self.panel.given.connect(self.on_given)
        self.panel.left.connect(self.on_panel_left)
        self._left = QStackedWidget(self)
        self._left.addWidget(lists)
        self._left.addWidget(self.panel)
        self.view = ReviewView(self)
        self.view.reveal_asked.connect(self.on_reveal_asked)
        self.view.tabs.papers.opened.connect(self.on_paper_opened)
        row = QHBoxLayout()
        row.setSpacing(look.space_m)
        row.addWidget(self._left)
        row.addWidget(self.view, 1)
        self.body.addLayout(row, 1)
        self.view.hide()
        deeds = (deed.id for deed in REVIEW_DEEDS)
        self.set_foot(*deeds, left=("approvals.case",), primary="grant")

    @classmethod
    def allowed(cls, counter: Counter) -> bool:
        return approvals.may_review(counter.desk)

    def page_actions(self) -> tuple[Action, ...]:
        deeds = (
            Action(
                deed.id, deed.text, deed.key, _GROUP, partial(self.begin, deed),
                enabled_when=partial(self.can, deed), icon=deed.icon,
            )
            for deed in REVIEW_DEEDS
        )  # fmt: skip
        tabs = (
            Action(
                f"approvals.tab.{tab.name.lower()}", f"看{rows.TITLES[tab]}", f"Alt+{tab + 1}",
                _GROUP, partial(self.show_list, tab), enabled_when=self.free,
            )
            for tab in Tab
        )  # fmt: skip
        parts = ("材料", "填写内容", "文书", "办理经过", "附件", "争议")
        lists = (
            Action(
                f"approvals.part.{number}", f"看{title}", str(number + 1), "办件",
                partial(self.show_part, number), enabled_when=self.has_case,
            )
            for number, title in enumerate(parts)
        )  # fmt: skip
        return (
            *deeds,
            *tabs,
            *lists,
            Action(
                "approvals.case", "看办件", "Ctrl+B", _GROUP, self.on_case_asked,
                enabled_when=self.has_case, icon="document",
            ),
            *(
                Action(
                    f"approvals.{field}", f"显示{title}", key, "办件",
                    partial(self.reveal, field), enabled_when=self.has_case,
                )
                for field, title, key in (("id_number", "证件号码", "R"), ("phone", "电话", "U"))
            ),
            Action("approvals.down", "往下看", "Alt+Down", "办件", partial(self.read_on, 1)),
            Action("approvals.up", "往上看", "Alt+Up", "办件", partial(self.read_on, -1)),
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        number = params.get("number")
        if isinstance(number, str):
            self._wanted = number

    def refresh(self, changes: Changes) -> None:
        job = partial(rows.read_rows, self.counter.desk, Tab(self.bar.currentIndex()))
        self.counter.tasks.run_read(job, self.on_listed, latest="approvals")

    def first_focus(self) -> QWidget:
        return self.panel if self.panel.deed is not None else self.table

    # ---- what can be done

    def can(self, deed: Deed) -> bool:
        """Whether a deed is possible now by this person."""
        sheet = self._sheet
        if sheet is None or not self.free():
            return False
        if deed.act is acts.Decided and not self._verdict.may:
            return False
        return (deed.act is None or deed.act in sheet.possible) and deed.fits(sheet.state)

    def free(self) -> bool:
        """Nothing is being asked, so a letter is a key."""
        panel: DeedPanel | None = getattr(self, "panel", None)
        return panel is None or panel.deed is None

    def has_case(self) -> bool:
        return self._sheet is not None and self.free()

    def begin(self, deed: Deed) -> None:
        """Ask what a deed needs, in place of the list."""
        sheet = self._sheet
        if sheet is None:
            return
        desk = self.counter.desk
        seat = Seat(
            desk.actor.place, desk.actor.roles, desk.today, sheet.fields,
            desk.rules.correction_days,
        )  # fmt: skip
        asked = deed.ask(sheet.state, seat)
        self.panel.ask(deed, sheet.state, asked, self._places(stay=asked.stay))
        if asked.nothing:
            self.panel.on_given()
            return
        self._left.setCurrentWidget(self.panel)
        self._fit()
        self.refresh_actions()
        self.panel.take_focus()

    def close_panel(self) -> None:
        self.panel.clear()
        self._left.setCurrentIndex(0)
        self._fit()
        self.refresh_actions()
        self.table.setFocus()

    def show_list(self, tab: Tab) -> None:
        self.bar.setCurrentIndex(tab)
        self.table.setFocus()

    def show_part(self, number: int) -> None:
        """One of the lists of the case."""
        if self._narrow() and not self._reading:
            self.read_case(True)
        self.view.tabs.show_tab(number)

    def read_case(self, reading: bool) -> None:
        """On a small screen, list and case take turns."""
        self._reading = reading
        self._fit()
        (self.view.tabs.table if reading else self.table).setFocus()

    def reveal(self, field: str) -> None:
        """Record the look-up, then show; a second time hides."""
        shown = self.view.people.masked(field)
        if shown.isVisible():
            shown.on_asked()

    def read_on(self, steps: int) -> None:
        self.view.scroll_facts(steps)

    # ---- slots

    def on_tab(self, index: int) -> None:
        self._empty.show_text("正在读取…")
        self.refresh(self.watches)

    def on_listed(self, listed: Listed) -> None:
        if listed.tab != self.bar.currentIndex():
            return
        for tab in Tab:
            self.bar.setTabText(tab, f"{rows.TITLES[tab]} {listed.counts[tab]}")
        waiting = listed.counts[Tab.WAITING]
        late = f"，其中超期 {listed.overdue} 件" if listed.overdue else ""
        self.header.show_text(self.title, f"待审 {waiting} 件{late}" if waiting else self.note)
        self._empty.show_text(_NOTHING[listed.tab])
        self.table.show_rows(listed.rows)
        wanted, self._wanted = self._wanted, ""
        for row in listed.rows:
            if row.number == wanted:
                self.table.select_key(rows.row_key(row))
        if self.table.current is None:
            self.table.go_to_row(0)
        self._read()

    def on_current(self, row: ReviewRow | None) -> None:
        if self.free():
            self._read()

    def on_opened(self, row: ReviewRow) -> None:
        """Enter: into the case."""
        self.read_case(True)

    def on_read(self, read: tuple[Sheet, Verdict]) -> None:
        sheet, verdict = read
        row = self.table.current
        if row is None or row.number != sheet.state.number:
            return
        self._sheet, self._verdict = sheet, verdict
        self.view.tell(sheet, verdict)
        self._fit()
        self.refresh_actions()

    def on_read_failed(self, error: BaseException) -> None:
        self._sheet = None
        self._fit()
        self.refresh_actions()
        self.counter.notify("warning", words.said(error))

    def on_given(self, command: object) -> None:
        sheet, deed = self._sheet, self.panel.deed
        if sheet is None:
            return
        self.panel.busy()
        job = partial(approvals.carry_out, self.counter.desk, sheet.state.number, command)
        self.counter.tasks.run_write(job, partial(self.on_done, deed), self.on_refused)

    def on_done(self, deed: Deed | None, done: Done) -> None:
        if self.isVisible():
            self._reading = False
            self.close_panel()
        told = f"{numbers.spoken(done.state.number)} {deed.done if deed else '已记录'}"
        action = None
        if done.papers:
            run = partial(self.prints.first, done.state.number, done.papers)
            action = NoticeAction("打印", run, "Alt+P")
        self.counter.notify("success", told, action=action)
        self.counter.changed(done.changes)

    def on_refused(self, error: BaseException) -> None:
        if not isinstance(error, CounterError):
            self.close_panel()
            raise error
        if self._left.currentWidget() is self.panel:
            self.panel.refuse(error)
            return
        self.close_panel()
        kind = "warning" if isinstance(error, Refused | BadInput) else "error"
        self.counter.notify(kind, str(error))

    def on_panel_left(self) -> None:
        self.close_panel()

    def on_case_asked(self) -> None:
        if self._sheet is not None:
            self.counter.go("case", number=self._sheet.state.number)

    def on_paper_opened(self, row: object) -> None:
        paper = getattr(row, "paper", None)
        if self._sheet is not None and paper is not None:
            self.counter.go("paper", number=self._sheet.state.number, paper=paper.number)

    def on_reveal_asked(self, field: str) -> None:
        if self._sheet is not None:
            job = partial(cases.reveal, self.counter.desk, self._sheet.state.number, field)
            self.counter.tasks.run_write(job, partial(self.on_revealed, field))

    def on_revealed(self, field: str, done: Done) -> None:
        if self._sheet is not None and done.state.number == self._sheet.state.number:
            self.view.people.reveal(field)
        self.counter.changed(done.changes)

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.free() and not self.table.hasFocus():
            self.read_case(False)
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # ---- inside

    def refresh_actions(self) -> None:
        super().refresh_actions()
        state = self._sheet.state if self._sheet is not None else None
        open_ = state is not None and state.outcome is None and state.suspension is None
        for deed in REVIEW_DEEDS:
            always = deed in (GRANT_DEED, REFUSE_DEED) and open_
            self.keys.bound(deed.id).setVisible(always or self.can(deed))

    def _narrow(self) -> bool:
        return self.width() < _NARROW * theme.tokens().body

    def _fit(self) -> None:
        asking = self.panel.deed is not None
        narrow = self._narrow()
        case = self._sheet is not None
        self._left.setVisible(not narrow or asking or not self._reading)
        self.view.setVisible(case and (not narrow or (self._reading and not asking)))
        if narrow or not case:
            self._left.setMinimumWidth(0)
            self._left.setMaximumWidth(_UNBOUND)
        else:
            self._left.setFixedWidth(_LIST * theme.tokens().body)
        self.foot.setVisible(case and not asking)

    def _read(self) -> None:
        row = self.table.current
        if row is None:
            self._sheet = None
            self._fit()
            self.refresh_actions()
            return
        job = partial(_read_case, self.counter.desk, row.number)
        self.counter.tasks.run_read(job, self.on_read, self.on_read_failed, latest="review")

    def _places(self, *, stay: bool) -> list[Hit]:
        """Where a case can go; first the places it came through."""
        catalogue = self.counter.workplace.catalogue()
        state = self._sheet.state if self._sheet is not None else None
        here = state.owner if state is not None else ""
        return [
            Hit(place.code, place.name, place.level.label, value=place.code)
            for place in catalogue.places.values()
            if place.active and (stay or place.code != here)
        ]


def _read_case(desk: Desk, number: str) -> tuple[Sheet, Verdict]:
    sheet = read_sheet(desk, number)
    return sheet, approvals.verdict(desk, sheet.state)
