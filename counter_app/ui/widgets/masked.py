"""Personal data that is shown in part until somebody asks for the rest."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from counter_app.ui.widgets.button import Button

#: How long (s) the whole value stays on the screen.
SHOWN_SECONDS = 30


class MaskedLabel(QWidget):
    """Shows the masked text. A click, Enter or Space asks for the whole by ``reveal_asked``;
    the page records the look-up and answers with ``reveal``. It masks itself again."""

    reveal_asked = Signal()

    def __init__(self, masked: str = "", key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._masked = masked
        self._text = QLabel(masked, self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._button = Button(
            "显示", self.on_asked, variant="quiet", icon="eye", key=key, parent=self
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide_again)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._text)
        row.addWidget(self._button)
        row.addStretch(1)
        self.setFocusProxy(self._button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._button.setVisible(bool(masked))

    @property
    def revealed(self) -> bool:
        return self._timer.isActive()

    @property
    def text(self) -> str:
        """What can be read now."""
        return self._text.text()

    def show_masked(self, masked: str) -> None:
        """Another value, masked by the rules of its kind."""
        self._masked = masked
        self._button.setVisible(bool(masked))
        self.hide_again()

    def reveal(self, whole: str, seconds: int = SHOWN_SECONDS) -> None:
        """Show the whole value for a while."""
        self._text.setText(whole)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._button.setText("隐藏")
        self._timer.start(seconds * 1000)

    def hide_again(self) -> None:
        self._timer.stop()
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._text.setText(self._masked)
        self._button.setText("显示")

    def on_asked(self) -> None:
        if self.revealed:
            self.hide_again()
        else:
            self.reveal_asked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.revealed and self._masked:
            self.reveal_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.revealed:
            self.hide_again()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        # Another page, the lock: nobody should find it open when coming back.
        self.hide_again()
        super().hideEvent(event)
