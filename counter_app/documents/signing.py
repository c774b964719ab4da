"""Where people sign and where the seal goes. A seal is never drawn, only its place."""

from __future__ import annotations

from counter_app.documents.codes import code_rows
from counter_app.documents.fonts import Typeface
from counter_app.documents.marks import (
    MM,
    CircleMark,
    InkMark,
    Mark,
    RuleMark,
    Strip,
    TextMark,
)
from counter_app.documents.paper import (
    Align,
    Codes,
    SealArea,
    Signature,
    Signatures,
    SignedLines,
)
from counter_app.documents.rows import Job, lines_height, text_marks
from counter_app.documents.signature import bounds
from counter_app.documents.text import COLON, Line
from counter_app.models.signature import Strokes

#: Inner radius that stays empty: the largest official seal of a county organ is 42-45 mm.
SEAL_RADIUS = 23 * MM
_SEAL_COLUMN = 52 * MM
_SEAL_GREY = 0.55
#: Room to write a name of four characters.
_SHORTEST_RULE = 20 * MM
_BETWEEN = 4 * MM
#: Ideographic spaces: as wide as what is written there.
_DATE = "\u3000\u3000年\u3000\u3000月\u3000\u3000日"


def signature_strips(block: Signatures, job: Job) -> list[Strip]:
    """Lines to sign on, two beside each other where there is room to write."""
    sheet = job.sheet
    half = (sheet.inner - _BETWEEN) / 2
    columns = 2 if all(_fits(signature, job, half) for signature in block.signatures) else 1
    width = half if columns == 2 else sheet.inner
    strips: list[Strip] = []
    lines = _with_inks(block)
    for start in range(0, len(lines), columns):
        strip = Strip(0.0)
        for at, (signature, ink) in enumerate(lines[start : start + columns]):
            x = sheet.left + at * (half + _BETWEEN)
            marks, height = _signature(signature, job, x, width, 0.0, ink)
            strip.marks += marks
            strip.height = max(strip.height, height)
        strips.append(strip)
    return strips


def _with_inks(block: Signatures) -> list[tuple[Signature, Strokes]]:
    inks = block.inks if isinstance(block, SignedLines) else ()
    missing = len(block.signatures) - len(inks)
    return list(zip(block.signatures, (*inks, *((),) * missing), strict=True))


def _ink_mark(ink: Strokes, left: float, right: float, rule_y: float, job: Job) -> InkMark:
    """What was written, as large as it fits above the line; tails may cross it a little."""
    x0, y0, x1, y1 = bounds(ink)
    tall = job.sheet.sign_row - 1 * MM
    unit = min((right - left) / max(x1 - x0, 1), tall / max(y1 - y0, 1))
    below = rule_y + 1 * MM
    return InkMark(left - x0 * unit, below - y1 * unit, unit, ink)


def _fits(signature: Signature, job: Job, width: float) -> bool:
    """Whether label, rule and date have room on one row."""
    sheet, setter = job.sheet, job.setter
    used = setter.line(f"{signature.label}{COLON}", sheet.body, sheet.grid).width
    if signature.dated:
        used += setter.line(_DATE, sheet.body, sheet.grid).width + 1 * MM
    return width - used >= _SHORTEST_RULE


def seal_strips(
    block: SealArea, job: Job, beside: Signatures | None = None, codes: Codes | None = None
) -> list[Strip]:
    """The place of the seal at the right (on a roll: in the middle).

    At its left the codes, and below them the lines to sign on.
    """
    sheet, setter = job.sheet, job.setter
    wide = sheet.inner if sheet.roll else _SEAL_COLUMN
    left = sheet.edge - wide
    centre = left + wide / 2
    marks: list[Mark] = []
    height = 0.0
    width = left - sheet.left - _BETWEEN
    for row in code_rows(codes, job, width) if codes else ():
        marks += row.marks
        height = row.height
    if beside is not None:
        for signature, ink in _with_inks(beside):
            made, used = _signature(signature, job, sheet.left, width, height, ink)
            marks += made
            height += used
    marks.append(CircleMark(centre, SEAL_RADIUS, SEAL_RADIUS))
    marks.append(_label(block.label, job, centre))
    words: list[Line] = []
    for text in (block.organ, block.date):
        if text:
            words += setter.wrap(text, sheet.body, sheet.grid, wide)
    top = 2 * SEAL_RADIUS + 1.5 * MM
    marks += text_marks(words, left, wide, top, sheet.leading, Align.CENTER)
    return [Strip(max(height, top + lines_height(words, sheet.leading)), marks)]


def codes_fit_beside(codes: Codes, job: Job) -> bool:
    """Whether one row of codes has room at the left of the seal."""
    width = job.sheet.inner - _SEAL_COLUMN - _BETWEEN
    return len(code_rows(codes, job, width)) == 1


def _label(text: str, job: Job, centre: float) -> TextMark:
    line = job.setter.line(text, Typeface.SANS, job.sheet.grid)
    return TextMark(centre - line.width / 2, SEAL_RADIUS + line.size * 0.38, line, _SEAL_GREY)


def _signature(
    signature: Signature, job: Job, x: float, width: float, y: float, ink: Strokes = ()
) -> tuple[list[Mark], float]:
    """Marks from ``y`` down and the height used: label, rule, date; on two rows if need be."""
    sheet, setter = job.sheet, job.setter
    size = sheet.grid
    labels = setter.wrap(f"{signature.label}{COLON}", sheet.body, size, width)
    date = setter.line(_DATE, sheet.body, size) if signature.dated else None
    date_width = date.width if date else 0.0
    marks: list[Mark] = []
    height = job.sheet.sign_row
    start = x
    if len(labels) > 1 or width - labels[0].width < _SHORTEST_RULE:
        marks += text_marks(labels, x, width, y + 2 * MM, sheet.leading)
        y += lines_height(labels, sheet.leading)
        height += lines_height(labels, sheet.leading)
    else:
        marks += text_marks(labels, x, width, _text_top(job, y), sheet.leading)
        start = x + labels[0].width
    rule_y = y + job.sheet.sign_row - 2 * MM
    date_below = date is not None and x + width - start - date_width < _SHORTEST_RULE
    end = x + width if date is None or date_below else x + width - date_width - 1 * MM
    marks.append(RuleMark(start + 1 * MM, rule_y, end, rule_y))
    if ink:
        marks.append(_ink_mark(ink, start + 2 * MM, end - 1 * MM, rule_y, job))
    if date is not None:
        top = _text_top(job, y)
        if date_below:
            y_below = y + job.sheet.sign_row
            top = y_below - 1 * MM
            height += lines_height([date], sheet.leading)
        marks += text_marks([date], x + width - date_width, date_width, top, sheet.leading)
    return marks, height


def _text_top(job: Job, y: float) -> float:
    """Where a line of text begins so that its foot stands on the rule."""
    return y + job.sheet.sign_row - 2 * MM - job.sheet.grid * (job.sheet.leading + 1) / 2 - 0.4 * MM
