"""A signature is a small transparent picture, and a few lines on a paper."""

from __future__ import annotations

import io

import msgspec
import pytest
from paper_cases import context, delivered
from PIL import Image, ImageChops
from signature_samples import DASH, DOT, written

from counter_app.documents.paper import NEWEST, PaperSize, SignedLines, freeze, thaw
from counter_app.documents.papers import build
from counter_app.documents.preview import page_images
from counter_app.documents.render import render_pdf
from counter_app.documents.signature import MOST, bounds, picture, signed, why_not


@pytest.mark.parametrize(("strokes", "word"), [((), "还没有签名"), (DOT, "太短"), (DASH, "太短")])
def test_what_is_no_name_is_refused_kindly(strokes, word):
    assert word in why_not(strokes)
    assert why_not(strokes).endswith("。")


@pytest.mark.parametrize("words", [1, 3])
def test_a_name_is_taken(words):
    assert why_not(written(words)) == ""


def test_the_picture_is_small_transparent_and_black():
    made = picture(written())
    assert len(made) <= MOST
    opened = Image.open(io.BytesIO(made))
    assert (opened.format, opened.mode) == ("PNG", "LA")
    ink, alpha = opened.split()
    assert ink.getextrema() == (0, 0)
    assert alpha.getextrema() == (0, 255)
    assert alpha.getpixel((0, 0)) == 0
    assert opened.width <= 800
    assert opened.height <= 300
    assert picture(written()) == made


def test_pressure_makes_the_line_thicker():
    def blackness(pressure: int) -> int:
        line = tuple(v for x in range(0, 2000, 50) for v in (x, 500 + x % 100, pressure))
        alpha = Image.open(io.BytesIO(picture((line,)))).split()[1]
        return sum(value * count for value, count in enumerate(alpha.histogram()))

    assert blackness(95) > 1.5 * blackness(5)


def test_a_scribble_over_everything_stays_below_the_limit():
    def line(k: int) -> tuple[int, ...]:
        places = (((n * 97 + 31 * k) % 3000, (n * n + k) % 1000, n % 100) for n in range(300))
        return tuple(value for place in places for value in place)

    wild = tuple(map(line, range(5)))
    assert len(picture(wild)) <= MOST


def delivery(size: PaperSize, ink=()):
    return build("delivery", msgspec.structs.replace(context(delivered()), signature=ink), size)


@pytest.mark.parametrize("size", [PaperSize.A4, PaperSize.A5])
def test_the_delivery_paper_carries_it(size, pdf_text):
    plain, inked = delivery(size), delivery(size, written())
    assert plain.format < inked.format == NEWEST
    block = next(each for each in inked.blocks if isinstance(each, SignedLines))
    assert block.inks == (written(),)
    assert thaw(freeze(inked)) == inked
    assert len(freeze(inked)) < len(freeze(plain)) + 6000
    before, after = render_pdf(plain), render_pdf(inked)
    assert before.pages == after.pages
    assert "签名屏上签名" in pdf_text(after.pdf)
    grey = [page_images(each.pdf, 100.0)[-1] for each in (before, after)]
    pages = [Image.frombytes("RGBA", (g.width, g.height), g.rgba).convert("L") for g in grey]
    darker = ImageChops.subtract(*pages).point(lambda value: 255 * (value > 60))
    assert darker.getbbox() is not None
    assert render_pdf(inked).pdf == after.pdf


def test_a_paper_without_one_is_as_it_always_was():
    assert "signed_lines" not in repr(freeze(delivery(PaperSize.A4)))
    assert delivery(PaperSize.A4).format == 1


def test_signed_knows_what_it_stands_under():
    made = signed(written(), "送达回证", "领取人")
    assert made.picture.media == "image/png"
    assert (made.paper, made.who) == ("送达回证", "领取人")
    left, top, right, bottom = bounds(made.strokes)
    assert 0 <= left < right <= 3000
    assert 0 <= top < bottom <= 1000
