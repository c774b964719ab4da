"""PDF pages as pictures: for the preview on the screen and for printers that take dots."""

from __future__ import annotations

import threading
from io import BytesIO
from itertools import islice
from typing import NamedTuple

#: pdfium is not safe to use from two threads.
LOCK = threading.Lock()


class PageImage(NamedTuple):
    """One page; ``rgba``: 4 bytes a pixel, rows from the top, no padding."""

    width: int
    height: int
    rgba: bytes

    def png(self) -> bytes:
        """The picture as a PNG file."""
        from PIL import Image

        out = BytesIO()
        image = Image.frombytes("RGBA", (self.width, self.height), self.rgba)
        image.convert("L").save(out, "PNG", compress_level=3)
        return out.getvalue()


def page_count(pdf: bytes) -> int:
    """How many pages it has. Raises ``ValueError`` when it cannot be opened."""
    import pypdfium2

    with LOCK:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise ValueError(str(error)) from error
        try:
            return len(document)
        finally:
            document.close()


def page_images(pdf: bytes, dpi: float = 96.0, most: int | None = None) -> list[PageImage]:
    """Its pages on white, at most ``most``, at ``dpi`` dots an inch. 203.2 dpi = 8 a millimetre."""
    import pypdfium2

    with LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [_image(page, dpi) for page in islice(document, most)]
        finally:
            document.close()


def _image(page: object, dpi: float) -> PageImage:
    bitmap = page.render(  # type: ignore[attr-defined]
        # pdfium rounds up, and 80 mm at 8 dots a millimetre are not 641 dots.
        scale=dpi / 72 * (1 - 1e-5),
        rev_byteorder=True,
        force_bitmap_format=4,
        fill_color=(255, 255, 255, 255),
    )
    raw = bytes(bitmap.buffer)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    bitmap.close()
    page.close()  # type: ignore[attr-defined]
    if stride != width * 4:
        raw = b"".join(raw[y * stride : y * stride + width * 4] for y in range(height))
    return PageImage(width, height, raw)
