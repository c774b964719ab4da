"""A search line: asks when the typing pauses, Esc clears it, ↓ goes to what was found."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from counter_app.ui import theme

#: Pause (ms) after which a person is taken to have typed what they meant.
PAUSE_MS = 200


class SearchBox(QLineEdit):
    """``searched(text)``: stripped, never twice the same in a row."""

    searched = Signal(str)

    def __init__(
        self, placeholder: str, parent: QWidget | None = None, *, pause_ms: int = PAUSE_MS
    ) -> None:
        super().__init__(parent)
        self._target: QWidget | None = None
        self._told = ""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(f"查找：{placeholder}")
        self.setMaxLength(100)
        self.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = self.addAction(
            theme.icon("close", "muted"), QLineEdit.ActionPosition.TrailingPosition
        )
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.on_clear)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(pause_ms)
        self._timer.timeout.connect(self.on_pause)
        self.textChanged.connect(self.on_text_changed)

    def set_target(self, widget: QWidget) -> None:
        """Where ↓ and Enter go: the list of what was found."""
        self._target = widget

    def on_text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._timer.start()

    def on_pause(self) -> None:
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.searched.emit(text)

    def on_clear(self) -> None:
        self.clear()
        self._at_once()

    def _at_once(self) -> None:
        self._timer.stop()
        self.on_pause()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.on_clear()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._at_once()
            if self._target is not None:
                self._target.setFocus()
        elif key == Qt.Key.Key_Down and self._target is not None:
            self._at_once()
            self._target.setFocus()
        else:
            super().keyPressEvent(event)
