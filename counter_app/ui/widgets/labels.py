"""Text and icons that stand still: labels by role, icons by token, keys, text that may be cut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from counter_app.ui import theme
from counter_app.ui.key_words import key_label


def label(
    text: str, role: str = "", parent: QWidget | None = None, *, wrap: bool = False
) -> QLabel:
    """A label in one of the type roles of base.qss: display, title, heading, strong, label,
    muted, small, problem, warning."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def line(parent: QWidget | None = None) -> QFrame:
    """A thin rule between sections."""
    made = QFrame(parent)
    made.setProperty("line", True)
    return made


class KeyHint(QLabel):
    """A key in a small frame."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key_label(key), parent)
        self.setProperty("role", "key")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class IconLabel(QWidget):
    """An icon of ``size`` logical pixels (default: the icon token)."""

    def __init__(
        self, name: str = "", tone: str = "text", size: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._tone = tone
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_icon(self, name: str, tone: str = "text") -> None:
        self._name = name
        self._tone = tone
        self.update()

    @property
    def name(self) -> str:
        return self._name

    @property
    def side(self) -> int:
        return self._size or theme.tokens().icon

    def sizeHint(self) -> QSize:
        return QSize(self.side, self.side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            rect = QRect(0, 0, self.side, self.side)
            rect.moveCenter(self.rect().center())
            painter = QPainter(self)
            theme.icon(self._name, self._tone).paint(painter, rect)
            painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        super().changeEvent(event)


class ElidedLabel(QLabel):
    """One line that is cut with … when there is no room; the whole text is in the tooltip."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(24)
        if role:
            self.setProperty("role", role)
        self.show_text(text)

    @property
    def whole(self) -> str:
        """The text as it was given."""
        return self._whole

    def show_text(self, text: str) -> None:
        self._whole = text
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._whole) + 2
        return QSize(width, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, max(self.width(), 0)
        )
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")
