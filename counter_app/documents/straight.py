"""A photo made into a page: cut out, laid flat, turned upright (裁边、拉平、转正)."""

from __future__ import annotations

import io
from math import hypot

import msgspec
from PIL import Image

from counter_app.documents.page_edges import Corners, find_page
from counter_app.documents.scans import decoded

#: Sides of paper that are met: A4 and its kin, and cards. Nearer than this it is one of them.
_SHAPES = (2**0.5, 85.6 / 54.0)
_NEAR_SHAPE = 0.06
#: Cut off all around, of a side: the shadow of the edge.
_TRIM = 0.004
#: Longest side of a page that is made, pixels: A4 at 200 dots an inch has 2339.
_LONGEST = 2400
#: Text is looked at in so many dots; leaning further than this is no slip of the hand (degrees).
_LOOK, _LEAN = 480, 6
#: How much sharper lines of text are when they lie level, and from where it matters (degrees).
_STANDS_OUT, _LEAST = 2.7, 0.25
#: The tone that paper gets, and by how much at most everything becomes lighter.
_PAPER, _MOST_LIGHT = 246, 1.4
_BICUBIC = Image.Resampling.BICUBIC


class Page(msgspec.Struct, frozen=True):
    """A page that was made from a photo, as JPEG. ``cut``: whether its edges were found."""

    jpeg: bytes
    width: int
    height: int
    cut: bool


def develop(photo: bytes, *, cut: bool = True, turns: int = 0) -> Page:
    """From the bytes of a photo to a page. ``cut``: find its edges; ``turns``: quarter turns to
    the right. Raises :class:`BadInput` for what is no picture."""
    return developed(decoded(photo), cut=cut, turns=turns)


def developed(picture: Image.Image, *, cut: bool = True, turns: int = 0) -> Page:
    """The same from a picture."""
    corners = find_page(picture) if cut else None
    if corners is not None:
        picture = lit(flat(picture, corners))
    if cut:
        picture = upright(picture)
    picture.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    if turns % 4:
        ways = (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)
        picture = picture.transpose(ways[turns % 4 - 1])
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92)
    return Page(out.getvalue(), picture.width, picture.height, corners is not None)


def flat(photo: Image.Image, corners: Corners) -> Image.Image:
    """What lies between the corners, as if it had been seen from straight above."""
    width, height = _size(corners)
    left, top = width * _TRIM, height * _TRIM
    right, bottom = width + left, height + top
    data = perspective(((-left, -top), (right, -top), (right, bottom), (-left, bottom)), corners)
    return photo.transform((width, height), Image.Transform.PERSPECTIVE, data, _BICUBIC)


def lit(page: Image.Image) -> Image.Image:
    """Paper in the shade made as light as paper is; colours keep their proportions."""
    counts = page.convert("L").histogram()
    paper = max(range(128, 256), key=counts.__getitem__)
    factor = min(_PAPER / paper, _MOST_LIGHT)
    if factor <= 1.0:
        return page
    brighter = [min(255, round(value * factor)) for value in range(256)]
    return page.point(brighter * len(page.getbands()))


def upright(page: Image.Image) -> Image.Image:
    """Turned so that its lines of text lie level; without any, as it is."""
    angle = lean(page)
    if abs(angle) < _LEAST:
        return page
    fill = 255 if page.mode == "L" else (255, 255, 255)
    return page.rotate(angle, _BICUBIC, fillcolor=fill)


def lean(page: Image.Image) -> float:
    """By how many degrees to turn it (counter-clockwise) so that its lines lie level."""
    small = page.convert("L")
    small.thumbnail((_LOOK, _LOOK), Image.Resampling.BOX)
    ink = small.point([255 - value for value in range(256)])
    middle = ink.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(middle, int | float)
    ink = ink.point([max(0, value - round(middle)) for value in range(256)])

    def sharpness(angle: float) -> float:
        turned = ink.rotate(angle, Image.Resampling.BILINEAR) if angle else ink
        # The rim is left out: it comes and goes with the turning.
        rim_x, rim_y = turned.width // 10, turned.height // 10
        inner = turned.crop((rim_x, rim_y, turned.width - rim_x, turned.height - rim_y))
        rows = inner.convert("F").resize((1, inner.height), Image.Resampling.BOX).tobytes()
        levels = memoryview(rows).cast("f")
        return sum((levels[at] - levels[at - 1]) ** 2 for at in range(1, len(levels)))

    coarse = {float(angle): sharpness(float(angle)) for angle in range(-_LEAN, _LEAN + 1)}
    best = max(coarse, key=coarse.__getitem__)
    steps = [best + quarter / 4 for quarter in (-3, -2, -1, 1, 2, 3)]
    fine = coarse | {angle: sharpness(angle) for angle in steps}
    best = max(fine, key=fine.__getitem__)
    # Lines of text stand out at one angle only; a picture is much the same at all of them.
    usual = sorted(coarse.values())[len(coarse) // 2]
    return best if fine[best] > _STANDS_OUT * usual else 0.0


def _size(corners: Corners) -> tuple[int, int]:
    a, b, c, d = corners
    width = (hypot(b[0] - a[0], b[1] - a[1]) + hypot(c[0] - d[0], c[1] - d[1])) / 2
    height = (hypot(d[0] - a[0], d[1] - a[1]) + hypot(c[0] - b[0], c[1] - b[1])) / 2
    long, short = max(width, height), min(width, height)
    for shape in _SHAPES:
        if abs(long / short / shape - 1) <= _NEAR_SHAPE:
            short = long / shape
    scale = min(1.0, _LONGEST / long)
    long, short = round(long * scale), round(short * scale)
    return (short, long) if width < height else (long, short)


def perspective(seen: tuple[tuple[float, float], ...], meant: Corners) -> list[float]:
    """The eight numbers by which Pillow finds for every dot of the page its place in the photo."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(seen, meant, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return _solved(rows)


def _solved(rows: list[list[float]]) -> list[float]:
    """Gauss-Jordan with pivots; ``rows`` have their right side last."""
    count = len(rows)
    for at in range(count):
        pivot = max(range(at, count), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        head = rows[at][at]
        rows[at] = [value / head for value in rows[at]]
        for other in range(count):
            if other != at and rows[other][at]:
                factor = rows[other][at]
                pairs = zip(rows[other], rows[at], strict=True)
                rows[other] = [value - factor * by for value, by in pairs]
    return [row[-1] for row in rows]
