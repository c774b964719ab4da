"""Files of a ledger: where it is written to or taken from, and what became of that."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from counter_app.ui.case_words import said
from counter_app.ui.context import Counter

LANE = "ledger files"
LEDGER_KINDS = "表格 (*.xlsx);;横向 PDF (*.pdf)"


class LedgerFiles(QObject):
    """Asks for a file; the work is done on a lane of its own."""

    def __init__(self, counter: Counter, title: str) -> None:
        super().__init__()
        self.counter = counter
        self._title = title
        #: the kind of file that is chosen, of those that were offered
        self.kind = ""

    def ask_where(
        self,
        title: str,
        chosen: Callable[[str], object],
        *,
        name: str = "",
        kinds: str = LEDGER_KINDS,
        suffix: str = "xlsx",
    ) -> None:
        """Where to write to. ``name``: of the file, without its day; "" = the ledger's."""
        dialog = self._dialog(title, kinds, chosen)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"{name or self._title}-{self.counter.desk.today:%Y%m%d}.{suffix}")
        dialog.filterSelected.connect(self.on_kind)
        self.kind = kinds.partition(";;")[0]
        dialog.open()

    def ask_which(self, title: str, kinds: str, chosen: Callable[[str], object]) -> None:
        """Which file to take in."""
        dialog = self._dialog(title, kinds, chosen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()

    def write(self, job: Callable[[Path], int], path: str) -> None:
        """Let ``job`` write the ledger to this file; it answers with the number of lines."""
        done = partial(self.on_exported, Path(path).name)
        self.counter.tasks.run(LANE, partial(job, Path(path)), done, self.on_failed, receiver=self)

    # ---- slots

    def on_kind(self, kind: str) -> None:
        self.kind = kind

    def on_exported(self, name: str, count: int) -> None:
        told = f"已导出 {count} 条到 {name}，含个人信息，请妥善保管"
        self.counter.notify("success", told)

    def on_failed(self, error: BaseException) -> None:
        self.counter.notify("error", said(error))

    def _dialog(self, title: str, kinds: str, chosen: Callable[[str], object]) -> QFileDialog:
        dialog = QFileDialog(QApplication.activeWindow(), title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(kinds)
        dialog.fileSelected.connect(chosen)
        return dialog
