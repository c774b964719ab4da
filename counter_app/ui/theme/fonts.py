"""The shipped fonts: the text face at once, the face of rare characters after the first paint.

HanaMinB (30 MB) holds what GB 18030-2022 asks for beyond Noto Sans SC. Every font of the
program names both families, so glyphs turn up by themselves once the file is loaded.
"""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

from counter_app.errors import Trouble
from counter_app.settings import resource

FAMILIES = ["Noto Sans SC", "HanaMinB"]

_TEXT = ("fonts/NotoSansSC-Regular.ttf", "fonts/NotoSansSC-Bold.ttf")
_RARE = "fonts/HanaMinB.ttf"
_loaded: set[str] = set()


def _load(relative: str) -> None:
    if relative in _loaded:
        return
    if QFontDatabase.addApplicationFont(str(resource(relative))) < 0:
        raise Trouble("随程序安装的字体无法读取", hint="请重新安装本程序")
    _loaded.add(relative)


def load_text_fonts() -> None:
    """Regular and bold Noto Sans SC. Raises :class:`Trouble` when the installation is damaged."""
    for relative in _TEXT:
        _load(relative)


def load_rare_font() -> None:
    """HanaMinB. Call after the first window is on the screen."""
    _load(_RARE)


def text_font(pixels: int, *, bold: bool = False) -> QFont:
    """The text face at a size in logical pixels, falling back to the rare characters."""
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPixelSize(pixels)
    if bold:
        font.setWeight(QFont.Weight.Bold)
    return font
