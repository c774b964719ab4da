"""A slip as a receipt printer takes it: lines of text where it can, pictures where it must.

Both come from the one layout that the PDF of the slip is drawn from: a strip of words becomes
lines with their places, everything else (codes, lines to sign on, frames) the dots of the same
strip of the same PDF.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from msgspec import structs

from counter_app.documents.flow import lay_out
from counter_app.documents.fonts import CHAINS, Typeface
from counter_app.documents.marks import (
    MM,
    BarsMark,
    CircleMark,
    InkMark,
    Mark,
    Placed,
    RuleMark,
    TextMark,
)
from counter_app.documents.paper import Paper, PaperSize
from counter_app.documents.preview import PageImage, page_images
from counter_app.documents.render import render_pdf
from counter_app.documents.sheet import SHEETS
from counter_app.documents.signature import bounds
from counter_app.documents.text import Setter

#: Dots a millimetre of every receipt printer, and that many an inch.
DOTS_PER_MM = 8
DPI = DOTS_PER_MM * 25.4
#: Printable dots, and where they begin on the sheet.
WIDTH = 576
_LEFT = 32
#: Below this a dot of the picture is black (0-255). Thin strokes keep their middle.
_BLACK = 150
#: Around a rule that is cut out, in dots.
_AROUND = 2


@dataclass(frozen=True)
class SlipText:
    """Words at a place of a line. ``x``: dots from the left, ``width`` as laid out."""

    x: int
    width: int
    text: str
    bold: bool = False
    centred: bool = False


@dataclass(frozen=True)
class SlipLine:
    """One line. ``top`` and ``height`` in dots; ``size``: height of a character in dots.

    Without ``texts`` it can only be printed as a picture.
    """

    page: int
    top: int
    height: int
    texts: tuple[SlipText, ...] = ()
    size: int = 0


@dataclass(frozen=True)
class Slip:
    """Lines from the top, and the picture that any of them can be cut from."""

    lines: tuple[SlipLine, ...]
    pages: tuple[PageImage, ...]
    missing: tuple[str, ...] = ()

    def picture(self, line: SlipLine) -> tuple[int, bytes]:
        """(width, rows) in dots: 8 to a byte, 1 = black, without empty rows above and below."""
        return _cut(self.pages[line.page], line.top, line.top + line.height)


def slip_lines(paper: Paper, copy_no: int = 1) -> Slip:
    """The document on an 80 mm roll, whatever paper it was made out on."""
    paper = structs.replace(paper, size=PaperSize.SLIP80)
    # The same layout twice: what is cut out of the PDF stands where the lines say.
    pages = lay_out(paper, Setter(), copy_no)
    drawn = render_pdf(paper, copy_no=copy_no)
    lines = [
        line
        for number, page in enumerate(pages)
        for placed in page.placed
        for line in _lines(number, placed)
    ]
    return Slip(tuple(lines), tuple(page_images(drawn.pdf, DPI)), drawn.missing)


def slip_picture(pdf: bytes) -> tuple[int, bytes]:
    """(width, rows) of the first page of any PDF of this width, as one picture."""
    page = page_images(pdf, DPI, most=1)[0]
    return _cut(page, 0, page.height)


def _lines(page: int, placed: Placed) -> list[SlipLine]:
    """What stands on one strip, from the top."""
    words = [mark for mark in placed.marks if isinstance(mark, TextMark)]
    if not placed.marks:
        return []
    if len(words) < len(placed.marks):
        return [_picture(page, placed)]
    lines = []
    for _, group in groupby(sorted(words, key=_baseline), key=_baseline):
        marks = sorted(group, key=lambda mark: mark.x)
        lines.append(_line(page, placed, marks))
    return [line for line in lines if line.texts]


def _baseline(mark: TextMark) -> int:
    return round(mark.y / MM * DOTS_PER_MM)


def _line(page: int, placed: Placed, marks: list[TextMark]) -> SlipLine:
    size = max(mark.line.size for mark in marks)
    base = max(mark.y for mark in marks)
    top = _dots(placed.y + base - size)
    bottom = _dots(placed.y + base + 0.28 * size)
    texts = tuple(_text(mark) for mark in marks if mark.line.text)
    return SlipLine(page, top, bottom - top, texts, _dots(size))


def _text(mark: TextMark) -> SlipText:
    sheet = SHEETS[PaperSize.SLIP80]
    left = _dots(mark.x) - _LEFT
    middle = mark.x + mark.line.width / 2
    centred = mark.x > sheet.left + MM and abs(middle - (sheet.left + sheet.edge) / 2) < MM / 2
    bold = mark.line.runs[0].font == CHAINS[Typeface.BOLD][0]
    return SlipText(max(left, 0), _dots(mark.line.width), mark.line.text, bold, centred)


def _picture(page: int, placed: Placed) -> SlipLine:
    """A strip that has to be shown: from its highest to its lowest mark."""
    tops, bottoms = [], []
    for mark in placed.marks:
        top, bottom = _extent(mark)
        tops.append(top)
        bottoms.append(bottom)
    start = _dots(placed.y + min(tops)) - _AROUND
    return SlipLine(page, start, _dots(placed.y + max(bottoms)) + _AROUND - start)


def _extent(mark: Mark) -> tuple[float, float]:
    """(top, bottom) of a mark, in points below the top of its strip."""
    if isinstance(mark, TextMark):
        return mark.y - mark.line.size, mark.y + 0.28 * mark.line.size
    if isinstance(mark, RuleMark):
        return min(mark.y0, mark.y1), max(mark.y0, mark.y1)
    if isinstance(mark, BarsMark):
        rows = max(row + rows for _, row, _, rows in mark.bars)
        return mark.y, mark.y + mark.unit_y * rows
    if isinstance(mark, CircleMark):
        return mark.y - mark.radius, mark.y + mark.radius
    if isinstance(mark, InkMark):
        _, first, _, last = bounds(mark.strokes)
        return mark.y + mark.unit * first, mark.y + mark.unit * last
    return mark.y, mark.y + mark.height


def _dots(length: float) -> int:
    return round(length / MM * DOTS_PER_MM)


def _cut(page: PageImage, top: int, bottom: int) -> tuple[int, bytes]:
    top, bottom = max(top, 0), min(bottom, page.height)
    rows = []
    for y in range(top, bottom):
        start = (y * page.width + _LEFT) * 4
        green = page.rgba[start + 1 : start + WIDTH * 4 : 4].ljust(WIDTH, b"\xff")
        rows.append(_bits(green))
    while rows and not any(rows[-1]):
        rows.pop()
    while rows and not any(rows[0]):
        rows.pop(0)
    return WIDTH, b"".join(rows)


def _bits(levels: bytes) -> bytes:
    text = "".join("1" if level < _BLACK else "0" for level in levels)
    return int(text, 2).to_bytes(len(levels) // 8, "big")
