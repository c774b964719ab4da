"""Icons that follow the look: drawn when they are painted, in the colours of that moment.

A module of its own, because the first subclass of Qt's icon engine costs 20 ms at start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from counter_app.ui.theme.icons import draw

if TYPE_CHECKING:
    from counter_app.ui.theme.tokens import Tokens


class TokenIcon(QIconEngine):
    """Draws an icon in the colour a token has now; disabled controls get the disabled tone."""

    def __init__(self, name: str, tone: str, look: Callable[[], Tokens]) -> None:
        super().__init__()
        self._name = name
        self._tone = tone
        self._look = look

    def _colour(self, mode: QIcon.Mode) -> str:
        tone = "disabled" if mode == QIcon.Mode.Disabled else self._tone
        return str(getattr(self._look(), tone))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        ratio = painter.device().devicePixelRatio()
        pixmap = draw(self._name, self._colour(mode), side, ratio)
        corner = QPoint(
            rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2
        )
        painter.drawPixmap(corner, pixmap)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return draw(self._name, self._colour(mode), min(size.width(), size.height()), 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        # ``size`` is in logical pixels, in 6.8 as in 6.9.
        return draw(self._name, self._colour(mode), min(size.width(), size.height()), scale)

    def clone(self) -> QIconEngine:
        return TokenIcon(self._name, self._tone, self._look)
