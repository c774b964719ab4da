"""Codes are read back from the raster of a page by an independent reader."""

from __future__ import annotations

import pytest
import zxingcpp
from paper_samples import correction, receipt, url
from PIL import Image

from counter_app.documents.flow import lay_out
from counter_app.documents.marks import MM, BarsMark
from counter_app.documents.paper import PaperSize
from counter_app.documents.preview import page_images
from counter_app.documents.qr import qr_symbol
from counter_app.documents.render import render_pdf
from counter_app.documents.text import Setter


def read(pdf: bytes, dpi: float) -> list[str]:
    found = []
    for page in page_images(pdf, dpi):
        image = Image.frombytes("RGBA", (page.width, page.height), page.rgba).convert("L")
        found += [code.text for code in zxingcpp.read_barcodes(image)]
    return found


@pytest.mark.parametrize("dpi", [150, 200, 203.2])
@pytest.mark.parametrize("size", PaperSize)
@pytest.mark.parametrize("make", [receipt, correction])
def test_every_qr_code_is_read(make, size, dpi):
    paper = make(size)
    wanted = {code.url for block in paper.blocks for code in getattr(block, "codes", ())}
    assert wanted
    assert wanted <= set(read(render_pdf(paper).pdf, dpi))


@pytest.mark.parametrize("size", PaperSize)
def test_the_bar_code_is_the_case_number(size):
    paper = receipt(size)
    assert paper.case_number in read(render_pdf(paper).pdf, 203.2)


@pytest.mark.parametrize("size", PaperSize)
def test_a_qr_code_is_large_enough_for_an_old_phone(size):
    for page in lay_out(receipt(size), Setter()):
        for _, marks in page.placed:
            for mark in marks:
                if isinstance(mark, BarsMark) and mark.unit_x == mark.unit_y:
                    side = max(row + rows for _, row, _, rows in mark.bars) * mark.unit_y
                    assert side >= 26 * MM - 0.01


def test_a_short_and_a_long_address_are_read():
    for text in ("https://zwfw.example/g/SX001", url("x") * 3, "https://例.中国/g/1"):
        symbol = qr_symbol(text)
        image = Image.new("L", (symbol.side + 8, symbol.side + 8), 255)
        for column, row, columns, _ in symbol.bars:
            for x in range(column, column + columns):
                image.putpixel((x + 4, row + 4), 0)
        big = image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST)
        assert [code.text for code in zxingcpp.read_barcodes(big)] == [text]


def test_level_m_leaves_room_for_damage():
    """A hole of 8 % in the middle is mended by error level M."""
    symbol = qr_symbol(url("damage"))
    image = Image.new("L", (symbol.side + 8, symbol.side + 8), 255)
    for column, row, columns, _ in symbol.bars:
        for x in range(column, column + columns):
            image.putpixel((x + 4, row + 4), 0)
    big = image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST)
    hole, middle = int(symbol.side * 0.28 * 4), big.width // 2
    big.paste(255, (middle - hole // 2, middle - hole // 2, middle + hole // 2, middle + hole // 2))
    assert [code.text for code in zxingcpp.read_barcodes(big)] == [url("damage")]
