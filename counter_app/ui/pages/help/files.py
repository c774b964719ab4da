"""The ledger of help as a file to take away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from counter_app.ui.case_words import said
from counter_app.ui.context import Counter

_LANE = "help files"


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

    def export(self, path: str) -> None:
        """Write the ledger to this file."""
        job = partial(self._counter.workplace.export_helps, Path(path))
        done = partial(self.on_exported, Path(path).name)
        self._counter.tasks.run(_LANE, job, done, self.on_failed, receiver=self)

    # ---- slots

    def on_exported(self, name: str, count: int) -> None:
        self._counter.notify("success", f"已导出 {count} 条到 {name},含个人信息,请妥善保管")

    def on_failed(self, error: BaseException) -> None:
        self._counter.notify("error", said(error))

    def _dialog(self, title: str, kinds: str, chosen: Callable[[str], object]) -> QFileDialog:
        dialog = QFileDialog(QApplication.activeWindow(), title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(kinds)
        dialog.fileSelected.connect(chosen)
        return dialog
