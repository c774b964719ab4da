"""A receipt printer at the end of a network line: answers status, keeps what it was sent."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

#: Bits that are fixed in every answer to DLE EOT, and those of the states a test sets.
FIXED = 0x12
OFFLINE, COVER, STOPPED_BY_PAPER, ERROR, CUTTER, NO_PAPER = 0x08, 0x04, 0x20, 0x40, 0x08, 0x60


@dataclass
class FakePrinter:
    """``states``: bits by question (1-4). ``mute``: answers nothing; ``no_finish``: does not know
    GS r. ``stops_after``: so many bytes of a slip, then paper is out."""

    port: int = 0
    states: dict[int, int] = field(default_factory=dict)
    mute: bool = False
    no_finish: bool = False
    stops_after: int | None = None
    printed: bytearray = field(default_factory=bytearray)
    slips: list[bytes] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def serve(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                self._talk(connection)
            self.slips.append(bytes(self.printed))
            self.printed.clear()

    def _talk(self, connection: socket.socket) -> None:
        while said := connection.recv(65536):
            while said:
                said = self._one(connection, said)

    def _one(self, connection: socket.socket, said: bytes) -> bytes:
        if said[:2] == b"\x10\x04" and len(said) >= 3:
            if not self.mute:
                connection.sendall(bytes((FIXED | self.states.get(said[2], 0),)))
            return said[3:]
        if said[:3] == b"\x1dr1":
            if not self.mute and not self.no_finish and not self.states.get(1):
                connection.sendall(b"\x00")
            return said[3:]
        self.printed.append(said[0])
        if self.stops_after is not None and len(self.printed) == self.stops_after:
            self.states = {1: OFFLINE, 2: STOPPED_BY_PAPER, 4: NO_PAPER}
        return said[1:]


@contextmanager
def slip_printer(**how: object) -> Iterator[FakePrinter]:
    """Switch one on; it listens on loopback."""
    printer = FakePrinter(**how)  # type: ignore[arg-type]
    server = socket.create_server(("127.0.0.1", 0))
    printer.port = server.getsockname()[1]
    thread = threading.Thread(target=printer.serve, args=(server,), name="slip printer")
    thread.start()
    try:
        yield printer
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)
