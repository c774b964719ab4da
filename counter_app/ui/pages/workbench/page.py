"""工作台: the day in nine numbers, each with the list behind it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from counter_app.models.changes import Changes
from counter_app.ui import case_list as lists, draft_list, ledger_lanes, theme
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.draft_list import DraftView
from counter_app.ui.ledger_lanes import TaskLine
from counter_app.ui.page import EVERYTHING, Page
from counter_app.ui.pages.workbench.reading import Bench, read_bench
from counter_app.ui.pages.workbench.tile import Tile
from counter_app.ui.pages.workbench.trays import TRAYS, Tray, number_words, remark
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.header import SectionHeader

#: Widths of a Chinese character below which tiles are low, and stand in two rows.
_LOW, _ONE_ROW = 60, 60
_READING = "正在读取…"
#: Here the words of what is over are never cut.
_LEFT = replace(lists.LEFT, width=11)


class WorkbenchPage(Page):
    """``opened(tray=…)`` shows one list (today, due, waiting, ready, unsent, disputed, drafts,
    ledgers, custody)."""

    id = "workbench"
    title = "工作台"
    icon = "workbench"
    watches = EVERYTHING

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(counter, parent)
        self._chosen: Tray | None = None
        self._shown_tray = ""
        self.tiles = {
            tray.id: Tile(self.keys.bound(tray.action), tray.icon, self) for tray in TRAYS
        }
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.tokens().space_s)
        self._columns = 0
        self.list_header = SectionHeader("", "", parent=self)
        self.cases: DataTable[lists.CaseLine] = DataTable(
            (
                lists.STATUS,
                lists.NUMBER,
                lists.APPLICANT,
                lists.ITEM,
                _LEFT,
                lists.ID_NUMBER,
                lists.OWNER,
            ),
            lists.line_key,
            self,
        )
        self.drafts: DataTable[DraftView] = DataTable(
            draft_list.COLUMNS, draft_list.draft_key, self
        )
        self.tasks: DataTable[TaskLine] = DataTable(
            ledger_lanes.COLUMNS, ledger_lanes.line_key, self
        )
        self._tables: tuple[DataTable[Any], ...] = (self.cases, self.drafts, self.tasks)
        self._empty: list[EmptyState] = []
        for table in self._tables:
            self._empty.append(EmptyState("hall", _READING))
            table.set_empty(self._empty[-1])
            table.setMinimumHeight(140)
            table.setVisible(table is self.cases)
        self.cases.setAccessibleName("这一栏的办件")
        self.drafts.setAccessibleName("草稿")
        self.tasks.setAccessibleName("这一栏的台账")
        self.cases.opened.connect(self.on_case_opened)
        self.drafts.opened.connect(self.on_draft_opened)
        self.tasks.opened.connect(self.on_task_opened)
        self.header.add(self.button("workbench.intake", variant="primary"))
        self.body.addLayout(self._grid)
        self.body.addWidget(self.list_header)
        for table in self._tables:
            self.body.addWidget(table, 1)
        self._arrange()

    # ---- the frame asks

    def page_actions(self) -> tuple[Action, ...]:
        trays = tuple(
            Action(tray.action, tray.title, str(n), "工作台", partial(self.choose, tray))
            for n, tray in enumerate(TRAYS, 1)
        )
        intake = Action("workbench.intake", "收件", "Ctrl+N", "工作台", self.on_intake, icon="plus")
        return (intake, *trays)

    def opened(self, **params: object) -> None:
        wanted = next((tray for tray in TRAYS if tray.id == params.get("tray")), None)
        if wanted is not None:
            self._chosen = wanted
        self._read()  # the day may be another one, even if nothing has changed

    def refresh(self, changes: Changes) -> None:
        self._read()

    def first_focus(self) -> QWidget:
        return next((each for each in self._tables if each.isVisibleTo(self)), self.cases)

    # ---- slots

    def choose(self, tray: Tray) -> None:
        """Show what lies in this tray."""
        self._chosen = tray
        self._mark(tray)
        self._read(focus=True)

    def on_intake(self) -> None:
        self.counter.go("intake")

    def on_case_opened(self, line: lists.CaseLine) -> None:
        page = "disputes" if self._shown_tray == "disputed" else "case"
        self.counter.go(page, number=line.view.number)

    def on_draft_opened(self, view: DraftView) -> None:
        self.counter.go("intake", draft=view.id)

    def on_task_opened(self, line: TaskLine) -> None:
        self.counter.go(line.page, number=line.number)

    def on_read(self, bench: Bench) -> None:
        tray = next(each for each in TRAYS if each.id == bench.tray)
        self._shown_tray = tray.id
        for each in TRAYS:
            count = number_words(each.count(bench.counts))
            self.tiles[each.id].show_number(count, remark(each, bench.counts))
        self.header.show_text(self.title, bench.synced)
        self._mark(tray)
        for empty in self._empty:
            empty.show_text(tray.empty)
        self.cases.show_rows(bench.cases)
        self.drafts.show_rows(bench.drafts)
        self.tasks.show_rows(bench.tasks)
        focused = any(each.hasFocus() for each in self._tables)
        in_sight = self.cases if tray.which else self.drafts if tray.drafts else self.tasks
        for table in self._tables:
            if table.current is None:
                table.go_to_row(0)
            table.setVisible(table is in_sight)
        if focused:
            self.first_focus().setFocus()
        shown, held = len(in_sight.rows), tray.count(bench.counts)
        note = f"共 {number_words(held)} 件，这里是最要紧的 {shown} 件" if held > shown else ""
        self.list_header.show_text(tray.title, note or ("Enter 打开" if shown else ""))

    def on_read_and_focus(self, bench: Bench) -> None:
        self.on_read(bench)
        self.first_focus().setFocus()

    # ---- inside

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _read(self, *, focus: bool = False) -> None:
        self.counter.tasks.run_read(
            partial(read_bench, self.counter.desk, self._chosen),
            self.on_read_and_focus if focus else self.on_read,
            latest="workbench",
        )

    def _mark(self, tray: Tray) -> None:
        for tray_id, tile in self.tiles.items():
            tile.setChecked(tray_id == tray.id)

    def _arrange(self) -> None:
        """One row of tiles where there is room, else two."""
        character = theme.tokens().body
        columns = len(TRAYS) if self.width() >= _ONE_ROW * character else 5
        low = self.width() < _LOW * character
        if columns == self._columns:
            return
        self._columns = columns
        for number, tile in enumerate(self.tiles.values()):
            tile.set_low(low)
            self._grid.addWidget(tile, number // columns, number % columns)
