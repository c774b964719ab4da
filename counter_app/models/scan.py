"""A page or document as it will be kept, after it was made small."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Scan(msgspec.Struct, frozen=True):
    """What is kept of a scan or photo (扫描件). ``media``: internet media type.

    ``remark``: what the person should know, for instance that it stayed large to stay legible.
    """

    data: bytes
    media: str
    pages: int = 1
    remark: str = ""


#: Makes a file small, or refuses it. The desk is handed one, it knows no pictures.
Squeeze = Callable[[bytes], Scan]
