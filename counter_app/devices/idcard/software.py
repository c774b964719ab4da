"""A card reader made of software: it speaks the real frames over a real pseudo-terminal.

For tests and for the demo. Everything that goes wrong with a reader at a counter can be made to
go wrong here. Where the system has no pseudo-terminals (Windows) it does not open.
"""

from __future__ import annotations

import os
import select
import tempfile
import threading
from enum import StrEnum
from pathlib import Path

import msgspec

from counter_app.devices.idcard import frames
from counter_app.devices.idcard.frames import (
    FIND,
    READ_ADDRESS,
    READ_BASE,
    SAM_STATUS,
    SELECT,
    Command,
)
from counter_app.devices.idcard.sdt import FOUND, NO_CARD, NO_CONTENT, OK, UNKNOWN_COMMAND
from counter_app.devices.trouble import DeviceTrouble, Fault

PHOTO_BYTES = 1024


class Quirk(StrEnum):
    """What goes wrong with the next reading of a card."""

    WRONG_CHECK = "wrong_check"
    CUT = "cut"
    GARBAGE = "garbage"
    SLOW = "slow"
    UNREADABLE = "unreadable"
    #: the cable is pulled when half the card has come
    PULLED = "pulled"


class ChipCard(msgspec.Struct, frozen=True):
    """What lies on the reader: the bytes of the chip."""

    text: bytes
    photo: bytes = bytes(PHOTO_BYTES)
    new_address: bytes = b""


class SoftwareReader:
    """Plugged in from the beginning; ``path`` stays the same over unplugging, as a name under
    ``/dev/serial/by-id`` does. Call ``close`` in the end."""

    def __init__(self) -> None:
        if not hasattr(os, "openpty"):
            raise DeviceTrouble(
                Fault.UNPLUGGED, "这个系统不能使用软件读卡器", hint="请选择真实的读卡器"
            )
        self._folder = tempfile.TemporaryDirectory(prefix="counter-reader-")
        self.path = str(Path(self._folder.name) / "reader")
        self._lock = threading.Lock()
        self._card: ChipCard | None = None
        self._lifted = True
        self._quirks: list[Quirk] = []
        self._master = -1
        self._slave = -1
        self._thread: threading.Thread | None = None
        self.plug()

    @property
    def plugged(self) -> bool:
        return self._master >= 0

    # ---- a hand

    def put(self, card: ChipCard | None, *quirks: Quirk) -> None:
        """Lay a card on it, or take it away; ``quirks`` happen at the next readings, in order."""
        with self._lock:
            self._card = card
            self._lifted = True
            self._quirks = list(quirks)

    def unplug(self) -> None:
        """Pull the cable."""
        thread, self._thread = self._thread, None
        if self.plugged:
            os.unlink(self.path)
            os.write(self._stop[1], b"x")
        if thread is not None:
            thread.join()

    def plug(self) -> None:
        """Put the cable in (again)."""
        import tty

        self._master, self._slave = os.openpty()
        # Held open, or the master would see the end when a program closes the port.
        tty.setraw(self._slave)
        self._stop = os.pipe()
        os.symlink(os.ttyname(self._slave), self.path)
        self._thread = threading.Thread(target=self._serve, name="software-reader", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.unplug()
        self._folder.cleanup()

    # ---- on its thread

    def _serve(self) -> None:
        heard = frames.FrameReader()
        master, slave, stop = self._master, self._slave, self._stop
        try:
            while True:
                ready, _, _ = select.select([master, stop[0]], [], [])
                if stop[0] in ready:
                    return
                for content in heard.feed(os.read(master, 4096)):
                    if not self._answer(Command(content[0], content[1])):
                        os.unlink(self.path)
                        return
        finally:
            self._master = -1
            for each in (master, slave, *stop):
                os.close(each)

    def _answer(self, asked: Command) -> bool:
        """False when the cable was pulled meanwhile."""
        with self._lock:
            card = self._card
            if asked == SAM_STATUS:
                return self._send(frames.reply(OK))
            if asked == FIND:
                found = card is not None and self._lifted
                return self._send(frames.reply(FOUND, bytes(4)) if found else _nothing(NO_CARD))
            if card is None:
                return self._send(_nothing(NO_CARD))
            if asked == SELECT:
                return self._send(frames.reply(OK, bytes(8)))
            if asked == READ_BASE:
                return self._read(card)
            if asked == READ_ADDRESS:
                made = frames.reply(OK, card.new_address) if card.new_address else None
                return self._send(made or _nothing(NO_CONTENT))
            return self._send(_nothing(UNKNOWN_COMMAND))

    def _read(self, card: ChipCard) -> bool:
        lengths = len(card.text).to_bytes(2, "big") + len(card.photo).to_bytes(2, "big")
        whole = frames.reply(OK, lengths + card.text + card.photo)
        quirk = self._quirks.pop(0) if self._quirks else None
        if quirk is Quirk.UNREADABLE:
            return self._send(_nothing(0x41))
        if quirk is Quirk.WRONG_CHECK:
            return self._send(whole[:-1] + bytes([whole[-1] ^ 0xFF]))
        if quirk is Quirk.CUT:
            return self._send(whole[:700])
        if quirk is Quirk.PULLED:
            self._send(whole[:700])
            return False
        if quirk is Quirk.GARBAGE:
            self._send(b"\x00\xff" + frames.PREAMBLE[:3] + b"\xaa\xaa\xaa\x96\x69\xff\xff")
        self._lifted = False
        if quirk is Quirk.SLOW:
            return all(self._send(whole[at : at + 1]) for at in range(len(whole)))
        return self._send(whole)

    def _send(self, data: bytes) -> bool:
        while data:
            data = data[os.write(self._master, data) :]
        return True


def _nothing(status: int) -> bytes:
    return frames.reply(status)
