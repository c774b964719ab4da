"""The list of cases: filters, live search, and as many lines as somebody scrolls to."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from counter_app.desk import green_lane
from counter_app.desk.desk import Desk
from counter_app.desk.green_lane import by_reason
from counter_app.models.changes import Changes
from counter_app.protocol.scanned import ScanKind, Scanned
from counter_app.rules.cards import CardRead
from counter_app.settings import LOCAL_ZONE
from counter_app.store import queries
from counter_app.ui import case_list as lists, theme
from counter_app.ui.actions import Action
from counter_app.ui.case_codes import by_tail, looks_scanned, read_case_code
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.ledger_faces import open_number
from counter_app.ui.ledger_files import LedgerFiles
from counter_app.ui.page import Page
from counter_app.ui.pages.cases.filters import FILTERS, FilterRow
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.search_box import SearchBox

#: Lines read at once, and the most that are held; beyond that the window of lines slides.
STEP = 100
MOST = 400
#: Below so many characters the search has a line of its own.
_NARROW = 58


class CasesPage(Page):
    """办件. ``opened(query=…, filter=…)`` may set both."""

    id = "cases"
    title = "办件"
    icon = "cases"
    note = "按姓名、事项、编号或尾号、证件号、电话查找"
    watches = Changes(cases=True, sync=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(counter, parent)
        self.files = LedgerFiles(counter, "绿色通道办件")
        self._query = ""
        self._filter = 0
        self._first = 0
        self._ended = False
        self._reading = False
        self.filters = FilterRow(self.choose_filter, self)
        self.search = SearchBox("姓名、事项、编号后几位、证件号、电话", self)
        self.search.setMaxLength(400)  # a scanned link is longer than what anybody types
        self.search.searched.connect(self.on_searched)
        self.table: DataTable[lists.CaseLine] = DataTable(
            (
                lists.STATUS,
                lists.NUMBER,
                lists.APPLICANT,
                lists.ITEM,
                lists.LEFT,
                lists.RECEIVED,
                lists.UNSENT,
                lists.ID_NUMBER,
            ),
            key=lists.line_key,
            parent=self,
        )
        self.empty = EmptyState("cases", "正在读取…")
        self.table.set_empty(self.empty)
        self.table.opened.connect(self.on_opened)
        self.table.setMinimumHeight(120)
        self.table.verticalScrollBar().valueChanged.connect(self.on_scrolled)
        self.search.set_target(self.table)
        self.count = label("", "muted", self)
        self.header.add(self.count)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.addWidget(self.filters)
        self._top.addWidget(self.search, 1)
        self.body.addLayout(self._top)
        self.body.addWidget(self.table, 1)

    def page_actions(self) -> tuple[Action, ...]:
        filters = tuple(
            Action(
                f"cases.filter.{index}",
                f"只看{each.title}" if index else "全部办件",
                f"Alt+{index + 1}",
                "办件",
                partial(self.choose_filter, index),
            )
            for index, each in enumerate(FILTERS)
        )
        return (
            Action("cases.search", "查找", "Ctrl+F", "办件", self.on_search_asked, icon="search"),
            Action(
                "cases.first_export",
                "导出优先办件",
                "Ctrl+E",
                "办件",
                self.on_export_asked,
                icon="download",
                hint="今年走绿色通道的办件和按事由统计，xlsx 表格",
            ),
            *filters,
        )

    # ---- page

    def opened(self, **params: object) -> None:
        query = params.get("query")
        if isinstance(query, str):
            self.search.setText(query)
            self.search.on_pause()
        index = params.get("filter")
        if isinstance(index, int):
            self.choose_filter(index)

    def refresh(self, changes: Changes) -> None:
        self._read(self._first, max(len(self.table.rows), STEP))

    def first_focus(self) -> QWidget:
        return self.search

    def take_card(self, card: CardRead) -> bool:
        return self._look_for(card.id_number)

    def take_scan(self, scan: Scanned) -> bool:
        found = scan.kind in (ScanKind.PERSON, ScanKind.ORGANISATION)
        return found and self._look_for(scan.value)

    # ---- slots

    def on_search_asked(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def on_export_asked(self) -> None:
        self.files.ask_where("导出优先办件", self.export_first, kinds="表格 (*.xlsx)")

    def export_first(self, path: str) -> None:
        """Write what went through the green lane this year to this file."""
        since = datetime(self.counter.desk.today.year, 1, 1, tzinfo=LOCAL_ZONE)
        job = partial(_export_first, self.counter.desk, int(since.timestamp() * 1000))
        self.files.write(job, path)

    def choose_filter(self, index: int, *checked: bool) -> None:
        if index == self._filter and self.filters.current == index and self.table.rows:
            return
        self._filter = index
        self.filters.mark(index)
        self._start_over()

    def on_searched(self, text: str) -> None:
        if open_number(self.counter, text):
            return
        if looks_scanned(text):
            number = read_case_code(text, self.counter.store.identity.county_code)
            if number is not None:
                self.search.setText(number)
                self.search.on_pause()
                return
        self._query = text
        self._start_over()

    def on_opened(self, line: lists.CaseLine) -> None:
        self.counter.go("case", number=line.view.number)

    def on_scrolled(self, value: int) -> None:
        bar = self.table.verticalScrollBar()
        if self._reading or not self.table.rows:
            return
        if value >= bar.maximum() - bar.pageStep() and not self._ended:
            rows = len(self.table.rows)
            slide = max(0, rows + STEP - MOST)
            self._read(self._first + slide, min(rows + STEP, MOST))
        elif value == bar.minimum() and self._first:
            back = min(STEP, self._first)
            self._read(self._first - back, min(len(self.table.rows) + back, MOST))

    def on_read(self, asked: tuple[int, int], lines: list[lists.CaseLine]) -> None:
        self._reading = False
        self._first, limit = asked
        self._ended = len(lines) < limit
        self.empty.show_text(self._nothing())
        self.table.show_rows(lines)
        self._count(len(lines))

    def on_failed(self, error: BaseException) -> None:
        self._reading = False
        self.empty.show_text("办件没有读出来")
        self.empty.show_text(said(error))

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In the list a digit filters and any other character begins a search."""
        text = event.text()
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if plain and text and text.isprintable() and text != " " and self.table.hasFocus():
            if text.isascii() and text.isdigit() and 1 <= int(text) <= len(FILTERS):
                self.choose_filter(int(text) - 1)
            else:
                self.search.setFocus()
                self.search.setText(text)
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * theme.tokens().body
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._top.setDirection(down if narrow else across)

    # ---- inside

    def _look_for(self, number: str) -> bool:
        self.search.setText(number)
        self.search.on_pause()
        return True

    def _start_over(self) -> None:
        self._read(0, STEP)

    def _read(self, first: int, limit: int) -> None:
        self._reading = True
        job = partial(_lines, self.counter.desk, self._query, self._filter, first, limit)
        self.counter.tasks.run_read(
            job, partial(self.on_read, (first, limit)), self.on_failed, latest="cases"
        )

    def _count(self, shown: int) -> None:
        if FILTERS[self._filter].first and not self._query:
            counts = by_reason(line.view for line in self.table.rows)
            told = "、".join(f"{each.reason} {each.granted + each.proposed}" for each in counts)
            self.count.setText(f"共 {shown} 件：{told}" if shown else "")
            return
        if self._ended and not self._first:
            self.count.setText(f"共 {shown} 件" if shown else "")
        else:
            self.count.setText(f"第 {self._first + 1} 至 {self._first + shown} 件")

    def _nothing(self) -> str:
        if self._query:
            return (
                f"没有找到“{self._query}”。\n"
                "可以只输两个字，或编号、证件号、电话的后四位；按 Esc 清除查找。"
            )
        if self._filter:
            return f"现在没有“{FILTERS[self._filter].title}”的办件。按 Alt+1 看全部。"
        return "本机还没有办件。"


def _export_first(desk: Desk, since_ms: int, path: Path) -> int:
    return green_lane.export(desk, path, since_ms)


def _lines(desk: Desk, query: str, index: int, first: int, limit: int) -> list[lists.CaseLine]:
    """On the reader thread."""
    if FILTERS[index].first and not query:
        found = queries.prioritised(desk.store, limit=first + limit)[first:]
        return lists.case_lines(desk, found)
    find = partial(queries.cases, desk.store, statuses=FILTERS[index].statuses, offset=first)
    views = find(query=query, limit=limit)
    if not views and not first and (shorter := by_tail(query)) != query:
        views = find(query=shorter, limit=limit)
    return lists.case_lines(desk, views)
