"""Text into lines: the font of each character, widths, and Chinese line breaking.

No line begins with a closing mark (,。、)》…) or ends with an opening one; Latin words and
numbers stay whole as long as they fit into a line. Nothing is ever cut off: what is wider
than the line is broken wherever it must be. Lengths in points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from counter_app.documents.fonts import FONT_BOOK, FontBook, Typeface

#: Never the first of a line (GB/T 15834, 避头), by half and full width.
_NO_START = frozenset(
    ",.:;!?)]}%~-/"
    "\uff0c\uff0e\uff1a\uff1b\uff01\uff1f\uff09\uff3d\uff5d\uff05\uff5e\uff0f"
    "、。〕】》〉」』”’…—·‰℃°々〻"
)
#: Never the last of a line (避尾), by half and full width.
_NO_END = frozenset("([{$#\uff08\uff3b\uff5b\uff04\uff03\uffe5〔【《〈「『“‘¥№")
#: Pairs that are one mark.
_DOUBLE = frozenset("—…")
#: Where scripts that are written without spaces begin.
FIRST_IDEOGRAPHIC = 0x2E80
#: Between a label and what it labels, in full width.
COLON = "\uff1a"
#: Size of a boxed code point, and the room on each side of it, in parts of the text's size.
BOX_SCALE = 0.62
BOX_PADDING = 0.12


class Run(NamedTuple):
    """Characters of one font. ``boxed``: a character that no font has; ``text`` names it."""

    font: str
    text: str
    width: float
    boxed: str = ""


class Line(NamedTuple):
    """One line as it will be drawn."""

    runs: tuple[Run, ...]
    width: float
    size: float

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


class _Piece(NamedTuple):
    """A character (or boxed code point); width in 1/1000 of the size."""

    char: str
    font: str
    width: float
    boxed: str = ""


class Setter:
    """Sets the text of one document and remembers what no font could draw."""

    def __init__(self, book: FontBook = FONT_BOOK) -> None:
        self._book = book
        self._missing: dict[str, None] = {}
        self._wrapped: dict[tuple[object, ...], list[Line]] = {}

    @property
    def missing(self) -> tuple[str, ...]:
        """Code points as ``U+30EDE`` in the order in which they were met."""
        return tuple(self._missing)

    def line(self, text: str, face: Typeface, size: float) -> Line:
        """The text on one line, however wide it gets."""
        return _line(list(self._pieces(" ".join(text.split("\n")), face)), size)

    def wrap(
        self, text: str, face: Typeface, size: float, width: float, indent: float = 0.0
    ) -> list[Line]:
        """Lines of at most ``width``; the first one shorter by ``indent``. At least one line."""
        key = (text, face, size, width, indent)
        known = self._wrapped.get(key)
        if known is None:
            known = self._wrapped[key] = self._wrap(text, face, size, width, indent)
        return list(known)

    def _wrap(
        self, text: str, face: Typeface, size: float, width: float, indent: float
    ) -> list[Line]:
        lines: list[Line] = []
        for part in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            pieces = list(self._pieces(part, face))
            first = indent if not lines else 0.0
            for start, end in _fill(pieces, (width - first) * 1000 / size, width * 1000 / size):
                lines.append(_line(pieces[start:end], size))
        return lines

    def _pieces(self, text: str, face: Typeface) -> Iterator[_Piece]:
        glyph_of = self._book.glyph
        for char in text:
            glyph = glyph_of(face, char) if char >= " " else None
            if glyph is not None and not _invisible(char):
                yield _Piece(char, glyph.font, glyph.width)
            elif char == "\t":
                yield from self._pieces("  ", face)
            else:
                name = f"U+{ord(char):04X}"
                self._missing[name] = None
                if not _invisible(char):
                    yield self._box(char, name)

    def _box(self, char: str, name: str) -> _Piece:
        runs = list(self._pieces(name, Typeface.SANS))
        width = sum(piece.width for piece in runs) * BOX_SCALE + 2000 * BOX_PADDING
        return _Piece(char, runs[0].font, width, boxed=name)


def _invisible(char: str) -> bool:
    """Marks without a picture of their own: joiners, direction marks, variation selectors."""
    if char < "\u00ad":
        return False
    point = ord(char)
    return (
        unicodedata.category(char) == "Cf"
        or 0xFE00 <= point <= 0xFE0F
        or 0xE0100 <= point <= 0xE01EF
    )


def _fill(pieces: Sequence[_Piece], first: float, limit: float) -> Iterator[tuple[int, int]]:
    """(start, end) of each line; widths in 1/1000 of the size."""
    start = 0
    breakable = 0
    used = 0.0
    room = first
    for at, piece in enumerate(pieces):
        if at > start and _may_break(pieces[at - 1], piece):
            breakable = at
        while used + piece.width > room and at > start and piece.char != " ":
            cut = breakable if breakable > start else at
            yield start, cut
            start = cut
            while start < at and pieces[start].char == " ":
                start += 1
            used = sum(p.width for p in pieces[start:at])
            room = limit
        used += piece.width
    yield start, len(pieces)


def _may_break(before: _Piece, after: _Piece) -> bool:
    a, b = before.char, after.char
    if b == " ":
        return False
    if before.boxed or after.boxed:
        return b not in _NO_START and a not in _NO_END
    if b in _NO_START or a in _NO_END or (a == b and a in _DOUBLE):
        return False
    if a == " ":
        return True
    if ord(a) < FIRST_IDEOGRAPHIC and ord(b) < FIRST_IDEOGRAPHIC:
        return False
    return not unicodedata.combining(b)


def _line(pieces: Sequence[_Piece], size: float) -> Line:
    end = len(pieces)
    while end and pieces[end - 1].char == " ":
        end -= 1
    runs: list[Run] = []
    text: list[str] = []
    width = 0.0
    font = ""
    for piece in pieces[:end]:
        if (piece.font != font or piece.boxed) and text:
            runs.append(Run(font, "".join(text), width * size / 1000))
            text, width = [], 0.0
        if piece.boxed:
            runs.append(Run(piece.font, piece.boxed, piece.width * size / 1000, piece.char))
            font = ""
            continue
        font = piece.font
        text.append(piece.char)
        width += piece.width
    if text:
        runs.append(Run(font, "".join(text), width * size / 1000))
    return Line(tuple(runs), sum(run.width for run in runs), size)
