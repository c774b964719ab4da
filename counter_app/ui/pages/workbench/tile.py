"""One number of the day: what it counts, its key, and whether its list is shown below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from counter_app.ui import theme
from counter_app.ui.actions import BoundAction
from counter_app.ui.key_words import key_label
from counter_app.ui.theme.fonts import text_font

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Tile(QPushButton):
    """Draws its own content; ``low`` makes it one line high for small screens."""

    def __init__(self, bound: BoundAction, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.low = False
        self._title = bound.action.text
        self._key = key_label(bound.action.key)
        self._icon = icon
        self._number = "–"
        self._remark = ("", "")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(bound.trigger)
        self._fit()

    @property
    def number(self) -> str:
        """As it is shown."""
        return self._number

    @property
    def said(self) -> str:
        """The remark beside the number, "" for none."""
        return self._remark[0]

    def show_number(self, number: str, remark: tuple[str, str]) -> None:
        """``remark``: one more word and its colour token."""
        self._number, self._remark = number, remark
        self.setAccessibleName(f"{self._title} {number} {remark[0]}".strip())
        self.update()

    def set_low(self, low: bool) -> None:
        self.low = low
        self._fit()

    def sizeHint(self) -> QSize:
        look = theme.tokens()
        height = look.control + 4 if self.low else look.display + look.small + 30
        return QSize(7 * look.body, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        look = theme.tokens()
        box = self.rect().adjusted(look.space_m, 6, -look.space_s - 2, -6)
        if self.low:
            used = _write(painter, box, self._number, "text", look.heading, bold=True)
            rest = box.adjusted(used + look.space_s, 0, 0, 0)
            tone = self._remark[1] or "muted"
            _write(painter, rest, self._title, tone, look.small)
        else:
            self._paint_high(painter, box)
        painter.end()

    def _paint_high(self, painter: QPainter, box: QRect) -> None:
        look = theme.tokens()
        head = QRect(box.x(), box.y(), box.width(), look.small + 8)
        side = look.icon - 2
        icon = QRect(head.x(), head.center().y() - side // 2, side, side)
        theme.icon(self._icon, "accent").paint(painter, icon)
        key = _write(painter, head, self._key, "muted", look.small, right=True)
        title = head.adjusted(side + 6, 0, -key - 4, 0)
        _write(painter, title, self._title, "text", look.body)
        foot = QRect(box.x(), head.bottom() + 2, box.width(), box.bottom() - head.bottom())
        busy = self._number not in ("0", "–")
        tone = "text" if busy else "muted"
        used = _write(painter, foot, self._number, tone, look.display, bold=busy)
        words, colour = self._remark
        beside = foot.adjusted(used + look.space_s, look.space_s, 0, 0)
        _write(painter, beside, words, colour or "muted", look.small, bold=colour == "danger")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()


def _write(
    painter: QPainter,
    box: QRect,
    text: str,
    tone: str,
    pixels: int,
    *,
    bold: bool = False,
    right: bool = False,
) -> int:
    """Draw one elided line and return the width it took."""
    if not text:
        return 0
    painter.setFont(text_font(pixels, bold=bold))
    painter.setPen(theme.colour(tone))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, _RIGHT if right else _LEFT, shown)
    return painter.fontMetrics().horizontalAdvance(shown)
