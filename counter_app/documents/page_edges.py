"""Where the page lies in a photo (自动裁边): its four corners, on anything darker than paper.

Works on a picture of a few hundred dots, so it is quick enough to run while the camera shows.
"""

from __future__ import annotations

from itertools import pairwise
from math import atan2, degrees, hypot
from typing import NamedTuple

from PIL import Image, ImageFilter

Point = tuple[float, float]
#: Top left, top right, bottom right, bottom left, in pixels of the photo.
Corners = tuple[Point, Point, Point, Point]

#: Longest side of the picture that is looked at, and so much of it a page must cover.
_SIDE = 320
_LEAST = 0.03
#: Light and dark must be so far apart (of 255), or there is no edge to be seen.
_CONTRAST = 40
#: What is found must be so full of light dots to be a page, and no corner sharper than this.
_FULL = 0.82
_SHARPEST = 50.0
#: A page that reaches the edge of the photo all around is the photo.
_MARGIN = 0.012
#: So near a side an outline dot belongs to it, in dots.
_NEAR = 3.0


class _Run(NamedTuple):
    """Light dots side by side: row, first, one past the last."""

    y: int
    x0: int
    x1: int


def find_page(photo: Image.Image) -> Corners | None:
    """The corners of the largest light sheet; None where no whole one is to be seen."""
    small = photo.convert("L")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    small = small.filter(ImageFilter.MedianFilter(3)).filter(ImageFilter.GaussianBlur(1))
    threshold = _threshold(small.histogram())
    if threshold is None:
        return None
    light = small.point([255 if value > threshold else 0 for value in range(256)])
    # Print near the edge must not open it; a light strap on the desk must not hang on to it.
    light = light.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.MinFilter(7))
    light = light.filter(ImageFilter.MaxFilter(3))
    sheet = _largest(_runs(light))
    area = sum(run.x1 - run.x0 for run in sheet)
    if area < _LEAST * small.width * small.height:
        return None
    outline = _outline(sheet)
    rough = _widest(_hull(outline))
    if rough is None:
        return None
    corners = _ordered(_refined(rough, outline))
    if not _is_page(corners, area, small.size):
        return None
    across, down = photo.width / small.width, photo.height / small.height
    # Whole dots were counted by their left upper corner.
    found = [((x + 0.5) * across, (y + 0.5) * down) for x, y in corners]
    return found[0], found[1], found[2], found[3]


def _threshold(counts: list[int]) -> int | None:
    """Otsu's: the tone that parts light from dark best; None where there are no two sorts."""
    total = sum(counts)
    whole = sum(tone * count for tone, count in enumerate(counts))
    best, found, means = 0.0, None, (0.0, 0.0)
    dark = dark_sum = 0
    for tone, count in enumerate(counts):
        dark += count
        dark_sum += tone * count
        if not dark or dark == total:
            continue
        low, high = dark_sum / dark, (whole - dark_sum) / (total - dark)
        apart = dark * (total - dark) * (high - low) ** 2
        if apart > best:
            best, found, means = apart, tone, (low, high)
    return found if means[1] - means[0] >= _CONTRAST else None


def _runs(light: Image.Image) -> list[_Run]:
    data, width = light.tobytes(), light.width
    runs = []
    for y in range(light.height):
        row = data[y * width : (y + 1) * width]
        start = row.find(255)
        while start >= 0:
            end = row.find(0, start)
            end = width if end < 0 else end
            runs.append(_Run(y, start, end))
            start = row.find(255, end)
    return runs


