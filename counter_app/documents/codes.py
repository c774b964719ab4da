"""QR codes and bar codes on paper, with the empty space that readers need around them."""

from __future__ import annotations

import math

from counter_app.documents.fonts import Typeface
from counter_app.documents.marks import MM, BarsMark, Mark, Strip
from counter_app.documents.paper import Align, Code, Codes
from counter_app.documents.qr import BAR_QUIET_ZONE, QUIET_ZONE, bar_symbol, qr_symbol
from counter_app.documents.rows import Job, lines_height, text_marks
from counter_app.documents.sheet import Sheet
from counter_app.documents.text import Line

#: A caption stands beside its code if it has this much room there, else under it.
_BESIDE = 19.5 * MM
_MOST_COLUMNS = 3
_CAPTION_GAP = 1 * MM


def code_strips(block: Codes, job: Job) -> list[Strip]:
    """Rows of QR codes with their captions, over the whole width."""
    return code_rows(block, job, job.sheet.inner)


def code_rows(block: Codes, job: Job, width: float) -> list[Strip]:
    """As many codes in a row as ``width`` holds, from the left margin on."""
    if not block.codes:
        return []
    widest = max(_box(code, job.sheet) for code in block.codes)
    columns = max(1, min(len(block.codes), _MOST_COLUMNS, int(width / widest)))
    strips = []
    for start in range(0, len(block.codes), columns):
        strips.append(_row(block.codes[start : start + columns], width / columns, job))
    return strips


def _row(codes: tuple[Code, ...], column: float, job: Job) -> Strip:
    sheet = job.sheet
    marks: list[Mark] = []
    height = 0.0
    box = max(_box(code, sheet) for code in codes)
    beside = column - box >= _BESIDE
    for at, code in enumerate(codes):
        left = sheet.left + at * column
        spare = box - _box(code, sheet)  # larger modules have a larger quiet zone
        x = left if beside else left + (column - box) / 2
        marks.append(_symbol(code, sheet, x + spare / 2, spare / 2))
        if beside:
            lines = _caption(code, job, column - box - _CAPTION_GAP)
            words = lines_height(lines, sheet.leading)
            top = max(0.0, (box - words) / 2)
            marks += text_marks(lines, x + box, column - box - _CAPTION_GAP, top, sheet.leading)
            height = max(height, box, words)
        else:
            lines = _caption(code, job, column - 2 * _CAPTION_GAP)
            marks += text_marks(
                lines,
                left + _CAPTION_GAP,
                column - 2 * _CAPTION_GAP,
                box,
                sheet.leading,
                Align.CENTER,
            )
            height = max(height, box + lines_height(lines, sheet.leading))
    return Strip(_snapped(height, sheet), marks)


def _caption(code: Code, job: Job, width: float) -> list[Line]:
    sheet = job.sheet
    lines = job.setter.wrap(code.caption, Typeface.BOLD, sheet.grid, width)
    if code.hint:
        lines += job.setter.wrap(code.hint, sheet.body, sheet.small, width)
    return lines


def _module(code: Code, sheet: Sheet) -> float:
    module = max(sheet.qr_side / qr_symbol(code.url).side, sheet.module)
    return _snapped(module, sheet)


def _box(code: Code, sheet: Sheet) -> float:
    """Side of the symbol with its quiet zone."""
    return _module(code, sheet) * (qr_symbol(code.url).side + 2 * QUIET_ZONE)


def _symbol(code: Code, sheet: Sheet, x: float, y: float) -> BarsMark:
    """The symbol whose quiet zone begins at ``x`` and ``y``."""
    module = _module(code, sheet)
    inset = QUIET_ZONE * module
    left, top = _snapped(x, sheet) + inset, _snapped(y, sheet) + inset
    return BarsMark(left, top, module, module, qr_symbol(code.url).bars)


def _snapped(length: float, sheet: Sheet) -> float:
    """The next whole dot of a printer that has coarse ones."""
    return math.ceil(length / sheet.snap - 1e-6) * sheet.snap if sheet.snap else length


def bar_width(number: str, sheet: Sheet) -> float:
    """Width of a Code 128 symbol with its quiet zones."""
    return (bar_symbol(number).side + 2 * BAR_QUIET_ZONE) * sheet.bar


def bar_mark(number: str, sheet: Sheet, x: float, y: float, height: float) -> BarsMark:
    """The Code 128 symbol whose quiet zone begins at ``x``."""
    start = _snapped(x + BAR_QUIET_ZONE * sheet.bar, sheet)
    return BarsMark(start, y, sheet.bar, height, bar_symbol(number).bars)
