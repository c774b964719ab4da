"""办不成事: what somebody could not get done is taken in above, whose turn it is stands below."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QStackedWidget, QWidget

from counter_app.desk import trouble as troubles
from counter_app.desk.ledger_work import LineDone
from counter_app.desk.trouble_check import TroubleTyped, check_trouble
from counter_app.desk.trouble_rules import terms_of
from counter_app.errors import BadInput
from counter_app.models.acts import trouble as acts
from counter_app.models.acts.base import Act
from counter_app.models.changes import Changes
from counter_app.protocol.ledgers import CASE, numbered
from counter_app.protocol.scanned import Scanned
from counter_app.rules import numbers
from counter_app.ui import theme, trouble_words as words
from counter_app.ui.actions import Action
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.ledger_faces import open_number
from counter_app.ui.page import Page
from counter_app.ui.pages.troubles import reading
from counter_app.ui.pages.troubles.files import TroubleFiles
from counter_app.ui.pages.troubles.quick_form import QuickForm
from counter_app.ui.pages.troubles.reading import FIGURES, PERIODS, VIEWS, FigureRow, Listed
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.notice import NoticeAction
from counter_app.ui.widgets.search_box import SearchBox

_GROUP = "办不成事"
_TITLES = (*(title for title, _ in VIEWS), "统计")
#: Tabs beside each other where there is not room for all.
_TABS_BESIDE = 4
#: Below so many characters the search has a line of its own.
_NARROW = 72
#: Pause (ms) after which what was typed is kept.
_PAUSE_MS = 800


class TroublesPage(Page):
    """办不成事. ``opened(name=…, phone=…, case=…)`` begins one; ``query=…`` looks for one."""

    id = "troubles"
    title = "办不成事"
    icon = "trouble"
    note = "姓名、类别、情形各一键，写明什么事没办成，F9 就受理了"
    watches = Changes(troubles=True, reference=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._view = 0
        self._query = ""
        self._period = 0
        self._busy = False
        self._tab_columns = 0
        self.files = TroubleFiles(counter)
        super().__init__(counter, parent)
        look = theme.tokens()
        card = Card(parent=self)
        self.form = QuickForm(counter.desk, counter.tasks, card)
        self.form.finished.connect(self.accept)
        self._kept = TroubleTyped()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self.form.edited.connect(self._pause.start)
        card.column.addWidget(self.form)
        buttons = QHBoxLayout()
        for each in ("troubles.import", "troubles.export"):
            self.header.add(self.button(each, variant="quiet"))
        buttons.addStretch(1)
        buttons.addWidget(self.button("troubles.report"))
        buttons.addWidget(self.button("troubles.accept", variant="primary"))
        card.column.addLayout(buttons)
        self._tabs = [self._tab(index, title) for index, title in enumerate(_TITLES)]
        self.search = SearchBox("姓名、电话或证件号后几位、编号、承办人", self)
        self.search.searched.connect(self.on_searched)
        self.count = label("", "muted", self)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(look.space_s)
        self._tab_grid = QGridLayout()
        self._tab_grid.setSpacing(2)
        self._place_tabs(len(self._tabs))
        find = QHBoxLayout()
        find.addWidget(self.search, 1)
        find.addWidget(self.count)
        self._top.addLayout(self._tab_grid)
        self._top.addLayout(find, 1)
        self.table: DataTable[words.TroubleRow] = DataTable(
            words.COLUMNS, key=words.row_key, parent=self
        )
        self.empty = EmptyState("trouble", "正在读取…")
        self.table.set_empty(self.empty)
        self.table.opened.connect(self.on_opened)
        self.search.set_target(self.table)
        self.figures: DataTable[FigureRow] = DataTable(
            reading.FIGURE_COLUMNS, key=reading.figure_key, parent=self
        )
        self.figures.set_empty(EmptyState("chart", "正在统计…"))
        self._lists = QStackedWidget(self)
        self._lists.setMinimumHeight(140)
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.figures)
        self.body.addWidget(card)
        self.body.addLayout(self._top)
        self.body.addWidget(self._lists, 1)
        self.body.setSpacing(look.space_s)
        self._mark_view()

    def _tab(self, index: int, title: str) -> Button:
        choose = partial(self.choose_view, index)
        tab = Button(title, choose, key=f"Alt+{index + 1}", parent=self)
        tab.setCheckable(True)
        tab.setProperty("segment", True)
        return tab

    def _place_tabs(self, columns: int) -> None:
        if self._tab_grid.count() and self._tab_columns == columns:
            return
        self._tab_columns = columns
        for index, tab in enumerate(self._tabs):
            self._tab_grid.addWidget(tab, index // columns, index % columns)

    def page_actions(self) -> tuple[Action, ...]:
        views = tuple(
            Action(
                f"troubles.view.{index}", f"看{title}", f"Alt+{index + 1}", _GROUP,
                partial(self.choose_view, index),
            )
            for index, title in enumerate(_TITLES)
        )  # fmt: skip
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
            Action("troubles.new", "到反映人", "Ctrl+N", _GROUP, self.on_new_asked),
            Action(
                "troubles.search", "查找", "Ctrl+F", _GROUP, self.on_search_asked, icon="search"
            ),
            *views,
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        query = params.get("query")
        if isinstance(query, str):
            self.search.setText(query)
            self.search.on_pause()
        name, phone, case = (str(params.get(each) or "") for each in ("name", "phone", "case"))
        if (name or case) and not self.form.touched:
            self.form.fill(TroubleTyped(name=name, phone=phone, case=case))
        elif not self.form.touched:
            job = partial(reading.kept, self.counter.desk)
            self.counter.tasks.run_read(job, self.on_draft, latest="trouble draft")

    def refresh(self, changes: Changes) -> None:
        desk, tasks = self.counter.desk, self.counter.tasks
        job = partial(reading.listed, desk, min(self._view, reading.ALL), self._query)
        tasks.run_read(job, self.on_listed, latest="troubles")
        if self._view == FIGURES:
            period = PERIODS[self._period][1](desk.today)
            count = partial(reading.counted, desk, period)
            tasks.run_read(count, self.on_counted, latest="trouble figures")

    def first_focus(self) -> QWidget:
        return self.form.name

    def take_scan(self, scan: Scanned) -> bool:
        """A case's bar code goes into the form; one of a matter opens it."""
        if open_number(self.counter, scan.value):
            return True
        parsed = numbers.parse_case_number(scan.value)
        if parsed is None or numbered(parsed.text) is not CASE:
            return False
        self.form.case.setText(parsed.text)
        return True

    def leaving(self) -> bool:
        """What was typed and not saved is there again when the page is opened."""
        self.keep()
        return True

    def keep(self) -> None:
        """Store what stands in the form, when it is not stored yet."""
        self._pause.stop()
        typed = self.form.typed()
        if typed != self._kept and not self._busy:
            self._kept = typed
            self.counter.tasks.run_write(partial(reading.keep, self.counter.desk, typed))

    # ---- what can be done

    def accept(self) -> None:
        """Take it in as a matter of this window."""
        self._save(acts.ScopeChecked(True))

    def report(self) -> None:
        """Write it down; whether it is a matter of this window is said on its own page."""
        self._save()

    def choose_view(self, index: int, *checked: bool) -> None:
        self._view = index
        self._mark_view()
        self.refresh(self.watches)

    def next_period(self) -> None:
        """Figures of another time; the tab shows them."""
        if self._view == FIGURES:
            self._period = (self._period + 1) % len(PERIODS)
        self.choose_view(FIGURES)

    # ---- slots

    def on_new_asked(self) -> None:
        self.form.name.setFocus()
        self.form.name.selectAll()

    def on_search_asked(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def on_import_asked(self) -> None:
        self.counter.go("trouble_import", choose=True)

    def on_searched(self, text: str) -> None:
        if open_number(self.counter, text):
            return
        self._query = text
        if self._view == FIGURES:
            self._view = reading.ALL
            self._mark_view()
        self.refresh(self.watches)

    def on_opened(self, row: words.TroubleRow) -> None:
        self.counter.go("trouble_line", number=row.number)

    def on_listed(self, listed: Listed) -> None:
        view = min(self._view, reading.ALL)
        empty = "没有找到，请换个说法或少输几个字。" if self._query else VIEWS[view][1]
        self.empty.show_text(empty)
        self.table.show_rows(listed.rows)
        for tab, title in zip(self._tabs, _TITLES, strict=True):
            count = listed.counts.get(title, 0)
            tab.setText(f"{title} {count}" if count else title)
        if self._view != FIGURES:
            more = "及以上" if len(listed.rows) >= reading.MOST else ""
            self.count.setText(f"{len(listed.rows)} 件{more}" if listed.rows else "")

    def on_counted(self, rows: list[FigureRow]) -> None:
        self.figures.show_rows(rows)
        if self._view == FIGURES:
            self.count.setText(f"{PERIODS[self._period][0]}（Ctrl+T 换时段）")

    def on_draft(self, typed: TroubleTyped | None) -> None:
        if typed is not None and not self.form.touched:
            self._kept = typed
            self.form.fill(typed)
            self.counter.notify("info", "上次没有登记完的还在这里")

    def on_saved(self, accepted: bool, done: LineDone) -> None:
        self._busy = False
        self.form.fill(TroubleTyped())
        self.keep()
        number = done.state.number
        self.counter.changed(done.changes)
        self.refresh_actions()
        if not accepted:
            self.counter.notify("success", "已登记，请判定是否属于受理范围")
            self.counter.go("trouble_line", number=number)
            return
        see = NoticeAction("打开", partial(self.counter.go, "trouble_line", number=number), "Alt+O")
        day = done.state.limit
        by = f"，{day.month}月{day.day}日前答复" if day is not None else ""
        self.counter.notify("success", f"已受理：{numbers.spoken(number)}{by}", action=see)
        self.form.name.setFocus()

    def on_refused(self, error: BaseException) -> None:
        self._busy = False
        self.refresh_actions()
        field = error.field.removeprefix("person.") if isinstance(error, BadInput) else ""
        field = _row_of(field)
        if not self.form.show_refusal(field, said(error)):
            self.counter.notify("error", said(error))

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * theme.tokens().body
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._top.setDirection(down if narrow else across)
        self.form.reflow(2 if narrow else 3)
        self._place_tabs(_TABS_BESIDE if narrow else len(self._tabs))

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
        self.form.show_problems({_row_of(each.field): each.why for each in problems})
        if report is None:
            self.form.focus_first_problem()
            return
        self._busy = True
        self.refresh_actions()
        job = partial(troubles.open_matter, desk, acts.Reported(report), *more)
        self.counter.tasks.run_write(job, partial(self.on_saved, bool(more)), self.on_refused)

    def _free(self) -> bool:
        return not self._busy

    def _mark_view(self) -> None:
        for index, tab in enumerate(self._tabs):
            tab.setChecked(index == self._view)
        self._lists.setCurrentIndex(1 if self._view == FIGURES else 0)


def _row_of(field: str) -> str:
    """The row of the form in which a field stands."""
    return "tried" if field in ("tries", "trips") else field
