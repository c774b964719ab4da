"""The workbench: seven numbers, and below them the cases behind one of them."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import msgspec
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from counter_app.desk.desk import Desk
from counter_app.models.changes import Changes
from counter_app.store import queries
from counter_app.store.queries import Workbench, WorkList
from counter_app.ui import case_list as lists, theme
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.page import Page
from counter_app.ui.pages.workbench.tile import Tile
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import label

#: Below so many widths of a Chinese character the tiles stand in two rows.
_NARROW = 72


class _List(NamedTuple):
    """One worklist as the page names it. ``empty``: what is said when nothing is in it."""

    which: WorkList
    title: str
    icon: str
    empty: str


LISTS: tuple[_List, ...] = (
    _List(WorkList.TODAY, "今日收件", "intake", "今天还没有收件。按 Ctrl+2 开始收件。"),
    _List(WorkList.DUE, "到期与超期", "clock", "两天内没有到期的办件,也没有超期的。"),
    _List(WorkList.WAITING, "待补正", "warning", "没有等群众补正的办件。"),
    _List(WorkList.READY, "待送达", "delivery", "没有等群众领取的结果。"),
    _List(WorkList.UNSENT, "仅在本机", "cloud-up", "本机的办件都已上传,可以放心关机。"),
    _List(WorkList.DISPUTED, "待处理争议", "flag", "没有需要处理的争议。"),
)


class _Read(msgspec.Struct, frozen=True):
    numbers: Workbench
    lines: list[lists.CaseLine]


class WorkbenchPage(Page):
    """工作台. ``opened(list=…)`` shows one of the lists, by its position."""

    id = "workbench"
    title = "工作台"
    icon = "workbench"
    watches = Changes(cases=True, drafts=True, sync=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(counter, parent)
        self._shown = 0
        self._begun = False
        self.tiles = [
            Tile(each.title, each.icon, f"Alt+{index}", self) for index, each in enumerate(LISTS, 1)
        ]
        self.drafts = Tile("暂存的草稿", "edit", "Alt+7", self)
        for index, tile in enumerate(self.tiles):
            tile.chosen.connect(partial(self.show_list, index))
        self.drafts.chosen.connect(self.on_drafts)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.tokens().space_s)
        self.body.addLayout(self._grid)
        self.heading = label("", "heading", self)
        self.body.addWidget(self.heading)
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
        self.empty = EmptyState("workbench", "正在读取…")
        self.table.set_empty(self.empty)
        self.table.setMinimumHeight(160)
        self.table.opened.connect(self.on_opened)
        self.body.addWidget(self.table, 1)
        self._arrange()

    def page_actions(self) -> tuple[Action, ...]:
        shown = tuple(
            Action(
                f"workbench.list.{index}",
                each.title,
                f"Alt+{index + 1}",
                "工作台",
                partial(self.show_list, index),
            )
            for index, each in enumerate(LISTS)
        )
        drafts = Action("workbench.drafts", "暂存的草稿", "Alt+7", "工作台", self.on_drafts)
        return (*shown, drafts)

    # ---- page

    def opened(self, **params: object) -> None:
        index = params.get("list")
        if isinstance(index, int) and 0 <= index < len(LISTS):
            self._shown, self._begun = index, True

    def refresh(self, changes: Changes) -> None:
        self._read()

    def first_focus(self) -> QWidget:
        return self.table

    # ---- slots

    def show_list(self, index: int) -> None:
        """Show the cases behind one of the numbers."""
        self._shown, self._begun = index, True
        self._read()
        self.table.setFocus()

    def on_drafts(self) -> None:
        self.counter.go("intake", drafts=True)

    def on_opened(self, line: lists.CaseLine) -> None:
        self.counter.go("case", number=line.view.number)

    def on_read(self, index: int, read: _Read) -> None:
        numbers = read.numbers
        if not self._begun:
            # What presses most comes first: overdue, then today.
            self._begun = True
            if numbers.due and index != 1:
                self.show_list(1)
                return
        counts = (
            numbers.today,
            numbers.due,
            numbers.waiting,
            numbers.ready,
            numbers.unsent,
            numbers.disputed,
        )
        words = (
            "",
            f"其中超期 {numbers.overdue} 件" if numbers.overdue else "两天内到期",
            "等群众补交材料",
            "等群众领取",
            "联网后自动上传" if numbers.unsent else "已全部上传",
            "要有人决定" if numbers.disputed else "",
        )
        tones = (
            "accent",
            "danger" if numbers.overdue else "warning" if numbers.due else "muted",
            "warning" if numbers.waiting else "muted",
            "accent" if numbers.ready else "muted",
            "warning" if numbers.unsent else "success",
            "danger" if numbers.disputed else "muted",
        )
        for position, tile in enumerate(self.tiles):
            tile.show_count(counts[position], words[position] or " ", tones[position])
            tile.mark(position == index)
        self.drafts.show_count(numbers.drafts, "没有办完的收件", "muted")
        shown = LISTS[index]
        self.heading.setText(f"{shown.title}({counts[index]} 件)")
        self.empty.show_text(shown.empty)
        self.table.show_rows(read.lines)

    def on_failed(self, error: BaseException) -> None:
        self.empty.show_text(str(error))
        self.counter.notify("error", str(error))

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # ---- inside

    def _read(self) -> None:
        job = partial(_read, self.counter.desk, LISTS[self._shown].which)
        self.counter.tasks.run_read(
            job, partial(self.on_read, self._shown), self.on_failed, receiver=self, latest="bench"
        )

    def _arrange(self) -> None:
        columns = 4 if self.width() < _NARROW * theme.tokens().body else 7
        for index, tile in enumerate((*self.tiles, self.drafts)):
            self._grid.addWidget(tile, index // columns, index % columns)
        for column in range(7):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


def _read(desk: Desk, which: WorkList) -> _Read:
    """On the reader thread."""
    today, start = desk.today, desk.day_start_ms
    numbers = queries.workbench(desk.store, desk.actor.work_no, today=today, day_start_ms=start)
    views = queries.worklist(desk.store, which, today=today, day_start_ms=start)
    return _Read(numbers, lists.case_lines(desk, views))
