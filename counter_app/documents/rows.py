"""Ruled rows of cells: the grid that facts, tables and boxed notices are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from counter_app.documents.marks import BoxMark, Mark, RuleMark, Strip, TextMark
from counter_app.documents.paper import Align
from counter_app.documents.sheet import Sheet
from counter_app.documents.text import BOX_PADDING, BOX_SCALE, Line, Setter

#: Height of a Chinese character above the baseline, in parts of the size (all four fonts).
ASCENT = 0.88
THIN = 0.5
THICK = 0.9
#: A row higher than this part of the sheet may be cut between two of its lines.
_TALL = 0.22
#: Lines that stay together when a row is cut.
_TOGETHER = 3


@dataclass(frozen=True)
class Job:
    """What every part of a layout needs: the paper's measures and the typesetter."""

    sheet: Sheet
    setter: Setter


@dataclass(frozen=True)
class Cell:
    """Lines of one size in a cell."""

    lines: tuple[Line, ...]
    align: Align = Align.LEFT


def text_marks(
    lines: Sequence[Line],
    x: float,
    width: float,
    y: float,
    leading: float,
    align: Align = Align.LEFT,
) -> list[Mark]:
    """The lines below each other from ``y`` down; ``leading`` in parts of the size."""
    marks: list[Mark] = []
    for line in lines:
        pitch = leading * line.size
        spare = width - line.width
        shift = {Align.LEFT: 0.0, Align.CENTER: spare / 2, Align.RIGHT: spare}[align]
        baseline = y + (pitch - line.size) / 2 + ASCENT * line.size
        marks.append(TextMark(x + shift, baseline, line))
        marks += _frames(line, x + shift, baseline)
        y += pitch
    return marks


def _frames(line: Line, x: float, baseline: float) -> list[Mark]:
    """The boxes around code points that no font has."""
    marks: list[Mark] = []
    for run in line.runs:
        if run.boxed:
            pad = BOX_PADDING * line.size * 0.3
            height = BOX_SCALE * line.size * 1.5
            marks.append(
                BoxMark(x + pad, baseline - height * 0.78, run.width - 2 * pad, height, 0.4)
            )
        x += run.width
    return marks


def lines_height(lines: Sequence[Line], leading: float) -> float:
    return sum(line.size * leading for line in lines)


def row_strips(
    cells: Sequence[Cell], xs: Sequence[float], sheet: Sheet, header: tuple[Strip, ...] = ()
) -> list[Strip]:
    """One row between the column boundaries ``xs``, as one strip or, if very high, several."""
    height = max(lines_height(cell.lines, sheet.tight) for cell in cells) + 2 * sheet.padding
    # A roll has no end, so nothing on it needs to be cut.
    if height <= sheet.height * _TALL:
        return [_strip(cells, xs, sheet, height, header)]
    count = max(len(cell.lines) for cell in cells)
    pieces = []
    for start in range(0, count, _TOGETHER):
        part = [replace(cell, lines=cell.lines[start : start + _TOGETHER]) for cell in cells]
        height = max(lines_height(cell.lines, sheet.tight) for cell in part)
        height += sheet.padding * ((start == 0) + (start + _TOGETHER >= count))
        pieces.append(_strip(part, xs, sheet, height, header, piece=start))
    return pieces


def _strip(
    cells: Sequence[Cell],
    xs: Sequence[float],
    sheet: Sheet,
    height: float,
    header: tuple[Strip, ...],
    piece: int | None = None,
) -> Strip:
    marks: list[Mark] = []
    if not piece:
        marks.append(RuleMark(xs[0], 0, xs[-1], 0, THIN))
    for at, x in enumerate(xs):
        weight = THICK if at in (0, len(xs) - 1) else THIN
        marks.append(RuleMark(x, 0, x, height, weight))
    for cell, (left, right) in zip(cells, pairwise(xs), strict=True):
        if piece is None:
            top = (height - lines_height(cell.lines, sheet.tight)) / 2
        else:
            top = 0.0 if piece else sheet.padding
        marks += text_marks(
            cell.lines,
            left + sheet.padding,
            right - left - 2 * sheet.padding,
            top,
            sheet.tight,
            cell.align,
        )
    return Strip(height, marks, frame=(xs[0], xs[-1]), header=header)


def close_rows(strips: list[Strip]) -> list[Strip]:
    """Draws the thick outer rules above the first and below the last row."""
    if strips and strips[0].frame and strips[-1].frame:
        first, last = strips[0], strips[-1]
        x0, x1 = strips[0].frame
        first.marks.insert(0, RuleMark(x0, 0, x1, 0, THICK))
        x0, x1 = strips[-1].frame
        last.marks.append(RuleMark(x0, last.height, x1, last.height, THICK))
    return strips
