"""The mark on a copy: on every page, on every part of it, and nothing under it is lost."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from photos import as_jpeg, page
from PIL import Image, ImageChops, ImageStat

from counter_app.documents.copy_mark import marked_copy
from counter_app.documents.copy_purpose import purpose
from counter_app.documents.scan_pdf import pages_pdf
from counter_app.errors import BadInput

DAY = date(2026, 11, 27)
MARK = purpose("高龄津贴申领", DAY, "厉山镇便民服务中心")


def drawn(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [each.render(scale=1.5).to_pil().convert("RGB") for each in document]
    finally:
        document.close()


def reddish(picture: Image.Image) -> Image.Image:
    """White where the mark is."""
    red, green, _ = picture.split()
    return ImageChops.subtract(red, green).point([255 if value > 25 else 0 for value in range(256)])


def share(picture: Image.Image) -> float:
    """How much of a black and white picture is white."""
    return float(ImageStat.Stat(picture).mean[0]) / 255


def test_the_words() -> None:
    assert MARK == "仅供办理高龄津贴申领使用，他用无效 厉山镇便民服务中心 2026-11-27"
    assert purpose("", DAY) == "仅供本次办事使用，他用无效 2026-11-27"


@pytest.mark.parametrize("size", [(1654, 2339), (1011, 638), (640, 1800)])
def test_no_part_as_large_as_a_card_is_without_it(size: tuple[int, int]) -> None:
    data = as_jpeg(page(size))
    (marked,) = drawn(marked_copy(data, "image/jpeg", MARK))
    red = reddish(marked)
    width, height = red.size
    tall, wide = height // 4, width // 3
    for top in range(0, height - tall, tall):
        for left in range(0, width - wide, wide):
            part = red.crop((left, top, left + wide, top + tall))
            assert part.getbbox() is not None, (top, left)


def test_what_is_written_can_still_be_read() -> None:
    plain = page()
    (marked,) = drawn(marked_copy(as_jpeg(plain), "image/jpeg", MARK))
    before = plain.convert("L").resize(marked.size)
    ink = before.point([255 if value < 90 else 0 for value in range(256)])
    assert ink.getbbox() is not None
    # ink stays much darker than the mark lying on paper
    assert ImageStat.Stat(marked.convert("L"), ink).mean[0] < 140


def test_every_page_of_a_pdf() -> None:
    pdf = pages_pdf([as_jpeg(page()), as_jpeg(page((1011, 638)))])
    marked = drawn(marked_copy(pdf, "application/pdf", MARK))
    assert len(marked) == 2
    assert all(share(reddish(each)) > 0.005 for each in marked)


def test_the_scan_that_is_kept_is_not_touched() -> None:
    data = as_jpeg(page())
    marked_copy(data, "image/jpeg", MARK)
    again = Image.open(BytesIO(data)).convert("RGB")
    assert ImageChops.difference(again, Image.open(BytesIO(data)).convert("RGB")).getbbox() is None
    assert reddish(again).getbbox() is None


def test_what_is_no_page_or_no_mark() -> None:
    with pytest.raises(BadInput):
        marked_copy(b"no picture", "image/webp", MARK)
    with pytest.raises(ValueError, match="mark"):
        marked_copy(as_jpeg(page()), "image/jpeg", " ")
