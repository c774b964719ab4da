"""补录台账: choose a sheet, say what its columns are, and see every row that was not taken.

A ledger has a page of its own that says how its sheets are read and taken in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QWidget

from counter_app.desk.headed_rows import Headings, ReadSheet, read_sheet
from counter_app.desk.refused_rows import write_refused
from counter_app.desk.sheet_import import SheetImport, SheetImported
from counter_app.models.changes import Changes
from counter_app.ui import theme
from counter_app.ui.actions import Action
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.page import Page
from counter_app.ui.sheet_import.columns_card import ColumnsCard
from counter_app.ui.sheet_import.refusals import (
    ORDERS,
    Refusal,
    as_text,
    columns_of,
    refusal_key,
    refusals_of,
)
from counter_app.ui.widgets.busy import Busy
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.card import LineCard
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState

_LANE = "sheet import"
_NONE = "还没有选择表格。按 Ctrl+O 选一张 xlsx 台账，看清各列以后再补录。"


class SheetImportPage(Page):
    """``opened(choose=True)`` asks for the file at once."""

    icon = "list"
    rail = False
    watches = Changes()
    #: how the sheets of this ledger are read, and what takes their rows in
    book: ClassVar[Headings]
    run: ClassVar[type[SheetImport]]
    #: what pages must know when rows came in, and the word for the ledger's own page
    changes: ClassVar[Changes]
    back: ClassVar[str]

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._sheet: ReadSheet | None = None
        self._run: SheetImport | None = None
        self._result: SheetImported | None = None
        self._stopping = False
        self._order = 0
        super().__init__(counter, parent)
        self._chooser = self.button(f"{self.id}.choose")
        self.file = LineCard("表格", "document", [self._chooser], self)
        self.file.said.setText(_NONE)
        self.columns = ColumnsCard(self.book, self)
        self.columns.changed.connect(self.refresh_actions)
        buttons = [self.button(f"{self.id}.copy"), self.button(f"{self.id}.export")]
        self.outcome = LineCard("结果", "check", buttons, self)
        self._orders = QHBoxLayout()
        self._orders.setSpacing(theme.tokens().space_s)
        self._tabs = []
        for index, (title, _) in enumerate(ORDERS):
            key = f"Alt+{index + 1}"
            tab = Button(title, partial(self.choose_order, index), key=key, parent=self)
            tab.setCheckable(True)
            tab.setProperty("segment", True)
            self._tabs.append(tab)
            self._orders.addWidget(tab)
        self._orders.addStretch(1)
        self.refused: DataTable[Refusal] = DataTable(columns_of(self._person), refusal_key, self)
        self.refused.set_empty(EmptyState("check", "每一行都收了。"))
        self.refused.setAccessibleName("没有收的行")
        self.refused.setMinimumHeight(200)
        for each in (self.file, self.columns, self.outcome):
            self.body.addWidget(each)
        self.body.addLayout(self._orders)
        self.body.addWidget(self.refused, 1)
        self.body.addStretch(0)
        self.body.setSpacing(theme.tokens().space_s)
        self.busy = Busy(self)
        start = f"{self.id}.start"
        self.set_foot(start, primary=start, left=(f"{self.id}.back",))
        self._show_parts()

    def page_actions(self) -> tuple[Action, ...]:
        group = "补录台账"
        orders = tuple(
            Action(
                f"{self.id}.order.{index}", title, f"Alt+{index + 1}", group,
                partial(self.choose_order, index), enabled_when=self._has_refused,
            )
            for index, (title, _) in enumerate(ORDERS)
        )  # fmt: skip
        return (
            Action(
                f"{self.id}.start", "开始补录", "F9", group, self.start,
                enabled_when=self._ready, icon="check",
            ),
            Action(
                f"{self.id}.choose", "选择表格", "Ctrl+O", group, self.choose,
                enabled_when=self._free, icon="document",
            ),
            Action(
                f"{self.id}.copy", "复制清单", "Ctrl+Shift+C", group, self.copy,
                enabled_when=self._has_refused, icon="list",
            ),
            Action(
                f"{self.id}.export", "导出没有收的行", "Ctrl+E", group, self.choose_export,
                enabled_when=self._has_refused, icon="download",
                hint="xlsx，每行写明原因；改好后再补录这张表即可",
            ),
            Action(f"{self.id}.back", f"回到{self.back}", "Ctrl+H", group, self.on_back_asked),
            *orders,
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        if params.get("choose") and self._sheet is None:
            self.choose()

    def first_focus(self) -> QWidget | None:
        if self._result is not None and self._result.refused:
            return self.refused
        if self._sheet is None:
            return self._chooser
        return next(iter(self.columns.meanings.values()), None)

    # ---- what can be done

    def choose(self) -> None:
        """Ask for the sheet."""
        dialog = self._dialog(self.title, self.read)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()

    def read(self, path: str) -> None:
        """Look at this sheet; nothing is taken in yet."""
        self.busy.start("正在读取表格…")
        job = partial(read_sheet, Path(path), self.book)
        self.counter.tasks.run(_LANE, job, self.on_sheet, self.on_failed, receiver=self)

    def start(self) -> None:
        """Take the rows in, a few at a time: whoever saves meanwhile does not wait."""
        if self._sheet is None:
            return
        self._run = self.run(self.counter.desk, self._sheet, self.columns.plan)
        self._stopping = False
        self.busy.start("正在补录，收下的行已经保存…", self.stop)
        self.refresh_actions()
        self._step()

    def stop(self) -> None:
        """After the rows that are under way; what was taken in stays."""
        self._stopping = True

    def copy(self) -> None:
        """The list to the clipboard, in the order in which it stands."""
        QGuiApplication.clipboard().setText(as_text(self._person, self.refused.rows))
        self.counter.notify("success", f"已复制 {len(self.refused.rows)} 条，可粘贴到表格里")

    def choose_export(self) -> None:
        dialog = self._dialog("导出没有收的行", self.export)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(f"没有收的行-{self.counter.desk.today:%Y%m%d}.xlsx")
        dialog.open()

    def export(self, path: str) -> None:
        """Write the refused rows with their reasons."""
        if self._sheet is None or self._run is None or self._result is None:
            return
        refused = self._result.refused
        job = partial(write_refused, Path(path), self._sheet, self._run.plan, refused)
        done = partial(self.on_exported, Path(path).name)
        self.counter.tasks.run(_LANE, job, done, self.on_failed, receiver=self)

    def choose_order(self, index: int, *checked: bool) -> None:
        self._order = index
        self._show_refused(list(self.refused.rows))

    # ---- slots

    def on_back_asked(self) -> None:
        self.counter.go(self.parent_id)

    def on_sheet(self, sheet: ReadSheet) -> None:
        self.busy.stop()
        self._sheet, self._run, self._result = sheet, None, None
        self.columns.show_sheet(sheet)
        rows = sum(number > sheet.plan.row for number, _ in sheet.rows)
        head = f"，列名在第 {sheet.plan.row} 行" if sheet.plan.row else ""
        self.file.said.setText(f"{sheet.path.name}：共 {rows} 行{head}。看清各列后按 F9 开始。")
        self._show_parts()
        if (first := self.first_focus()) is not None:
            first.setFocus()

    def on_step(self, numbers: tuple[int, ...]) -> None:
        run = self._run
        if run is None:
            return
        self.busy.progress(run.done, run.rows)
        if run.over or self._stopping:
            self._end(run)
        else:
            self._step()

    def on_step_failed(self, error: BaseException) -> None:
        self.counter.notify("error", said(error))
        if self._run is not None:
            self._end(self._run)

    def on_failed(self, error: BaseException) -> None:
        self.busy.stop()
        self.counter.notify("error", said(error))

    def on_exported(self, name: str, count: int) -> None:
        self.counter.notify("success", f"已导出 {count} 行到 {name}，改好后再补录这张表即可")

    # ---- inside

    @property
    def _person(self) -> str:
        return self.book.title("name")

    def _step(self) -> None:
        assert self._run is not None
        self.counter.tasks.run_write(self._run.step, self.on_step, self.on_step_failed)

    def _end(self, run: SheetImport) -> None:
        self.busy.stop()
        result = self._result = run.result
        people = _people(self._sheet, run) if self._sheet is not None else {}
        self.outcome.said.setText(outcome_words(result, run.done))
        self._show_parts()
        self._show_refused(refusals_of(result.refused, people))
        self.counter.changed(self.changes)
        if result.refused:
            self.refused.setFocus()

    def _show_refused(self, rows: list[Refusal]) -> None:
        self.refused.show_rows(sorted(rows, key=ORDERS[self._order][1]))
        if self.refused.current is None:
            self.refused.go_to_row(0)
        for index, tab in enumerate(self._tabs):
            tab.setChecked(index == self._order)

    def _show_parts(self) -> None:
        """Columns before, what came of it after."""
        over = self._result is not None
        self.columns.setVisible(self._sheet is not None and not over)
        self.outcome.setVisible(over)
        self.refused.setVisible(over)
        for tab in self._tabs:
            tab.setVisible(self._has_refused())
        self.refresh_actions()

    def _free(self) -> bool:
        return self._run is None or self._result is not None

    def _ready(self) -> bool:
        columns: ColumnsCard | None = getattr(self, "columns", None)
        known = columns is not None and self._sheet is not None and not columns.plan.missing
        return known and self._run is None

    def _has_refused(self) -> bool:
        return self._result is not None and bool(self._result.refused)

    def _dialog(self, title: str, chosen: Callable[[str], object]) -> QFileDialog:
        dialog = QFileDialog(QApplication.activeWindow(), title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter("表格 (*.xlsx)")
        dialog.fileSelected.connect(chosen)
        return dialog


def outcome_words(result: SheetImported, done: int) -> str:
    """What came of it, in one or two sentences."""
    rows = len({each.line for each in result.refused})
    said_ = f"补录 {result.imported} 条"
    before = result.skipped - len(result.repeated)
    if before:
        said_ += f"，已有 {before} 条没有再记"
    if result.repeated:
        line, first = result.repeated[0]
        said_ += f"，表中重复 {len(result.repeated)} 行只记一次（如第 {line} 行与第 {first} 行）"
    said_ += f"，没有收 {rows} 行。" if rows else "。"
    if result.stopped:
        said_ += f"停在 {done} / {result.rows} 行，收下的都已保存；再补录同一张表即可接着来。"
    return said_


def _people(sheet: ReadSheet, run: SheetImport) -> dict[int, str]:
    fields = run.plan.fields
    at = fields.index("name") if "name" in fields else -1
    return {number: texts[at] for number, texts in sheet.rows if 0 <= at < len(texts)}
