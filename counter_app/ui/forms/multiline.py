"""Editor of several lines of text (多行文字)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from counter_app.models.reference import FieldSpec
from counter_app.ui.forms.editor import Editor

LINES = 3


class _Paper(QPlainTextEdit):
    """Tab leaves it; Enter is for walking on, so Ctrl+Enter begins a new line."""

    def __init__(self, editor: MultilineEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.insertPlainText("\n")
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._editor.left.emit(self._editor)


class MultilineEditor(Editor):
    """Three lines are seen, more are scrolled."""

    def __init__(self, spec: FieldSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(spec, today, parent)
        self.paper = _Paper(self)
        self.paper.setAccessibleName(spec.label)
        self.paper.setPlaceholderText(spec.note or "Ctrl+Enter 换行")
        self.paper.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.row.addWidget(self.paper, 1)
        self.setFocusProxy(self.paper)
        self.paper.textChanged.connect(self.edited)
        self._fit()

    @property
    def widget(self) -> QWidget:
        return self.paper

    def get(self) -> str:
        return self.paper.toPlainText().strip()

    def set(self, value: str) -> None:
        if value != self.paper.toPlainText():
            self.paper.setPlainText(value)

    def take_focus(self) -> None:
        super().take_focus()
        self.paper.moveCursor(QTextCursor.MoveOperation.End)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if hasattr(self, "paper"):
            self._fit()

    def _fit(self) -> None:
        self.paper.setFixedHeight(self.paper.fontMetrics().lineSpacing() * LINES + 18)
