"""A reader that speaks the SDT frames over a serial line: find, select, read.

After a card was read, a reader says "no card" until it is lifted, so one card is handed over
once; readers that go on finding the same card are kept from repeating it here.
"""

from __future__ import annotations

import time
from typing import Protocol

import msgspec

from counter_app.devices.idcard import frames
from counter_app.devices.idcard.frames import Command, FrameReader, Reply
from counter_app.devices.idcard.layout import TEXT_BYTES, decode, read_text
from counter_app.devices.serial_port import SerialLine
from counter_app.devices.trouble import DeviceTrouble, Fault
from counter_app.rules.cards import CardKind, CardRead

OK, FOUND = 0x90, 0x9F
BAD_CHECK, BAD_LENGTH, BAD_COMMAND, UNKNOWN_COMMAND = 0x10, 0x11, 0x21, 0x24
NO_CARD, NOT_SELECTED, NO_CONTENT = 0x80, 0x81, 0x91
#: The reader's security module does not work: no card can help.
_BROKEN = frozenset({0x60, 0x66})
#: How often a question is asked again when the answer came damaged.
_TRIES = 3


class SdtOptions(msgspec.Struct, frozen=True):
    """``port`` "" = not chosen yet; ``baud`` as set on the reader, 115200 by default."""

    port: str = ""
    baud: int = 115200
    #: s until a reader that says nothing counts as silent
    patience_s: float = 3.0


class Line(Protocol):
    """What is asked of the line under the frames; see :class:`SerialLine`."""

    def write(self, data: bytes) -> None: ...

    def read(self, deadline: float) -> bytes: ...

    @property
    def interrupted(self) -> bool: ...

    def forget_input(self) -> None: ...

    def interrupt(self) -> None: ...

    def close(self) -> None: ...


class Interrupted(Exception):
    """Somebody wants the line to end: not a trouble."""


class SdtReader:
    """An open reader. See :class:`counter_app.devices.ports.Source`."""

    def __init__(self, line: Line, patience_s: float) -> None:
        self._line = line
        self._patience_s = patience_s
        self._frames = FrameReader()
        self._last = b""
        self._greeted = False

    def poll(self) -> CardRead | None:
        try:
            if not self._greeted:
                self._greet()
            return self._poll()
        except Interrupted:
            return None

    def interrupt(self) -> None:
        self._line.interrupt()

    def close(self) -> None:
        self._line.close()

    def ask(self, command: Command) -> Reply:
        """One question and its answer; asked again when the answer came damaged."""
        damaged = False
        for _ in range(_TRIES):
            self._line.forget_input()
            self._frames.reset()
            self._line.write(frames.request(command))
            answer = self._answer()
            if answer is not None and answer.status not in (BAD_CHECK, BAD_LENGTH):
                return answer
            damaged = answer is not None or self._frames.pending or self._frames.damaged > 0
            if not damaged:
                break
        if damaged:
            raise DeviceTrouble(
                Fault.GARBLED,
                "读卡器的数据收不完整",
                hint="请换一个 USB 口，或换一根数据线，并核对波特率",
            )
        raise DeviceTrouble(
            Fault.SILENT,
            "读卡器没有回应",
            hint="请看读卡器的灯亮不亮；灯亮就是端口或波特率选错了",
        )

    def _greet(self) -> None:
        """Make sure that a reader is there at all."""
        status = self.ask(frames.SAM_STATUS).status
        if status in _BROKEN:
            raise _broken(status)
        self._greeted = True

    def _poll(self) -> CardRead | None:
        if self.ask(frames.FIND).status != FOUND:
            self._last = b""
            return None
        if self.ask(frames.SELECT).status != OK:
            return None  # it moved; the next look finds it again
        base = self.ask(frames.READ_BASE)
        if base.status in _BROKEN:
            raise _broken(base.status)
        if base.status != OK:
            raise DeviceTrouble(
                Fault.CARD,
                f"没有读出这张证（代码 {base.status:02X}）",
                hint="请拿开证件，过一秒重新平放在读卡器上",
            )
        text, photo = _split(base.data)
        if text == self._last:
            return None
        card = read_text(text, photo)
        if card.kind is CardKind.RESIDENT:
            card = self._with_newer_address(card)
        self._last = text
        return card

    def _with_newer_address(self, card: CardRead) -> CardRead:
        """Who moved has the new address appended on the chip; most cards have none."""
        appended = self.ask(frames.READ_ADDRESS)
        address = decode(appended.data) if appended.status == OK else ""
        return msgspec.structs.replace(card, address=address) if address else card

    def _answer(self) -> Reply | None:
        """The next whole reply, None when there is none in time."""
        deadline = time.monotonic() + self._patience_s
        while True:
            received = self._line.read(deadline)
            if self._line.interrupted:
                raise Interrupted
            if not received:
                return None
            for content in self._frames.feed(received):
                found = frames.read_reply(content)
                if found is not None:
                    return found


def open_reader(options: SdtOptions) -> SdtReader:
    """Open the port; whether a reader is there is seen at the first look, which can be ended
    at once. Raises :class:`DeviceTrouble`."""
    return SdtReader(SerialLine(options.port, options.baud), options.patience_s)


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Text and photo of a base message: two lengths, then both."""
    text_bytes = int.from_bytes(data[:2], "big")
    photo_bytes = int.from_bytes(data[2:4], "big")
    text = data[4 : 4 + text_bytes]
    if text_bytes != TEXT_BYTES or len(data) < 4 + text_bytes + photo_bytes:
        raise DeviceTrouble(Fault.CARD, "证件内容没有读全", hint="请拿开证件，重新平放在读卡器上")
    return text, data[4 + text_bytes : 4 + text_bytes + photo_bytes]


def _broken(status: int) -> DeviceTrouble:
    return DeviceTrouble(
        Fault.BROKEN,
        f"读卡器的安全模块不工作（代码 {status:02X}）",
        hint="请拔下读卡器重新插好；仍然不行请联系供应商",
    )
