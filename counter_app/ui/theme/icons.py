"""Line icons of resources/icons, tinted by token and drawn sharp at any pixel ratio."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from counter_app.settings import resource


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
