"""What stood in a text field before a scan began, so that it can stand there again."""

from __future__ import annotations

from dataclasses import dataclass

import shiboken6
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget


def is_text_field(widget: QWidget | None) -> bool:
    """Whether characters typed now become text that can be taken back."""
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return widget.isEnabled() and not widget.isReadOnly()
    return False


@dataclass(frozen=True)
class TypedBefore:
    """Text, cursor and selection of a field; of any other widget, only that it had the cursor."""

    widget: QWidget
    text: str = ""
    cursor: int = 0
    anchor: int = 0

    @classmethod
    def of(cls, widget: QWidget) -> TypedBefore:
        """As it stands now."""
        if isinstance(widget, QLineEdit):
            at = widget.cursorPosition()
            start = widget.selectionStart()
            if start < 0:
                return cls(widget, widget.text(), at, at)
            end = start + widget.selectionLength()
            return cls(widget, widget.text(), at, start if at == end else end)
        if isinstance(widget, QPlainTextEdit | QTextEdit):
            cursor = widget.textCursor()
            return cls(widget, widget.toPlainText(), cursor.position(), cursor.anchor())
        return cls(widget)

    def put_back(self) -> None:
        """As by typing, so that whoever listens to the field hears of it."""
        widget = self.widget
        if not shiboken6.isValid(widget):
            return
        if isinstance(widget, QLineEdit):
            self._line(widget)
        elif isinstance(widget, QPlainTextEdit | QTextEdit):
            self._page(widget)

    def _line(self, line: QLineEdit) -> None:
        if line.text() != self.text:
            line.selectAll()
            if self.text:
                line.insert(self.text)
            else:
                line.del_()
        line.setCursorPosition(self.anchor)
        if self.anchor != self.cursor:
            line.setSelection(self.anchor, self.cursor - self.anchor)

    def _page(self, page: QPlainTextEdit | QTextEdit) -> None:
        if page.toPlainText() != self.text:
            page.selectAll()
            page.insertPlainText(self.text)
        cursor = page.textCursor()
        cursor.setPosition(self.anchor)
        cursor.setPosition(self.cursor, QTextCursor.MoveMode.KeepAnchor)
        page.setTextCursor(cursor)