def _largest(runs: list[_Run]) -> list[_Run]:
    """The runs of the largest connected area."""
    parent = list(range(len(runs)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    above: list[int] = []
    here: list[int] = []
    row = -1
    for number, run in enumerate(runs):
        if run.y != row:
            above = here if run.y == row + 1 else []
            here, row = [], run.y
        for other in above:
            if runs[other].x0 < run.x1 and run.x0 < runs[other].x1:
                parent[root(number)] = root(other)
        here.append(number)
    areas: dict[int, int] = {}
    for number, run in enumerate(runs):
        areas[root(number)] = areas.get(root(number), 0) + run.x1 - run.x0
    if not areas:
        return []
    best = max(areas, key=areas.__getitem__)
    return [run for number, run in enumerate(runs) if root(number) == best]


def _outline(sheet: list[_Run]) -> list[Point]:
    """The outermost dots of every row and of every column."""
    rows: dict[int, tuple[int, int]] = {}
    columns: dict[int, tuple[int, int]] = {}
    for y, x0, x1 in sheet:
        first, last = rows.get(y, (x0, x1 - 1))
        rows[y] = (min(first, x0), max(last, x1 - 1))
        for x in range(x0, x1):
            top, bottom = columns.get(x, (y, y))
            columns[x] = (min(top, y), max(bottom, y))
    found: set[Point] = set()
    for y, (left, right) in rows.items():
        found |= {(left, y), (right, y)}
    for x, (top, bottom) in columns.items():
        found |= {(x, top), (x, bottom)}
    return sorted(found)


def _hull(points: list[Point]) -> list[Point]:
    """The convex outline, clockwise on a screen (y downwards)."""

    def half(ordered: list[Point]) -> list[Point]:
        made: list[Point] = []
        for point in ordered:
            while len(made) > 1 and _turn(made[-2], made[-1], point) <= 0:
                made.pop()
            made.append(point)
        return made[:-1]

    return half(points) + half(points[::-1])


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _widest(hull: list[Point]) -> list[Point] | None:
    """The four points of the outline that span the largest area."""
    best, found = 0.0, None
    for first in range(len(hull) - 2):
        for second in range(first + 2, len(hull)):
            a, c = hull[first], hull[second]
            between, beyond = hull[first + 1 : second], hull[second + 1 :] + hull[:first]
            if not beyond:
                continue
            b = max(between, key=lambda point: abs(_turn(a, c, point)))
            d = max(beyond, key=lambda point: abs(_turn(a, c, point)))
            area = abs(_turn(a, c, b)) + abs(_turn(a, c, d))
            if area > best:
                best, found = area, [a, b, c, d]
    return found


def _refined(rough: list[Point], outline: list[Point]) -> list[Point]:
    """Every side as the straight line through its dots; the corners are where they meet."""
    sides = [_side(a, b, outline) for a, b in pairwise([*rough, rough[0]])]
    met = [_meeting(sides[at - 1], sides[at]) for at in range(4)]
    # A torn or folded corner may send a line astray; then the rough corner is better.
    limit = 0.1 * max(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(rough))
    refined = []
    for old, new in zip(rough, met, strict=True):
        astray = new is None or hypot(new[0] - old[0], new[1] - old[1]) > limit
        refined.append(old if astray or new is None else new)
    return refined


def _side(a: Point, b: Point, outline: list[Point]) -> tuple[Point, Point]:
    """(a point, a direction) of the line that lies best through the dots between a and b."""
    length = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    along = ((b[0] - a[0]) / length, (b[1] - a[1]) / length)
    mine = []
    for x, y in outline:
        ahead = (x - a[0]) * along[0] + (y - a[1]) * along[1]
        beside = abs((x - a[0]) * along[1] - (y - a[1]) * along[0])
        if beside <= _NEAR and 0.08 * length <= ahead <= 0.92 * length:
            mine.append((x, y))
    if len(mine) < 5:
        return a, along
    middle = (sum(x for x, _ in mine) / len(mine), sum(y for _, y in mine) / len(mine))
    xx = sum((x - middle[0]) ** 2 for x, _ in mine)
    yy = sum((y - middle[1]) ** 2 for _, y in mine)
    xy = sum((x - middle[0]) * (y - middle[1]) for x, y in mine)
    # The longer axis of the cloud of dots.
    spread = (xx - yy) / 2
    axis = (spread + hypot(spread, xy), xy) if xx >= yy else (xy, hypot(spread, xy) - spread)
    size = hypot(*axis)
    return (middle, (axis[0] / size, axis[1] / size)) if size else (a, along)


def _meeting(one: tuple[Point, Point], two: tuple[Point, Point]) -> Point | None:
    (p, u), (q, v) = one, two
    cross = u[0] * v[1] - u[1] * v[0]
    if abs(cross) < 0.2:  # nearly parallel: these are no neighbours of a sheet
        return None
    way = ((q[0] - p[0]) * v[1] - (q[1] - p[1]) * v[0]) / cross
    return p[0] + way * u[0], p[1] + way * u[1]


def _ordered(points: list[Point]) -> Corners:
    """From the corner nearest to the top left on, clockwise."""
    middle = (sum(x for x, _ in points) / 4, sum(y for _, y in points) / 4)
    around = sorted(points, key=lambda p: atan2(p[1] - middle[1], p[0] - middle[0]))
    first = min(range(4), key=lambda at: around[at][0] + around[at][1])
    a, b, c, d = around[first:] + around[:first]
    return a, b, c, d


def _is_page(corners: Corners, area: int, size: tuple[int, int]) -> bool:
    inside = abs(_turn(*corners[:3])) / 2 + abs(_turn(corners[0], *corners[2:])) / 2
    if not inside or not _FULL <= area / inside <= 1.15:
        return False
    around = [corners[-1], *corners, corners[0]]
    for before, at, after in zip(around, around[1:], around[2:], strict=False):
        one = atan2(before[1] - at[1], before[0] - at[0])
        two = atan2(after[1] - at[1], after[0] - at[0])
        angle = abs(degrees(one - two)) % 360
        if not _SHARPEST <= min(angle, 360 - angle) <= 180 - _SHARPEST:
            return False
    width, height = size
    rim = _MARGIN * max(size)
    frame = ((0, 0), (width, 0), (width, height), (0, height))
    pairs = zip(corners, frame, strict=True)
    return any(abs(c[0] - f[0]) > 2 * rim or abs(c[1] - f[1]) > 2 * rim for c, f in pairs)
