"""Line icons of resources/icons, tinted by token and drawn sharp at any pixel ratio.

An icon is drawn when it is painted, in the colours of the present look, so a change of theme
needs no new icons.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from counter_app.settings import resource

if TYPE_CHECKING:
    from counter_app.ui.theme.tokens import Tokens


@lru_cache(maxsize=1)
def _folder() -> str:
    return str(resource("icons"))


@lru_cache(maxsize=128)
def _source(name: str) -> bytes:
    """The file of an icon. Raises ``FileNotFoundError`` for a name that is not shipped."""
    with open(f"{_folder()}/{name}.svg", "rb") as file:
        return file.read()


def tinted(name: str, colour: str) -> bytes:
    """SVG bytes of an icon in one colour (#rrggbb)."""
    return _source(name).replace(b"currentColor", colour.encode("ascii"))


@lru_cache(maxsize=512)
def draw(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """An icon of ``size`` logical pixels on a screen of pixel ``ratio``."""
    from PySide6.QtSvg import QSvgRenderer  # 20 ms cold: not before something is painted

    physical = max(1, math.ceil(size * ratio))
    pixmap = QPixmap(physical, physical)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(tinted(name, colour)).render(painter, QRectF(0, 0, physical, physical))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


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
