"""Scans and photos made small: a page of at most 200 kB that can still be read (扫描件压缩).

What a file is, its content says, never its name. Photos lose everything but the picture: where
and when a phone took it is nobody's business. A PDF is kept as it is.
"""

from __future__ import annotations

import io
import warnings
from itertools import accumulate

from PIL import Image, ImageOps

from counter_app.documents.preview import page_count
from counter_app.errors import BadInput
from counter_app.models.scan import Scan

#: Bytes that a page may have.
PAGE_BYTES = 200_000
#: A4 at 200 dots an inch, as an area: a long till roll keeps its width.
_PIXELS = 1654 * 2339
#: Larger PDFs are refused; so are pictures of more bytes or pixels than any scanner makes.
PDF_BYTES = 10 * 1024**2
_PICTURE_BYTES = 64 * 1024**2
_PICTURE_PIXELS = 120_000_000
#: WebP qualities to try. Below the last, strokes of small type begin to run into each other.
_QUALITIES = (88, 80, 72, 64, 56, 48)
#: These look like the original.
_FINE = _QUALITIES[:3]
_LANCZOS = Image.Resampling.LANCZOS
#: Then the page gets smaller instead; 0.7 of 200 dots an inch is 140, enough for 9-point type.
_SCALES = (1.0, 0.85, 0.7)
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
#: A pixel is coloured when it is so far from the paper's own tint; so many (of ten thousand)
#: make a coloured page: a seal or a thumb print.
_TINT = 20
_COLOURED = 4


def squeeze(data: bytes, *, page_bytes: int = PAGE_BYTES) -> Scan:
    """The file as it will be kept. Raises :class:`BadInput` for what is no page or photo."""
    if not data:
        raise BadInput("附件", "文件是空的")
    if data[:1024].lstrip()[:5] == b"%PDF-":
        return _pdf(data)
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheif"):
        raise BadInput("附件", "这是手机的 HEIC 照片，本机打不开", hint="请在手机上改存为 JPG 再传")
    if len(data) > _PICTURE_BYTES:
        raise BadInput("附件", f"图片超过 {_PICTURE_BYTES // 1024**2} MB")
    page = decoded(data)
    best = _fitting(page, page_bytes)
    remark = ""
    if len(best) > page_bytes:
        remark = f"为保证字迹清楚，这一页保留为 {-(-len(best) // 1000)} kB"
    return Scan(best, "image/webp", 1, remark)


def _pdf(data: bytes) -> Scan:
    if len(data) > PDF_BYTES:
        raise BadInput(
            "附件",
            f"PDF 有 {-(-len(data) // 1024**2)} MB，超过 {PDF_BYTES // 1024**2} MB",
            hint="请分成几个文件，或降低扫描分辨率后重新生成",
        )
    try:
        pages = page_count(data)
    except ValueError:
        raise BadInput("附件", "PDF 打不开：文件不完整或设有密码") from None
    if not pages:
        raise BadInput("附件", "PDF 里没有页面")
    return Scan(data, "application/pdf", pages)


def decoded(data: bytes) -> Image.Image:
    """The picture upright, on white, without anything beside the picture."""
    unknown = BadInput("附件", "不是图片或 PDF", hint="可以添加 JPG、PNG、WebP、BMP、TIFF 和 PDF")
    try:
        with warnings.catch_warnings():
            # Pillow only warns of pictures up to twice its limit; ours is below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise BadInput("附件", "图片的尺寸过大，没有打开") from None
    except (OSError, SyntaxError, ValueError):
        raise unknown from None
    if opened.width * opened.height > _PICTURE_PIXELS:
        raise BadInput("附件", "图片的尺寸过大，没有打开")
    if opened.format == "TIFF" and getattr(opened, "n_frames", 1) > 1:
        raise BadInput("附件", "这个 TIFF 有多页", hint="请在扫描软件里存成 PDF 再添加")
    try:
        if opened.format == "JPEG":
            opened.draft("RGB", shrunk_size(opened.size, 2.0))
        opened.load()
        picture = ImageOps.exif_transpose(opened)
        return _on_white(picture)
    except (OSError, SyntaxError, ValueError, EOFError):
        raise BadInput("附件", "图片不完整，打不开", hint="请重新扫描或重新拍照") from None


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits a dot, from some scanners
        return picture.point(lambda value: value / 256).convert("L")
    if picture.mode in ("1", "L"):
        return picture.convert("L")
    if "A" in picture.getbands() or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        white.alpha_composite(seen)
        picture = white
    return picture.convert("RGB")


