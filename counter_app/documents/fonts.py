"""Which font draws which character.

Four fonts are shipped; together they hold every Han character of GB 18030-2022. ReportLab
does not fall back by itself, so the font is chosen here for each character. Each is parsed
once a process, when the first character needs it: 0.1-0.3 s and 25-55 MB of memory each.
"""

from __future__ import annotations

import threading
from enum import StrEnum
from typing import Any, NamedTuple

from counter_app.settings import resource


class Typeface(StrEnum):
    """The three voices of a document: 宋体 for text, 黑体 for slips, bold 黑体 for titles."""

    SERIF = "serif"
    SANS = "sans"
    BOLD = "bold"


_SERIF = "NotoSerifSC-Regular"
_SANS = "NotoSansSC-Regular"
_BOLD = "NotoSansSC-Bold"
_RARE = "HanaMinB"

#: HanaMinB last: it is the largest and holds nothing but rare characters.
CHAINS: dict[Typeface, tuple[str, ...]] = {
    Typeface.SERIF: (_SERIF, _SANS, _RARE),
    Typeface.SANS: (_SANS, _RARE),
    Typeface.BOLD: (_BOLD, _SANS, _RARE),
}


class Glyph(NamedTuple):
    """The font that has a character, and how wide it is there, in 1/1000 of the size."""

    font: str
    width: float


class FontBook:
    """The fonts of this process, registered with ReportLab as they are needed."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._faces: dict[str, Any] = {}
        self._found: dict[Typeface, dict[str, Glyph | None]] = {face: {} for face in Typeface}

    def glyph(self, face: Typeface, char: str) -> Glyph | None:
        """None if no shipped font has the character."""
        found = self._found[face]
        try:
            return found[char]
        except KeyError:
            glyph = found[char] = self._look(face, ord(char))
            return glyph

    def load(self, name: str) -> Any:
        """ReportLab's face of a shipped font; parsed and registered the first time."""
        with self._lock:
            face = self._faces.get(name)
            if face is None:
                face = self._faces[name] = _register(name)
            return face

    def _look(self, face: Typeface, point: int) -> Glyph | None:
        for name in CHAINS[face]:
            font = self.load(name)
            if font.charToGlyph.get(point):  # 0 is the glyph of what is missing
                return Glyph(name, font.charWidths.get(point, font.defaultWidth))
        return None


def _register(name: str) -> Any:
    from reportlab.pdfbase import pdfmetrics

    from counter_app.documents.truetype import SearchableFont

    font = SearchableFont(name, str(resource(f"fonts/{name}.ttf")))
    pdfmetrics.registerFont(font)
    return font.face


#: The one book of this process; it holds nothing until the first character is asked for.
FONT_BOOK = FontBook()


def preload() -> None:
    """Parses what nearly every document needs, so that the first print does not wait."""
    for name in (_SERIF, _BOLD, _SANS):
        FONT_BOOK.load(name)
