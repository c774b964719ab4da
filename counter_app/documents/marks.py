"""What is drawn, before anything is drawn: marks, strips of marks, pages of strips.

All lengths in points. x runs from the left edge of the sheet, y downwards from the top of the
strip the mark belongs to. A page can therefore be looked at by a test before it becomes PDF.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from counter_app.documents.text import Line
from counter_app.models.signature import Strokes

MM = 72 / 25.4


class TextMark(NamedTuple):
    """A line of text; ``y`` is its baseline. ``grey`` 0 = black."""

    x: float
    y: float
    line: Line
    grey: float = 0.0


class RuleMark(NamedTuple):
    """A straight line. ``dash``: length of dash and gap, 0 = drawn through."""

    x0: float
    y0: float
    x1: float
    y1: float
    weight: float = 0.5
    dash: float = 0.0


class BoxMark(NamedTuple):
    """An empty frame."""

    x: float
    y: float
    width: float
    height: float
    weight: float = 0.5


class CircleMark(NamedTuple):
    """A dashed circle around a place that stays empty."""

    x: float
    y: float
    radius: float
    weight: float = 0.6
    dash: float = 3.0


class BarsMark(NamedTuple):
    """Filled modules of a code as one path: (column, row, columns, rows) in units."""

    x: float
    y: float
    unit_x: float
    unit_y: float
    bars: tuple[tuple[int, int, int, int], ...]


class InkMark(NamedTuple):
    """A signature: its lines from the top left corner on, ``unit`` points to a unit of them."""

    x: float
    y: float
    unit: float
    strokes: Strokes


Mark = TextMark | RuleMark | BoxMark | CircleMark | BarsMark | InkMark


@dataclass(slots=True)
class Strip:
    """A slice across the page that is never cut.

    ``gap``: empty space above it, left out at the top of a page. ``keep_next``: not to be the
    last of a page. ``frame``: x of a ruled box that goes on; it is closed where a page ends.
    ``header``: put first wherever this strip is the first of a page.
    """

    height: float
    marks: list[Mark] = field(default_factory=list)
    gap: float = 0.0
    keep_next: bool = False
    frame: tuple[float, float] | None = None
    header: tuple[Strip, ...] = ()


class Placed(NamedTuple):
    """Marks and the y of the strip's top on the page."""

    y: float
    marks: list[Mark]


@dataclass(slots=True)
class Page:
    """One page, complete."""

    width: float
    height: float
    placed: list[Placed] = field(default_factory=list)

    def put(self, y: float, strip: Strip) -> float:
        """Puts the strip there and returns where it ends."""
        self.placed.append(Placed(y, strip.marks))
        return y + strip.height
