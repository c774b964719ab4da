"""窗口评价卡: cards with the code by which a window is rated, on sheets to cut or one a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from counter_app.documents.fonts import Typeface
from counter_app.documents.marks import MM, BarsMark, Mark, Page, RuleMark, Strip
from counter_app.documents.paper import Align
from counter_app.documents.qr import QUIET_ZONE, qr_symbol
from counter_app.documents.render import DRAWING, draw_pages
from counter_app.documents.rows import lines_height, text_marks
from counter_app.documents.text import Setter
from counter_app.models.window_card import CardSize, WindowCard

KIND = "window_card"
TITLE = "窗口评价卡"
_INVITE = "请您用手机扫码评价"
_HINT = "评不评由您决定，不影响办事"
#: All measures of a card are those of an A6 one, in mm, and grow with its width.
_A6 = (105.0, 148.5)
_MARGIN = 8.0
_CODE = 70.0
_LEADING = 1.3
_SMALLEST = 2.6
#: Cut lines, in points.
_CUT = (0.4, 3.0)


class _Layout(NamedTuple):
    """Sheet and cards in mm; ``across`` × ``down`` cards to a sheet."""

    width: float
    height: float
    across: int
    down: int

    @property
    def card(self) -> tuple[float, float]:
        return self.width / self.across, self.height / self.down


_LAYOUTS = {
    CardSize.SHEET: _Layout(210, 297, 2, 2),
    CardSize.TABLE: _Layout(148.5, 210, 1, 1),
    CardSize.SMALL: _Layout(105, 148.5, 1, 1),
}


def cards_pdf(cards: Sequence[WindowCard], size: CardSize, organ: str = "") -> bytes:
    """The cards as PDF; the same cards give the same bytes. ``organ``: the file's author.

    Raises ``ValueError`` when there are none.
    """
    if not cards:
        raise ValueError("no cards")
    layout = _LAYOUTS[size]
    with DRAWING:
        pages = list(_pages(cards, layout, Setter()))
        return draw_pages(pages, title=TITLE, organ=organ, kind=KIND, face=Typeface.SANS)


def _pages(cards: Sequence[WindowCard], layout: _Layout, setter: Setter) -> Iterator[Page]:
    each = layout.across * layout.down
    width, height = layout.card
    for start in range(0, len(cards), each):
        page = Page(layout.width * MM, layout.height * MM)
        marks: list[Mark] = list(_cuts(layout))
        for at, card in enumerate(cards[start : start + each]):
            left, top = at % layout.across * width, at // layout.across * height
            marks += _card(card, left * MM, top * MM, width / _A6[0] * MM, setter)
        page.put(0, Strip(page.height, marks))
        yield page


def _cuts(layout: _Layout) -> Iterator[RuleMark]:
    width, height = layout.card
    weight, dash = _CUT
    for column in range(1, layout.across):
        x = column * width * MM
        yield RuleMark(x, 0, x, layout.height * MM, weight, dash)
    for row in range(1, layout.down):
        y = row * height * MM
        yield RuleMark(0, y, layout.width * MM, y, weight, dash)


def _card(card: WindowCard, left: float, top: float, unit: float, setter: Setter) -> list[Mark]:
    """One card from its left top corner; ``unit``: points to a millimetre of an A6 card."""
    inner = (_A6[0] - 2 * _MARGIN) * unit
    x = left + _MARGIN * unit
    marks: list[Mark] = []

    def put(text: str, size_mm: float, y: float, *, bold: bool = False, rows: int = 1) -> float:
        """Centred lines from ``y`` mm down, smaller where they would be more than ``rows``;
        returns where they end."""
        face = Typeface.BOLD if bold else Typeface.SANS
        lines = setter.wrap(text, face, size_mm * unit, inner)
        while len(lines) > rows and size_mm > _SMALLEST:
            size_mm *= 0.9
            lines = setter.wrap(text, face, size_mm * unit, inner)
        marks.extend(text_marks(lines, x, inner, top + y * unit, _LEADING, Align.CENTER))
        return y + lines_height(lines, _LEADING) / unit

    y = put(card.place, 5.2, 8)
    y = put(f"{card.number} 号窗口", 11, y + 1.5, bold=True)
    if card.name and card.name != f"{card.number} 号窗口":
        put(card.name, 5.6, y, rows=2)
    symbol = qr_symbol(card.url)
    module = _CODE * unit / (symbol.side + 2 * QUIET_ZONE)
    code_top = 46.0
    at = QUIET_ZONE * module
    code_left = left + (_A6[0] - _CODE) / 2 * unit
    marks.append(BarsMark(code_left + at, top + code_top * unit + at, module, module, symbol.bars))
    y = put(_INVITE, 7, code_top + _CODE + 1, bold=True)
    y = put(_HINT, 4.2, y + 0.5)
    if card.supervise_phone:
        put(f"监督电话 {card.supervise_phone}", 4.2, y + 1)
    return marks
