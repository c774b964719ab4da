"""The test page: true millimetres, shifted as documents are, in every size."""

from __future__ import annotations

import pytest

from counter_app.documents.paper import PaperSize
from counter_app.documents.preview import PageImage, page_count, page_images
from counter_app.documents.ruler_sheet import ruler_sheet

#: 8 dots a millimetre.
DPI = 203.2
WORDS = ("打印机：前台激光", "2026年11月26日 17:05  王样一")


def drawn(size: PaperSize, offset: tuple[float, float] = (0.0, 0.0)) -> PageImage:
    return page_images(ruler_sheet(size, WORDS, offset), DPI)[0]


def dark_at(page: PageImage, x_mm: float, y_mm: float) -> bool:
    """Whether there is ink within a dot or two of a point."""
    x, y = round(x_mm * 8), round(y_mm * 8)
    return any(
        page.rgba[((y + dy) * page.width + x + dx) * 4] < 230
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
    )


@pytest.mark.parametrize(
    ("size", "width", "height"),
    [(PaperSize.A4, 210, 297), (PaperSize.A5, 148, 210), (PaperSize.SLIP80, 80, 120)],
)
def test_true_size_on_one_page(size: PaperSize, width: int, height: int) -> None:
    pdf = ruler_sheet(size, WORDS)
    assert page_count(pdf) == 1
    page = page_images(pdf, DPI)[0]
    assert abs(page.width - width * 8) <= 1
    assert abs(page.height - height * 8) <= 1


def test_lines_stand_every_ten_millimetres() -> None:
    page = drawn(PaperSize.A4)
    for ten in range(10, 210, 10):
        assert dark_at(page, ten, 93.3), f"{ten} mm from the left"
        assert not dark_at(page, ten + 4.5, 93.3)
    for ten in range(70, 290, 10):
        assert dark_at(page, 53.3, ten), f"{ten} mm from the top"


def test_offset_moves_everything() -> None:
    page = drawn(PaperSize.A4, (3.0, -2.0))
    assert dark_at(page, 53.0, 93.3)
    assert not dark_at(page, 50.0, 94.5)
    assert dark_at(page, 56.3, 88.0)


def test_words_come_back(pdf_text) -> None:  # type: ignore[no-untyped-def]
    text = pdf_text(ruler_sheet(PaperSize.A5, WORDS))
    assert "测试页 A5 纸" in text
    assert "前台激光" in text
