"""ESC/POS for receipt printers with Chinese: text in GBK, everything else as a picture.

Cheap printers hold the two-byte characters of GBK and nothing more; a character of four bytes
comes out as rubbish. ``can_print`` says whether a line may go as text, the caller sends a
picture of it otherwise. No command here makes the printer beep.
"""

from __future__ import annotations

from collections.abc import Sequence

#: Dots across an 80 mm roll, 8 a millimetre; a Chinese character is 24 wide, a Latin one 12.
DOTS = 576
CELL = 24

_INIT = b"\x1b@"
_CHINESE = b"\x1c&"
_LINE = b"\n"
#: Rows of a picture sent at once: printers with little memory lose longer ones.
_BAND = 128
#: Between the head and the cutter, in dots.
_TO_CUTTER = 96
#: Bytes after DLE that a printer obeys at once, even in the middle of a picture (status, clear
#: the buffer, open the drawer). A picture must not spell them.
_DLE = 0x10
_OBEYED = frozenset((0x04, 0x05, 0x14))


def can_print(text: str) -> bool:
    """Whether a printer with the characters of GBK has every one of these."""
    return all(_width(char) for char in text)


def dots(text: str) -> int:
    """Width of a text in dots, at its simple size. Raises ``ValueError`` where it has none."""
    widths = [_width(char) for char in text]
    if not all(widths):
        raise ValueError("not in GBK")
    return sum(widths)


def _width(char: str) -> int:
    if " " <= char <= "~":
        return CELL // 2
    try:
        raw = char.encode("gbk")
    except UnicodeEncodeError:
        return 0
    # The rest of GBK's two-byte plane is for users and empty in most printers.
    return CELL if len(raw) == 2 and raw[0] >= 0x81 and not _private(char) else 0


def _private(char: str) -> bool:
    return 0xE000 <= ord(char) <= 0xF8FF


class Slip:
    """Collects the bytes of one slip; ``data`` are all of them."""

    def __init__(self) -> None:
        self._out = bytearray(_INIT + _CHINESE)
        self._style = (False, 1, 1)

    @property
    def data(self) -> bytes:
        return bytes(self._out)

    def line(
        self,
        parts: Sequence[tuple[int, str, bool]],
        *,
        wide: bool = False,
        high: bool = False,
    ) -> None:
        """One line: texts, each with its dot from the left and whether it is bold. The next
        line begins where this one ends.

        Raises ``ValueError`` for a text that the printer does not have.
        """
        for x, text, bold in parts:
            if not can_print(text):
                raise ValueError("not in GBK")
            self._set_style(bold, 2 if wide else 1, 2 if high else 1)
            self._out += b"\x1b$" + _two(x)
            self._out += text.encode("gbk")
        self._out += b"\x1b3" + bytes((CELL * (2 if high else 1),)) + _LINE

    def feed(self, rows: int) -> None:
        """Empty paper, in dots."""
        while rows > 0:
            step = min(rows, 255)
            self._out += b"\x1bJ" + bytes((step,))
            rows -= step

    def picture(self, width: int, rows: bytes, left: int = 0) -> None:
        """Dots from the top, 8 to a byte, 1 = black, each row padded to whole bytes.

        ``left`` in dots is rounded to whole bytes, because a picture has no position.
        """
        across = (width + 7) // 8
        if not across or len(rows) % across:
            raise ValueError(f"{len(rows)} bytes are no rows of {across}")
        pad = bytes(left // 8)
        lines = [pad + rows[at : at + across] for at in range(0, len(rows), across)]
        for start in range(0, len(lines), _BAND):
            band = lines[start : start + _BAND]
            body = bytearray(b"".join(band))
            _quiet(body)
            self._out += b"\x1dv0\x00" + _two(len(band[0])) + _two(len(band)) + body

    def cut(self) -> None:
        """Feed to the cutter and cut, leaving a thread where the printer can."""
        self._out += b"\x1dVB" + bytes((_TO_CUTTER % 256,))

    def _set_style(self, bold: bool, across: int, down: int) -> None:
        if self._style == (bold, across, down):
            return
        self._style = (bold, across, down)
        self._out += b"\x1bE" + bytes((bold,))
        self._out += b"\x1d!" + bytes(((across - 1) << 4 | (down - 1),))
        # Many printers size Chinese by a command of its own.
        self._out += b"\x1c!" + bytes(((across - 1) << 2 | (down - 1) << 3,))


def _quiet(body: bytearray) -> None:
    """One more dot where the picture would give an order."""
    for at in range(len(body) - 1):
        if body[at] == _DLE and body[at + 1] in _OBEYED:
            body[at] |= 0x08


def _two(number: int) -> bytes:
    return number.to_bytes(2, "little")
