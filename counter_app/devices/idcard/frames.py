"""Frames between a PC and an ID-card reader (GA 450, GA 467), as bytes.

``AA AA AA 96 69 | length (2, big endian) | content | XOR``. The length counts everything after
itself. A request's content is command, parameter and data; a reply's is three status bytes and
data. The photo may hold the preamble, so a frame is delimited by its length alone; after
garbage or a cut frame the reading goes on at the next preamble whose check byte fits.
"""

from __future__ import annotations

from functools import reduce
from operator import xor

import msgspec

PREAMBLE = bytes.fromhex("AAAAAA9669")
_LENGTH_BYTES = 2
_HEAD = len(PREAMBLE) + _LENGTH_BYTES
#: A request has two bytes and the check byte, a reply one more.
_SHORTEST = 3
#: Text, photo and two fingerprints are 256 + 1024 + 1024 and a few bytes.
_LONGEST = 4096


class Command(msgspec.Struct, frozen=True):
    """What a PC can ask: command and parameter byte."""

    command: int
    parameter: int


SAM_STATUS = Command(0x11, 0xFF)
SAM_ID = Command(0x12, 0xFF)
FIND = Command(0x20, 0x01)
SELECT = Command(0x20, 0x02)
READ_BASE = Command(0x30, 0x01)
READ_ADDRESS = Command(0x30, 0x03)


class Reply(msgspec.Struct, frozen=True):
    """A whole reply. ``status`` is its third byte (SW3); ``data`` what follows."""

    status: int
    data: bytes = b""


def check_byte(covered: bytes) -> int:
    """XOR of everything from the length on."""
    return reduce(xor, covered, 0)


def frame(content: bytes) -> bytes:
    """``content`` as it goes over the line."""
    covered = (len(content) + 1).to_bytes(_LENGTH_BYTES, "big") + content
    return PREAMBLE + covered + bytes([check_byte(covered)])


def request(command: Command) -> bytes:
    return frame(bytes([command.command, command.parameter]))


def reply(status: int, data: bytes = b"") -> bytes:
    """What a reader sends (for the software reader and for tests)."""
    return frame(bytes([0, 0, status]) + data)


class FrameReader:
    """Takes bytes as they come and gives the contents of whole frames.

    ``damaged`` counts frames whose check byte was wrong and bytes that belonged to none.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.damaged = 0

    def feed(self, received: bytes) -> list[bytes]:
        """More bytes; the contents (without check byte) that are whole now, in their order."""
        self._buffer += received
        found: list[bytes] = []
        while (content := self._next()) is not None:
            found.append(content)
        return found

    @property
    def pending(self) -> bool:
        """Whether a frame has begun and is not whole."""
        return len(self._buffer) > 0

    def reset(self) -> None:
        """Forget what has come: a new question is asked."""
        self._buffer.clear()
        self.damaged = 0

    def _next(self) -> bytes | None:
        buffer = self._buffer
        while True:
            at = buffer.find(PREAMBLE)
            if at < 0:
                # Only what may be the beginning of a preamble is kept.
                self._drop(max(0, len(buffer) - _kept(buffer)))
                return None
            self._drop(at)
            if len(buffer) < _HEAD:
                return None
            length = int.from_bytes(buffer[len(PREAMBLE) : _HEAD], "big")
            if not _SHORTEST <= length <= _LONGEST:
                self._drop(1)
                continue
            end = _HEAD + length
            if len(buffer) < end:
                return self._after_a_cut_frame()
            covered = bytes(buffer[len(PREAMBLE) : end - 1])
            if check_byte(covered) == buffer[end - 1]:
                del buffer[:end]
                return covered[_LENGTH_BYTES:]
            self._drop(1)

    def _after_a_cut_frame(self) -> bytes | None:
        """The frame at the front is not whole. If a whole, good one stands behind its
        beginning, the first was cut; a photo holds such a thing once in 2^48."""
        buffer = self._buffer
        at = buffer.find(PREAMBLE, 1)
        while at >= 0:
            head = at + _HEAD
            length = int.from_bytes(buffer[at + len(PREAMBLE) : head], "big")
            end = head + length
            if len(buffer) >= head and length >= _SHORTEST and end <= len(buffer):
                covered = bytes(buffer[at + len(PREAMBLE) : end - 1])
                if check_byte(covered) == buffer[end - 1]:
                    self._drop(at)
                    del buffer[: end - at]
                    return covered[_LENGTH_BYTES:]
            at = buffer.find(PREAMBLE, at + 1)
        return None

    def _drop(self, count: int) -> None:
        if count:
            self.damaged += 1
            del self._buffer[:count]


def _kept(buffer: bytearray) -> int:
    """How many bytes at the end may begin a preamble."""
    return next((n for n in range(len(PREAMBLE) - 1, 0, -1) if buffer.endswith(PREAMBLE[:n])), 0)


def read_reply(content: bytes) -> Reply | None:
    """The content of a frame as a reply; None for what is too short to be one."""
    if len(content) < 3:
        return None
    return Reply(content[2], content[3:])
