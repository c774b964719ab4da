"""A receipt printer for tests: reads ESC/POS back into lines of text and a picture of the slip.

It holds the two-byte characters of GBK and nothing else, as cheap printers do: what it does not
have, and every command it does not know, is an error. Text is drawn with the shipped font.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from counter_app.settings import resource

WIDTH = 576


@dataclass
class Printout:
    """What came out. ``texts``: (x, y, text, times wide, times high, bold)."""

    texts: list[tuple[int, int, str, int, int, bool]] = field(default_factory=list)
    pictures: list[tuple[int, int, int]] = field(default_factory=list)
    image: Image.Image = field(default_factory=lambda: Image.new("L", (WIDTH, 1), 255))
    cuts: int = 0
    orders: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The words of each line, from the top."""
        rows: dict[int, list[str]] = {}
        for _, y, text, *_ in self.texts:
            rows.setdefault(y, []).append(text)
        return [" ".join(row) for row in rows.values()]


class Printer:
    """Feed it bytes; ``print`` returns what lies in the tray."""

    def __init__(self, *, draw: bool = True) -> None:
        self._draw = draw
        self._fonts: dict[tuple[int, bool], ImageFont.FreeTypeFont] = {}

    def print(self, data: bytes) -> Printout:
        out = Printout()
        canvas = Image.new("L", (WIDTH, 40_000), 255)
        pen = ImageDraw.Draw(canvas)
        at = y = x = 0
        wide = high = 1
        bold = chinese = False
        pitch = 30

        def take(count: int) -> bytes:
            nonlocal at
            part = data[at : at + count]
            assert len(part) == count, "cut off in the middle of a command"
            at += count
            return part

        while at < len(data):
            byte = take(1)[0]
            if byte == 0x0A:
                y, x = y + pitch, 0
            elif byte == 0x1B:
                command = take(1)
                if command == b"@":
                    wide = high = 1
                    bold = chinese = False
                elif command == b"$":
                    x = int.from_bytes(take(2), "little")
                elif command == b"3":
                    pitch = take(1)[0]
                elif command == b"J":
                    y += take(1)[0]
                elif command == b"E":
                    bold = bool(take(1)[0])
                else:
                    raise AssertionError(f"ESC {command!r} at {at}")
            elif byte == 0x1C:
                command = take(1)
                if command in b"&.":
                    chinese = command == b"&"
                elif command == b"!":
                    size = take(1)[0]
                    assert (1 + (size >> 2 & 1), 1 + (size >> 3 & 1)) == (wide, high)
                else:
                    raise AssertionError(f"FS {command!r} at {at}")
            elif byte == 0x1D:
                command = take(1)
                if command == b"!":
                    size = take(1)[0]
                    wide, high = (size >> 4) + 1, (size & 7) + 1
                elif command == b"v":
                    assert take(2) == b"0\x00"
                    across = int.from_bytes(take(2), "little")
                    rows = int.from_bytes(take(2), "little")
                    body = take(across * rows)
                    orders(body, out)
                    assert across * 8 <= WIDTH, "wider than the roll"
                    picture = Image.frombytes("1", (across * 8, rows), bytes(b ^ 255 for b in body))
                    canvas.paste(picture, (0, y))
                    out.pictures.append((y, across * 8, rows))
                    y += rows
                elif command == b"V":
                    assert take(1) == b"B"
                    y += take(1)[0]
                    out.cuts += 1
                else:
                    raise AssertionError(f"GS {command!r} at {at}")
            else:
                start = at = at - 1
                while at < len(data) and data[at] >= 0x20:
                    at += 2 if data[at] >= 0x80 else 1
                raw = data[start:at]
                assert chinese or raw.isascii(), "Chinese before FS &"
                text = raw.decode("gbk")
                out.texts.append((x, y, text, wide, high, bold))
                for char in text:
                    cell = 12 if char.isascii() else 24
                    assert x + cell * wide <= WIDTH, f"over the edge: {text}"
                    if self._draw:
                        self._put(pen, canvas, char, x, y, cell, wide, high, bold)
                    x += cell * wide
        out.image = canvas.crop((0, 0, WIDTH, max(y, 1)))
        return out

    def _put(
        self, pen: ImageDraw.ImageDraw, canvas: Image.Image, char: str, x: int, y: int,
        cell: int, wide: int, high: int, bold: bool,
    ) -> None:  # fmt: skip
        tile = Image.new("L", (cell, 24), 255)
        size = 24 if cell == 24 else 20
        ImageDraw.Draw(tile).text(
            (cell / 2, 20), char, font=self._font(size, bold), fill=0, anchor="ms"
        )
        canvas.paste(tile.resize((cell * wide, 24 * high), Image.Resampling.NEAREST), (x, y))

    def _font(self, size: int, bold: bool) -> ImageFont.FreeTypeFont:
        if (size, bold) not in self._fonts:
            name = "NotoSansSC-Bold" if bold else "NotoSansSC-Regular"
            self._fonts[size, bold] = ImageFont.truetype(resource(f"fonts/{name}.ttf"), size)
        return self._fonts[size, bold]


def orders(body: bytes, out: Printout) -> None:
    """Real-time commands that a picture happens to spell: a printer obeys them at once."""
    for order in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
        if order in body:
            out.orders.append(order.hex())
