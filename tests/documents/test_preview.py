"""Pages as pictures."""

from __future__ import annotations

from io import BytesIO

import pytest
from paper_samples import receipt
from PIL import Image

from counter_app.documents.paper import PaperSize
from counter_app.documents.preview import page_images
from counter_app.documents.render import render_pdf


def test_there_is_a_picture_of_every_page():
    rendered = render_pdf(receipt(PaperSize.A5, rows=40))
    images = page_images(rendered.pdf, 100)
    assert len(images) == rendered.pages > 1
    for image in images:
        assert image.width == pytest.approx(148 / 25.4 * 100, abs=2)
        assert image.height == pytest.approx(210 / 25.4 * 100, abs=2)
        assert len(image.rgba) == image.width * image.height * 4
        assert image.rgba[:4] == b"\xff\xff\xff\xff"


def test_the_slip_has_eight_dots_a_millimetre():
    image = page_images(render_pdf(receipt(PaperSize.SLIP80)).pdf, 203.2)[0]
    assert image.width == 640
    assert image.height % 8 == 0


def test_a_picture_can_be_written_as_png():
    page = page_images(render_pdf(receipt(PaperSize.A5)).pdf, 60)[0]
    image = Image.open(BytesIO(page.png()))
    assert image.size == (page.width, page.height)
    assert image.getextrema()[0] < 80