def _fitting(page: Image.Image, page_bytes: int) -> bytes:
    """The best that fits: fine tones, else few greys for a page of text, else a smaller page."""
    if page.mode == "RGB" and not is_coloured(page):
        page = page.convert("L")
    sizes = [shrunk_size(page.size, scale) for scale in _SCALES]
    pages = [page if size == page.size else page.resize(size, _LANCZOS) for size in sizes]
    best = _searched(pages[0], _FINE, page_bytes)
    if len(best) <= page_bytes:
        return best
    tones = _text_tones(pages[0])
    if tones is not None:
        for scaled in pages:
            few = _encoded(scaled.point(tones), lossless=True, quality=60)
            if len(few) <= page_bytes:
                return few
    for scaled in pages:
        best = _searched(scaled, _QUALITIES, page_bytes)
        if len(best) <= page_bytes:
            break
    return best


def _searched(page: Image.Image, qualities: tuple[int, ...], page_bytes: int) -> bytes:
    """The highest of these qualities that fits, by halving; the lowest one if none does."""
    low, high = 0, len(qualities) - 1
    found = last = b""
    while low <= high:
        middle = (low + high) // 2
        made = _encoded(page, quality=qualities[middle])
        if len(made) <= page_bytes:
            found, high = made, middle - 1
        else:
            last, low = made, middle + 1
    return found or last


def _text_tones(page: Image.Image) -> list[int] | None:
    """How to map this page to four tones a channel, crisp strokes on white paper; None if it is
    no text.

    Lossless, such a page of small type takes less than any blurred one, and it is sharp.
    """
    grey = page.convert("L")
    counts = grey.histogram()
    paper, ink = _paper_and_ink(counts)
    white = _white(paper, ink)
    if paper - ink < 90 or sum(counts[white:]) < 0.7 * sum(counts):
        return None  # faint, or a photo, or paper in the shade
    between = [255 if ink + (paper - ink) * 0.1 < value < white else 0 for value in range(256)]
    blocks = grey.point(between).reduce(32)
    if sum(blocks.histogram()[150:]) > 0.003 * blocks.width * blocks.height:
        return None  # a portrait among the text
    return [tone for band in page.split() for tone in _four_tones(band.histogram())]


def _four_tones(counts: list[int]) -> list[int]:
    paper, ink = _paper_and_ink(counts)
    span = _white(paper, ink) - ink
    return [round(min(1.0, max(0.0, (value - ink) / span)) * 3) * 85 for value in range(256)]


def _paper_and_ink(counts: list[int]) -> tuple[int, int]:
    """The most frequent light tone, and the one below which two in a hundred dots are."""
    paper = max(range(128, 256), key=counts.__getitem__)
    share = 0.02 * sum(counts)
    ink = next(tone for tone, count in enumerate(accumulate(counts)) if count >= share)
    return paper, min(ink, paper - 8)


def _white(paper: int, ink: int) -> int:
    """From this tone on it is paper, with its grain."""
    return round(paper - (paper - ink) * 0.2)


def _encoded(page: Image.Image, *, quality: int, lossless: bool = False) -> bytes:
    out = io.BytesIO()
    page.save(
        out,
        "WEBP",
        quality=quality,
        lossless=lossless,
        method=2,
        exif=b"",  # said outright: else what a camera remarked may come along
        xmp=b"",
        icc_profile=b"",
    )
    return out.getvalue()


def shrunk_size(size: tuple[int, int], scale: float) -> tuple[int, int]:
    """``size`` made to fit the area of a page at this scale; never larger than it is."""
    width, height = size
    most = _PIXELS * scale * scale
    factor = min(1.0, (most / (width * height)) ** 0.5, 16_000 / max(size))
    return max(1, round(width * factor)), max(1, round(height * factor))


def is_coloured(page: Image.Image) -> bool:
    """Whether anything on it differs from its own tint: yellowish paper is still grey."""
    small = page.copy()
    small.thumbnail((500, 500), Image.Resampling.BOX)
    _, *tints = small.convert("YCbCr").split()
    coloured = 0
    for tint in tints:
        counts = tint.histogram()
        paper = max(range(256), key=counts.__getitem__)
        coloured += sum(count for value, count in enumerate(counts) if abs(value - paper) > _TINT)
    return coloured * 10_000 > _COLOURED * small.width * small.height
