"""Files of the ledger of help: last year's spreadsheet in, this one's out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from counter_app.desk.backfill import ImportResult
from counter_app.desk.help_import import import_sheet
from counter_app.models.changes import Changes
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter

_LANE = "help files"
#: So many refused rows are named in a notice; the rest is counted.
_NAMED = 3


class LedgerFiles(QObject):
    """Asks for a file and says what became of it."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter

    def choose_export(self) -> None:
        dialog = self._dialog("导出帮代办台账", "表格 (*.xlsx);;横向 PDF (*.pdf)", self.export)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(f"帮代办台账-{self._counter.desk.today:%Y%m%d}.xlsx")
        dialog.open()

    def choose_import(self) -> None:
        dialog = self._dialog("补录帮代办台账", "表格 (*.xlsx)", self.take_in)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()

    def export(self, path: str) -> None:
        """Write the ledger to this file."""
        job = partial(self._counter.workplace.export_helps, Path(path))
        done = partial(self.on_exported, Path(path).name)
        self._counter.tasks.run(_LANE, job, done, self.on_failed, receiver=self)

    def take_in(self, path: str) -> None:
        """Take this file in; what is in already is passed over."""
        job = partial(import_sheet, self._counter.desk, Path(path))
        self._counter.tasks.run_write(job, self.on_taken_in, self.on_failed)

    # ---- slots

    def on_exported(self, name: str, count: int) -> None:
        self._counter.notify("success", f"已导出 {count} 条到 {name},含个人信息,请妥善保管")

    def on_taken_in(self, result: ImportResult) -> None:
        told = f"补录 {result.imported} 条,已有 {result.skipped} 条"
        named = ";".join(
            f"第 {each.line} 行 {each.field}:{each.why}" for each in result.refused[:_NAMED]
        )
        if result.refused:
            told += f",{len(result.refused)} 处没有收:{named}"
            if len(result.refused) > _NAMED:
                told += " 等,改好后再补录同一张表即可"
        self._counter.notify("warning" if result.refused else "success", told)
        self._counter.changed(Changes(helps=True))

    def on_failed(self, error: BaseException) -> None:
        self._counter.notify("error", said(error))

    def _dialog(self, title: str, kinds: str, chosen: Callable[[str], object]) -> QFileDialog:
        dialog = QFileDialog(QApplication.activeWindow(), title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(kinds)
        dialog.fileSelected.connect(chosen)
        return dialog
