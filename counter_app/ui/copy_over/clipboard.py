"""The clipboard for personal data: it is emptied again, and Windows is asked not to keep it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

#: So long (s) a value stays there.
SECONDS = 60

#: Formats by which Windows leaves a value out of its history and its cloud clipboard.
_NOT_KEPT = {
    "ExcludeClipboardContentFromMonitorProcessing": b"\x01\x00\x00\x00",
    "CanIncludeInClipboardHistory": b"\x00\x00\x00\x00",
    "CanUploadToCloudClipboard": b"\x00\x00\x00\x00",
}


class BriefClipboard(QObject):
    """``left(seconds)`` counts down; 0 when the value is gone. What somebody else put there
    meanwhile is left alone."""

    left = Signal(int)

    def __init__(self, parent: QObject, seconds: int = SECONDS) -> None:
        super().__init__(parent)
        self._seconds = seconds
        self._text = ""
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.on_second)

    def put(self, text: str) -> None:
        data = QMimeData()
        data.setText(text)
        for name, value in _NOT_KEPT.items():
            data.setData(f'application/x-qt-windows-mime;value="{name}"', value)
        self._board().setMimeData(data)
        self._text = text
        self._left = self._seconds
        self._timer.start()
        self.left.emit(self._left)

    def clear(self) -> None:
        """Empty it, when what is there is still ours."""
        self._timer.stop()
        text, self._text = self._text, ""
        if text and self._board().text() == text:
            self._board().clear()
        if self._left:
            self._left = 0
            self.left.emit(0)

    def on_second(self) -> None:
        self._left -= 1
        if self._left > 0:
            self.left.emit(self._left)
        else:
            self._left = 1
            self.clear()

    @staticmethod
    def _board() -> QClipboard:
        return QGuiApplication.clipboard()
