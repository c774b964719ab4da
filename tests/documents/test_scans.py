"""Scans made small: the budget is kept, the text stays legible, nothing private comes along."""

from __future__ import annotations

import io
import random
import struct
import zlib
from functools import cache

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageStat

from counter_app.documents import scans
from counter_app.errors import BadInput
from counter_app.settings import resource

#: A4 at 250 dots an inch.
A4 = (2067, 2923)


@cache
def text_page() -> Image.Image:
    """A full page of small type (about 10 points), slightly yellow, as a lamp makes it."""
    width, height = A4
    picture = Image.new("RGB", A4, (248, 245, 238))
    draw = ImageDraw.Draw(picture)
    type_size = width // 60
    font = ImageFont.truetype(str(resource("fonts/NotoSansSC-Regular.ttf")), type_size)
    chance = random.Random(7)
    used = [chr(chance.randrange(0x4E00, 0x8000)) for _ in range(150)]
    for top in range(height // 20, height - height // 20, type_size * 2):
        line = "".join(chance.choices(used, k=52))
        draw.text((width // 20, top), line, font=font, fill=(35, 35, 38))
    return picture


def page(*, noise: float = 0, seal: bool = False) -> Image.Image:
    """The page as a scanner or a phone in bad light sees it."""
    width, height = size = A4
    picture = text_page().copy()
    draw = ImageDraw.Draw(picture)
    if seal:
        box = (width * 0.6, height * 0.7, width * 0.8, height * 0.7 + width * 0.2)
        draw.ellipse(box, outline=(205, 25, 30), width=width // 120)
    if noise:
        grain = Image.effect_noise(size, noise)
        picture = Image.blend(picture, Image.merge("RGB", (grain,) * 3), 0.12)
    return picture.filter(ImageFilter.GaussianBlur(0.6))


def saved(picture: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **({"compress_level": 1} if kind == "PNG" else {}), **more)
    return out.getvalue()


def opened(scan: scans.Scan) -> Image.Image:
    picture = Image.open(io.BytesIO(scan.data))
    picture.load()
    return picture


def contrast_left(original: Image.Image, kept: Image.Image) -> float:
    """How much of the strokes' contrast survived: 1 = all of it."""
    size = kept.size
    before = original.convert("L").resize(size, Image.Resampling.LANCZOS)
    edges = [
        ImageStat.Stat(each.convert("L").filter(ImageFilter.FIND_EDGES)).stddev[0]
        for each in (before, kept)
    ]
    return edges[1] / edges[0]


@pytest.mark.parametrize(
    ("noise", "seal"), [(0, False), (0, True), (40, False), (40, True), (90, True)]
)
def test_an_ordinary_page_fits_and_stays_legible(noise: float, seal: bool) -> None:
    original = page(noise=noise, seal=seal)
    scan = scans.squeeze(saved(original, "JPEG", quality=95))
    assert len(scan.data) <= scans.PAGE_BYTES
    assert (scan.media, scan.pages, scan.remark) == ("image/webp", 1, "")
    kept = opened(scan)
    assert min(kept.size) >= 0.7 * 1654 - 2
    if noise < 90:  # of heavy grain much contrast is the grain itself
        assert contrast_left(original, kept) > 0.75


def test_small_codes_on_the_page_still_read() -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    import qrcode

    code = qrcode.make("https://sx.example/q/" + "a1B2" * 24, box_size=1, border=4).get_image()
    original = page(noise=40)
    side = 24 * A4[0] // 210  # 24 mm
    original.paste(code.resize((side, side), Image.Resampling.NEAREST), (1500, 2500))
    scan = scans.squeeze(saved(original, "JPEG", quality=95))
    found = zxingcpp.read_barcodes(opened(scan).convert("L"))
    assert [each.text for each in found] == ["https://sx.example/q/" + "a1B2" * 24]


def test_what_cannot_be_small_and_legible_stays_large_and_says_so() -> None:
    chance = random.Random(3)
    noise = Image.frombytes("L", (1654, 2339), chance.randbytes(1654 * 2339))
    scan = scans.squeeze(saved(noise))
    assert len(scan.data) > scans.PAGE_BYTES
    assert "为保证字迹清楚" in scan.remark
    assert opened(scan).size == (1158, 1637)


def test_colour_stays_where_there_is_some() -> None:
    def colour(picture: Image.Image) -> float:
        red, _, blue = picture.convert("RGB").split()
        return float(ImageStat.Stat(ImageChops.difference(red, blue)).extrema[0][1])

    sealed = opened(scans.squeeze(saved(page(seal=True, noise=40))))
    assert colour(sealed) > 100
    grey = opened(scans.squeeze(saved(page())))
    assert colour(grey) < 8, "yellowish paper is no colour"


def test_a_thumb_print_is_colour() -> None:
    original = page()
    ImageDraw.Draw(original).ellipse((1700, 2600, 1800, 2720), fill=(200, 60, 50))
    kept = opened(scans.squeeze(saved(original)))
    red, _, blue = kept.convert("RGB").split()
    assert ImageStat.Stat(ImageChops.difference(red, blue)).extrema[0][1] > 60


def test_where_a_photo_was_taken_does_not_come_along() -> None:
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[2] = (31.0, 51.0, 12.5)
    exif[0x0112] = 6  # turned: the top is on the right
    picture = Image.new("RGB", (400, 200), "white")
    picture.paste((220, 0, 0), (0, 0, 100, 200))  # on the left as stored: above when upright
    scan = scans.squeeze(saved(picture, "JPEG", exif=exif, comment=b"PhoneMaker", quality=95))
    kept = opened(scan)
    assert kept.size == (200, 400)
    assert kept.getpixel((100, 20))[0] > 180 > kept.getpixel((100, 20))[1]
    assert min(kept.getpixel((100, 380))) > 230
    assert not kept.getexif()
    assert b"PhoneMaker" not in scan.data
    assert b"EXIF" not in scan.data


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "WEBP", "JPEG"])
def test_kinds_of_pictures(kind: str) -> None:
    scan = scans.squeeze(saved(Image.new("RGB", (300, 200), (10, 90, 200)), kind))
    assert opened(scan).size == (300, 200)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16"])
def test_modes_of_pictures(mode: str) -> None:
    picture = Image.new(mode, (300, 200))
    scan = scans.squeeze(saved(picture, "TIFF" if mode == "CMYK" else "PNG"))
    assert opened(scan).size == (300, 200)


def test_what_is_transparent_becomes_paper() -> None:
    scan = scans.squeeze(saved(Image.new("RGBA", (300, 200), (0, 0, 0, 0))))
    assert opened(scan).convert("L").getextrema()[0] > 250


def test_a_long_roll_keeps_its_width() -> None:
    scan = scans.squeeze(saved(Image.new("L", (640, 6000), 255)))
    assert opened(scan).size[0] > 500


def test_a_large_picture_is_not_enlarged_and_a_small_one_stays() -> None:
    assert opened(scans.squeeze(saved(Image.new("L", (90, 60), 255)))).size == (90, 60)
    width, height = opened(scans.squeeze(saved(Image.new("L", (6000, 8000), 255)))).size
    assert width * height <= 1654 * 2339 * 1.01


@pytest.mark.parametrize("side", [11_500, 30_000, 2_000_000])
def test_bombs_are_not_opened(side: int) -> None:
    tiny = bytearray(saved(Image.new("1", (8, 8))))
    tiny[16:24] = struct.pack(">II", side, side)  # what the head promises
    tiny[29:33] = struct.pack(">I", zlib.crc32(tiny[12:29]))
    with pytest.raises(BadInput, match="尺寸过大"):
        scans.squeeze(bytes(tiny))


@pytest.mark.parametrize(
    "data",
    [b"MZ\x90\x00" + bytes(200), b"PK\x03\x04" + bytes(100), b"<svg/>", b"hello", b"GIF89a" * 9],
)
def test_what_it_is_the_content_says(data: bytes) -> None:
    with pytest.raises(BadInput, match="不是图片或 PDF"):
        scans.squeeze(data)


def test_cut_files_and_empty_ones_are_told() -> None:
    whole = saved(page(), "JPEG")
    with pytest.raises(BadInput, match="不完整"):
        scans.squeeze(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match="空的"):
        scans.squeeze(b"")
    with pytest.raises(BadInput, match="HEIC"):
        scans.squeeze(b"\0\0\0\x18ftypheic" + bytes(100))
    two = saved(
        Image.new("L", (9, 9)), "TIFF", save_all=True, append_images=[Image.new("L", (9, 9))]
    )
    with pytest.raises(BadInput, match="多页"):
        scans.squeeze(two)


def test_a_pdf_passes_as_it_is() -> None:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    for _ in range(3):
        canvas.drawString(100, 100, "page")
        canvas.showPage()
    canvas.save()
    scan = scans.squeeze(out.getvalue())
    assert (scan.data, scan.media, scan.pages) == (out.getvalue(), "application/pdf", 3)
    with pytest.raises(BadInput, match="打不开"):
        scans.squeeze(out.getvalue()[:200])
    with pytest.raises(BadInput, match="超过 10 MB"):
        scans.squeeze(out.getvalue() + bytes(scans.PDF_BYTES))
