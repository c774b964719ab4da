"""The mark on a copy of somebody's papers (复印件加注用途): what it is for, across every page.

The scan that is kept stays as it is; only what leaves the house as a copy is marked.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from math import ceil, hypot

from PIL import Image, ImageDraw, ImageFont

from counter_app.documents.preview import page_images
from counter_app.documents.scan_pdf import MOST, pages_pdf
from counter_app.documents.scans import decoded
from counter_app.settings import resource

PDF = "application/pdf"
_FONT = "fonts/NotoSansSC-Regular.ttf"
#: Dots an inch at which the pages of a PDF are drawn.
_DPI = 150
#: Height of the letters against the long side of the page, and how far apart the lines stand.
_LETTER, _APART = 1 / 42, 5.2
_ANGLE = 28.0
#: Opacity of 255: read at once, and through it what is written on the page.
_INK = (176, 32, 32, 96)


def marked_copy(data: bytes, media: str, mark: str) -> bytes:
    """A kept scan as a PDF that may be handed out: ``mark`` lies across every page.

    ``media``: of the scan (a picture or PDF). Raises ``BadInput`` for what is neither, and
    ``ValueError`` where nothing is to be marked with.
    """
    if not mark.strip():
        raise ValueError("no mark")
    return pages_pdf([_jpeg(_marked(page, mark)) for page in _pages(data, media)])


def _pages(data: bytes, media: str) -> Sequence[Image.Image]:
    if media != PDF:
        return [decoded(data)]
    return [
        Image.frombuffer("RGBX", (each.width, each.height), each.rgba, "raw", "RGBX", 0, 1)
        for each in page_images(data, _DPI, most=MOST)
    ]


def _marked(page: Image.Image, mark: str) -> Image.Image:
    """The mark in slanting lines, close enough that no part as large as a card is without it."""
    base = page.convert("RGB")
    size = max(14, round(max(base.size) * _LETTER))
    font = ImageFont.truetype(str(resource(_FONT)), size)
    wide = ceil(font.getlength(mark))
    across = ceil(hypot(*base.size))
    sheet = Image.new("RGBA", (across, across), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    for row, y in enumerate(range(0, across, round(size * _APART))):
        for x in range(-(row % 2) * wide // 2, across, wide + 3 * size):
            pen.text((x, y), mark, font=font, fill=_INK)
    turned = sheet.rotate(_ANGLE, Image.Resampling.BICUBIC)
    left, top = ((across - side) // 2 for side in base.size)
    base.paste(turned, (-left, -top), turned)
    return base


def _jpeg(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=90)
    return out.getvalue()
