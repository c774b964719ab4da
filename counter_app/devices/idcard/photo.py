"""The portrait on the chip (1024 bytes, WLT): decoded by the reader vendor's library, if any.

No open decoder exists; vendors deliver ``WltRS.dll`` or ``libwlt2bmp.so`` with their readers.
The library runs in a process of its own, so that its faults are not ours, gets the bytes by
pipe and gives the picture by pipe: nothing of it is ever on a disk.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from typing import Protocol

import msgspec

from counter_app.devices.trouble import DeviceTrouble, Fault

WIDTH, HEIGHT = 102, 126
#: Rows from the bottom up, blue, green, red; each filled up to a multiple of four bytes.
_ROW_BYTES = (WIDTH * 3 + 3) // 4 * 4
_BMP_HEAD_BYTES = 54
_BMP_BYTES = _BMP_HEAD_BYTES + _ROW_BYTES * HEIGHT
_RAW_BYTES = WIDTH * 3 * HEIGHT
#: Room for whatever a library writes beyond that.
_ROOM = 4 * _BMP_BYTES
_PATIENCE_S = 5.0


class Portrait(msgspec.Struct, frozen=True):
    """A decoded portrait: ``rgb`` row by row from the top, three bytes a pixel."""

    rgb: bytes
    width: int = WIDTH
    height: int = HEIGHT

    def __repr__(self) -> str:
        return f"Portrait({self.width}x{self.height})"


class PhotoDecoder(Protocol):
    """Makes a picture of the bytes of a chip. Blocking."""

    def decode(self, photo: bytes) -> Portrait:
        """Raises :class:`DeviceTrouble` when it cannot."""


class LibraryDecoder:
    """A vendor's library with a function ``(source, target, …) -> int``, 1 for success.

    ``function`` differs between vendors: ``unpack`` in WltRS, ``wlt2bmp`` in others. Both
    forms of the target are understood, a whole BMP and bare pixels.
    """

    def __init__(self, library: str, function: str = "unpack") -> None:
        self._library = library
        self._function = function

    def decode(self, photo: bytes) -> Portrait:
        words = [sys.executable, "-m", __name__, self._library, self._function]
        if getattr(sys, "frozen", False):
            raise _not_decoded("安装版不能调用照片解码库")
        try:
            done = subprocess.run(
                words, input=photo, capture_output=True, timeout=_PATIENCE_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _not_decoded("照片解码库没有回应") from error
        if done.returncode != 0:
            raise _not_decoded("照片没有解码")
        return portrait_of(done.stdout)


def portrait_of(written: bytes) -> Portrait:
    """What a library wrote as a picture: a BMP from the bottom up, or bare BGR rows."""
    if written[:2] == b"BM" and len(written) >= _BMP_BYTES:
        at = int.from_bytes(written[10:14], "little")
        rows = [
            written[at + n * _ROW_BYTES : at + n * _ROW_BYTES + WIDTH * 3] for n in range(HEIGHT)
        ]
        rows.reverse()
    elif len(written) >= _RAW_BYTES:
        rows = [written[n * WIDTH * 3 : (n + 1) * WIDTH * 3] for n in range(HEIGHT)]
    else:
        raise _not_decoded("照片没有解码")
    flat = bytearray(b"".join(rows))
    if len(flat) != _RAW_BYTES:
        raise _not_decoded("照片没有解码")
    flat[0::3], flat[2::3] = flat[2::3], flat[0::3]
    return Portrait(bytes(flat))


def _not_decoded(message: str) -> DeviceTrouble:
    return DeviceTrouble(
        Fault.CARD, message, hint="文字内容不受影响；请看证面核对本人，并检查解码库的位置"
    )


def _child(library: str, function: str) -> int:
    """In the process of its own: bytes in, picture out."""
    source = ctypes.create_string_buffer(sys.stdin.buffer.read(), 1024)
    target = ctypes.create_string_buffer(_ROOM)
    done = getattr(ctypes.CDLL(library), function)(source, target, 0)
    if done != 1:
        return 1
    is_bmp = target.raw[:2] == b"BM"
    sys.stdout.buffer.write(target.raw[: _BMP_BYTES if is_bmp else _RAW_BYTES])
    return 0


if __name__ == "__main__":
    sys.exit(_child(sys.argv[1], sys.argv[2]))
