"""A document as the bytes a receipt printer takes: text in its own characters where it has them.

A line goes as a picture when a character in it is not in the printer (rare names), when it
would not fit in the printer's wider characters, or when it is no text at all.
"""

from __future__ import annotations

from counter_app.devices.printers import escpos
from counter_app.documents.paper import Paper
from counter_app.documents.slip_lines import DOTS_PER_MM, SlipLine, SlipText, slip_lines

#: From this many times the printer's own height on, characters are printed twice as high.
_LARGE = 1.3


def slip_bytes(
    paper: Paper, copy_no: int = 1, offset_mm: tuple[float, float] = (0.0, 0.0)
) -> bytes:
    """ESC/POS for one copy. ``offset_mm``: to the right and downwards, where there is room."""
    laid_out = slip_lines(paper, copy_no)
    slip = escpos.Slip()
    right = round(offset_mm[0] * DOTS_PER_MM)
    page, y = 0, -round(offset_mm[1] * DOTS_PER_MM)
    for line in laid_out.lines:
        if line.page != page:
            page, y = line.page, 0
        slip.feed(line.top - y)
        placed = _as_text(line, right)
        if placed is None:
            width, rows = laid_out.picture(line)
            slip.picture(*_shifted(width, rows, right))
            y = max(y, line.top) + len(rows) // (width // 8)
        else:
            parts, wide, high = placed
            slip.line(parts, wide=wide, high=high)
            y = max(y, line.top) + escpos.CELL * (2 if high else 1)
    slip.cut()
    return slip.data


def _as_text(line: SlipLine, right: int) -> tuple[list[tuple[int, str, bool]], bool, bool] | None:
    """(parts, wide, high), None where it has to be a picture."""
    if not line.texts or not all(escpos.can_print(each.text) for each in line.texts):
        return None
    large = line.size >= _LARGE * escpos.CELL
    for wide in (True, False) if large else (False,):
        parts = _placed(line.texts, 2 if wide else 1, right)
        if parts is not None:
            return parts, wide, large
    return None


def _placed(
    texts: tuple[SlipText, ...], scale: int, right: int
) -> list[tuple[int, str, bool]] | None:
    """Each text at its place; None when two would touch or one would leave the roll."""
    parts = []
    end = 0
    for each in texts:
        width = escpos.dots(each.text) * scale
        if each.centred and len(texts) == 1:
            x = (escpos.DOTS - width) // 2
        else:  # wider than laid out, at the edge: there is room at its left
            x = min(each.x, escpos.DOTS - width)
        x += right
        if x < max(end, 0) or x + width > escpos.DOTS:
            return None
        parts.append((x, each.text, each.bold))
        end = x + width
    return parts


def _shifted(width: int, rows: bytes, right: int) -> tuple[int, bytes]:
    """The picture ``right`` dots further; what leaves the roll is lost, as on any printer."""
    if not right:
        return width, rows
    across = width // 8
    mask = (1 << width) - 1
    moved = []
    for at in range(0, len(rows), across):
        row = int.from_bytes(rows[at : at + across], "big")
        row = row >> right if right > 0 else (row << -right) & mask
        moved.append(row.to_bytes(across, "big"))
    return width, b"".join(moved)
