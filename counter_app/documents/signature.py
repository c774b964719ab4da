"""A signature from lines to a picture: transparent, cropped to what was written, a few kB."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING

from counter_app.models.scan import Scan
from counter_app.models.signature import BOX, Signed, Stroke, Strokes

if TYPE_CHECKING:
    from PIL import ImageDraw

MEDIA = "image/png"
#: Bytes that a signature may have.
MOST = 20_000
#: Widths of a line in units of the box, at no and at full pressure.
THIN, THICK = 9.0, 26.0
#: Shorter than this in all (units of the box) nobody has written a name.
_SHORTEST = 900.0
#: Less than this high or wide it is a dash or a dot.
_LEAST = (120, 60)
#: Pixels of the finished picture, and how much finer it is drawn first.
_WIDTH, _HEIGHT = 720, 240
_FINER = 3
_EDGE = 12


def points(stroke: Stroke) -> Iterator[tuple[int, int, int]]:
    """(x, y, pressure) one after the other."""
    return zip(stroke[0::3], stroke[1::3], stroke[2::3], strict=True)


def thickness(pressure: float) -> float:
    """Width of a line in units of the box; ``pressure`` 0-100."""
    return THIN + (THICK - THIN) * min(max(pressure, 0.0), 100.0) / 100.0


def why_not(strokes: Strokes) -> str:
    """Why this is no signature yet, to be said kindly; "" when it is one."""
    if not strokes:
        return "还没有签名。请在框里写下您的姓名。"
    left, top, right, bottom = bounds(strokes)
    small = right - left < _LEAST[0] or bottom - top < _LEAST[1]
    if small or sum(map(_length, strokes)) < _SHORTEST:
        return "签名太短，看不清是谁。请写全姓名，写大一些。"
    return ""


def picture(strokes: Strokes) -> bytes:
    """Black on nothing, as PNG. Raises ``ValueError`` where there are no lines."""
    if not strokes:
        raise ValueError("no strokes")
    left, top, right, bottom = bounds(strokes)
    scale = min(_WIDTH / (right - left + 1), _HEIGHT / (bottom - top + 1), _HEIGHT / BOX[1] * 2)
    for smaller in (1.0, 0.7, 0.5, 0.35):
        drawn = _drawn(strokes, (left, top, right, bottom), scale * smaller)
        if len(drawn) <= MOST:
            break
    return drawn


def as_scan(data: bytes) -> Scan:
    """A signature is kept as it was drawn: it has no background that could be made smaller."""
    return Scan(data, MEDIA, 1)


def signed(strokes: Strokes, paper: str, who: str = "") -> Signed:
    """The signature with its picture."""
    return Signed(strokes, as_scan(picture(strokes)), paper, who)


def _drawn(strokes: Strokes, around: tuple[int, int, int, int], scale: float) -> bytes:
    from PIL import Image, ImageDraw  # pages know signatures long before anybody signs

    left, top, right, bottom = around
    fine = scale * _FINER
    edge = _EDGE * _FINER
    size = (round((right - left) * fine) + 2 * edge, round((bottom - top) * fine) + 2 * edge)
    ink = Image.new("L", size, 0)
    pen = ImageDraw.Draw(ink)
    for stroke in strokes:
        before: tuple[float, float, float] | None = None
        for x, y, pressure in points(stroke):
            at = ((x - left) * fine + edge, (y - top) * fine + edge, thickness(pressure) * fine)
            _dab(pen, *at)
            if before is not None:
                width = max(1, round((before[2] + at[2]) / 2))
                pen.line((*before[:2], *at[:2]), fill=255, width=width)
            before = at
    # Sixteen tones are smooth enough, and halve the file.
    alpha = ink.reduce(_FINER).point([min(255, (value + 8) // 17 * 17) for value in range(256)])
    made = Image.merge("LA", (Image.new("L", alpha.size, 0), alpha))
    out = io.BytesIO()
    made.save(out, "PNG", optimize=True)
    return out.getvalue()


def _dab(pen: ImageDraw.ImageDraw, x: float, y: float, width: float) -> None:
    radius = width / 2
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def bounds(strokes: Strokes) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what was written, in units of the box."""
    xs = [x for stroke in strokes for x in stroke[0::3]]
    ys = [y for stroke in strokes for y in stroke[1::3]]
    return min(xs), min(ys), max(xs), max(ys)


def _length(stroke: Stroke) -> float:
    walked = list(points(stroke))
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(walked))
