"""The line into which people are typed, one after the other, or pasted all at once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget


class LineInput(QLineEdit):
    """``given(text)``: Enter, or lines from a spreadsheet were pasted."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("一行一人")
        self.setPlaceholderText("姓名 电话 证件号 说明；只有姓名是必填的，可从表格粘贴多行")
        self.returnPressed.connect(self.on_return)

    def on_return(self) -> None:
        text = self.text().strip()
        if text:
            self.clear()
            self.given.emit(text)

    def take_pasted(self) -> bool:
        """Take lines from the clipboard; False when it holds at most one."""
        text = QGuiApplication.clipboard().text()
        if "\n" not in text.strip("\r\n"):
            return False
        self.given.emit(text)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self.take_pasted():
            event.accept()
            return
        super().keyPressEvent(event)
