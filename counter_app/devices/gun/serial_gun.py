"""A gun on a serial line (also USB guns switched to "virtual COM").

It cannot disturb typing and no input method can spoil what it reads, so it is the better way
where Chinese is typed all day.
"""

from __future__ import annotations

import time

import msgspec

from counter_app.devices.serial_port import SerialLine

_LOOK_S = 0.5
_ENDS = b"\r\n\t"
#: A code without an end is complete after so long without another byte, in s.
_QUIET_S = 0.15
_LONGEST = 4000


class SerialGunOptions(msgspec.Struct, frozen=True):
    """``port`` "" = not chosen yet."""

    port: str = ""
    baud: int = 9600


class SerialGun:
    """Hands over one code after the other, without its end."""

    def __init__(self, line: SerialLine) -> None:
        self._line = line
        self._buffer = bytearray()

    def poll(self) -> str | None:
        deadline = time.monotonic() + _LOOK_S
        while (code := self._cut()) is None:
            received = self._line.read(deadline)
            if self._line.interrupted:
                return None
            if not received:
                code, self._buffer = bytes(self._buffer), bytearray()
                break
            self._buffer += received
            deadline = time.monotonic() + _QUIET_S
        return text_of(code) or None

    def interrupt(self) -> None:
        self._line.interrupt()

    def close(self) -> None:
        self._line.close()

    def _cut(self) -> bytes | None:
        """A whole code from the front, None while there is none."""
        while self._buffer and self._buffer[0] in _ENDS:
            del self._buffer[0]
        ends = [at for each in _ENDS if (at := self._buffer.find(each)) >= 0]
        if not ends and len(self._buffer) < _LONGEST:
            return None
        end = min(ends, default=_LONGEST)
        code = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return code


def text_of(code: bytes) -> str:
    """QR codes with Chinese come in UTF-8 or, from older printers, in GB 18030."""
    try:
        return code.decode("utf-8").strip()
    except UnicodeDecodeError:
        return code.decode("gb18030", "replace").strip()


def open_gun(options: SerialGunOptions) -> SerialGun:
    """Open the port; a gun says nothing until something is scanned. Raises
    :class:`DeviceTrouble`."""
    return SerialGun(SerialLine(options.port, options.baud))
