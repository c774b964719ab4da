"""办不成事: what somebody could not get done is taken in above, whose turn it is stands below."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from counter_app.desk import trouble as troubles
from counter_app.desk.ledger_work import LineDone
from counter_app.desk.trouble_check import TroubleTyped, check_trouble
from counter_app.desk.trouble_rules import terms_of
from counter_app.models.acts import trouble as acts
from counter_app.models.acts.base import Act
from counter_app.models.changes import Changes
from counter_app.protocol.ledgers import CASE, numbered
from counter_app.protocol.scanned import Scanned
from counter_app.rules import numbers
from counter_app.ui import trouble_words as words
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.ledger_faces import open_number
from counter_app.ui.pages.troubles import reading
from counter_app.ui.pages.troubles.files import TroubleFiles
from counter_app.ui.pages.troubles.quick_form import QuickForm
from counter_app.ui.pages.troubles.reading import FIGURES, PERIODS, VIEWS, FigureRow, Listed
from counter_app.ui.quick_log import QuickLogPage
from counter_app.ui.typed_draft import TypedDraft
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.notice import NoticeAction

_GROUP = "办不成事"


class TroublesPage(QuickLogPage):
    """办不成事. ``opened(name=…, phone=…, case=…)`` begins one; ``query=…`` looks for one."""

    id = "troubles"
    title = "办不成事"
    icon = "trouble"
    note = "姓名、类别、情形各一键，写明什么事没办成，F9 就受理了"
    watches = Changes(troubles=True, reference=True)

    group = _GROUP
    titles = (*(title for title, _ in VIEWS), "统计")
    search_hint = "姓名、电话或证件号后几位、编号、承办人"
    searched_in: ClassVar = {FIGURES: reading.ALL}
    told_at: ClassVar = {"tries": "tried", "trips": "tried"}
    narrow = 72
    tabs_beside = 3

    form: QuickForm

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._period = 0
        self.files = TroubleFiles(counter)
        super().__init__(counter, parent)
        form = QuickForm(counter.desk, counter.tasks, self)
        form.finished.connect(self.accept)
        for each in ("troubles.import", "troubles.export"):
            self.header.add(self.button(each, variant="quiet"))
        self.table: DataTable[words.TroubleRow] = DataTable(
            words.COLUMNS, key=words.row_key, parent=self
        )
        self.empty = EmptyState("trouble", "正在读取…")
        self.table.set_empty(self.empty)
        self.table.opened.connect(self.on_opened)
        self.figures: DataTable[FigureRow] = DataTable(
            reading.FIGURE_COLUMNS, key=reading.figure_key, parent=self
        )
        self.figures.set_empty(EmptyState("chart", "正在统计…"))
        self._lists = QStackedWidget(self)
        self._lists.setMinimumHeight(140)
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.figures)
        self.lay_out(
            form,
            TypedDraft(counter, "trouble", TroubleTyped(), self),
            (self._lists,),
            right=("troubles.report", "troubles.accept"),
        )
        self.search.set_target(self.table)

    def page_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                "troubles.accept", "登记并受理", "F9", _GROUP, self.accept,
                enabled_when=self._free, icon="check",
                hint="属于本窗口的事项：登记、受理并出具登记表",
            ),
            Action(
                "troubles.report", "登记，再判定", "F8", _GROUP, self.report,
                enabled_when=self._free, icon="clock",
                hint="拿不准或不属受理范围的：登记后打开这一件，判定并告知该找哪里",
            ),
            Action(
                "troubles.period", "换统计时段", "Ctrl+T", _GROUP, self.next_period,
                icon="calendar", hint="本月、上月、本年、去年",
            ),
            Action(
                "troubles.export", "导出台账", "Ctrl+E", _GROUP, self.files.choose_export,
                icon="download", hint="xlsx 表格（带统计），或横向打印的 PDF",
            ),
            Action(
                "troubles.import", "补录台账", "Ctrl+Shift+I", _GROUP, self.on_import_asked,
                icon="list", hint="以前的 xlsx 台账；同一张表补录两次不会重复",
            ),
            *self.list_actions("到反映人"),
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        self.look_for(params)
        name, phone, case = (str(params.get(each) or "") for each in ("name", "phone", "case"))
        if not self.untouched:
            return
        if name or case:
            self.form.fill(TroubleTyped(name=name, phone=phone, case=case))
        else:
            self.take_up()

    def refresh(self, changes: Changes) -> None:
        desk, tasks = self.counter.desk, self.counter.tasks
        job = partial(reading.listed, desk, min(self._view, reading.ALL), self._query)
        tasks.run_read(job, self.on_listed, latest="troubles")
        if self._view == FIGURES:
            period = PERIODS[self._period][1](desk.today)
            count = partial(reading.counted, desk, period)
            tasks.run_read(count, self.on_counted, latest="trouble figures")

    def take_scan(self, scan: Scanned) -> bool:
        """A case's bar code goes into the form; one of a matter opens it."""
        if open_number(self.counter, scan.value):
            return True
        parsed = numbers.parse_case_number(scan.value)
        if parsed is None or numbered(parsed.text) is not CASE:
            return False
        self.form.case.setText(parsed.text)
        return True

    def half(self) -> TroubleTyped:
        return self.form.typed()

    def show_half(self, kept: TroubleTyped) -> None:
        self.form.fill(kept)

    def reflow(self, narrow: bool) -> None:
        self.form.reflow(2 if narrow else 3)

    # ---- what can be done

    def accept(self) -> None:
        """Take it in as a matter of this window."""
        self._save(acts.ScopeChecked(True))

    def report(self) -> None:
        """Write it down; whether it is a matter of this window is said on its own page."""
        self._save()

    def choose_view(self, index: int, *checked: bool) -> None:
        self._lists.setCurrentWidget(self.figures if index == FIGURES else self.table)
        super().choose_view(index)

    def next_period(self) -> None:
        """Figures of another time; the tab shows them."""
        if self._view == FIGURES:
            self._period = (self._period + 1) % len(PERIODS)
        self.choose_view(FIGURES)

    # ---- slots

    def on_import_asked(self) -> None:
        self.counter.go("trouble_import", choose=True)

    def on_opened(self, row: words.TroubleRow) -> None:
        self.counter.go("trouble_line", number=row.number)

    def on_listed(self, listed: Listed) -> None:
        view = min(self._view, reading.ALL)
        empty = "没有找到，请换个说法或少输几个字。" if self._query else VIEWS[view][1]
        self.empty.show_text(empty)
        self.table.show_rows(listed.rows)
        for tab, title in zip(self.head.tabs, self.titles, strict=True):
            count = listed.counts.get(title, 0)
            tab.setText(f"{title} {count}" if count else title)
        if self._view != FIGURES:
            more = "及以上" if len(listed.rows) >= reading.MOST else ""
            self.count.setText(f"{len(listed.rows)} 件{more}" if listed.rows else "")

    def on_counted(self, rows: list[FigureRow]) -> None:
        self.figures.show_rows(rows)
        if self._view == FIGURES:
            self.count.setText(f"{PERIODS[self._period][0]}（Ctrl+T 换时段）")

    def on_saved(self, accepted: bool, done: LineDone) -> None:
        self.written(done.changes)
        number = done.state.number
        if not accepted:
            self.counter.notify("success", "已登记，请判定是否属于受理范围")
            self.counter.go("trouble_line", number=number)
            return
        see = NoticeAction("打开", partial(self.counter.go, "trouble_line", number=number), "Alt+O")
        day = done.state.limit
        by = f"，{day.month}月{day.day}日前答复" if day is not None else ""
        self.counter.notify("success", f"已受理：{numbers.spoken(number)}{by}", action=see)
        self.form.name.setFocus()

    # ---- inside

    def _save(self, *more: Act) -> None:
        if self._busy:
            return
        desk = self.counter.desk
        catalogue = desk.catalogue()
        report, problems = check_trouble(
            self.form.typed(),
            reported_ms=self.counter.store.now_ms(),
            today=desk.today,
            catalogue=catalogue,
            terms=terms_of(catalogue),
        )
        told = {self.told_at.get(each.field, each.field): each.why for each in problems}
        self.form.show_problems(told)
        if report is None:
            self.form.focus_first_problem()
            return
        job = partial(troubles.open_matter, desk, acts.Reported(report), *more)
        self.save(job, partial(self.on_saved, bool(more)))
