"""Several pages in one PDF, each at most as large as a page may be (多页合成一个 PDF)."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image

from counter_app.documents.preview import LOCK
from counter_app.documents.scans import PAGE_BYTES, is_coloured, shrunk_size

#: Pages in one file.
MOST = 60
#: What a PDF writes around a picture, bytes.
_AROUND = 1200
_QUALITIES = (85, 75, 65, 55, 45, 38)
_SCALES = (1.0, 0.85, 0.7, 0.6)
#: Long side of A4, points; a card is smaller, but who opens the file wants to read it.
_LONG = 842.0


def pages_pdf(pages: Sequence[bytes]) -> bytes:
    """``pages``: pictures that Pillow opens, in their order. Raises ``ValueError`` for none."""
    if not pages:
        raise ValueError("no pages")
    import pypdfium2

    fitted = [_fitted(page) for page in pages]
    out = io.BytesIO()
    with LOCK:
        document = pypdfium2.PdfDocument.new()
        try:
            for jpeg, (width, height) in fitted:
                scale = _LONG / max(width, height)
                size = (width * scale, height * scale)
                image = pypdfium2.PdfImage.new(document)
                image.load_jpeg(io.BytesIO(jpeg), inline=True, autoclose=True)
                image.set_matrix(pypdfium2.PdfMatrix().scale(*size))
                page = document.new_page(*size)
                page.insert_obj(image)
                page.gen_content()
                page.close()
            document.save(out)
        finally:
            document.close()
    return out.getvalue()


def _fitted(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """The best JPEG that a page may be: first coarser, then smaller."""
    opened = Image.open(io.BytesIO(data))
    opened.load()
    page: Image.Image = opened if opened.mode in ("L", "RGB") else opened.convert("RGB")
    if page.mode == "RGB" and not is_coloured(page):
        page = page.convert("L")
    made, size = b"", page.size
    for scale in _SCALES:
        size = shrunk_size(page.size, scale)
        scaled = page if size == page.size else page.resize(size, Image.Resampling.LANCZOS)
        for quality in _QUALITIES[: len(_QUALITIES) if scale == _SCALES[-1] else 4]:
            out = io.BytesIO()
            scaled.save(out, "JPEG", quality=quality, optimize=True)
            made = out.getvalue()
            if len(made) + _AROUND <= PAGE_BYTES:
                return made, size
    return made, size
