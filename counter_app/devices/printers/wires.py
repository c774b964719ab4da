"""Lines to a receipt printer: network, USB device file, plain file. Bytes out, status bytes in."""

from __future__ import annotations

import errno
import os
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from counter_app.devices.printers.trouble import PrinterTrouble, Reason
from counter_app.errors import os_words

#: The port receipt printers listen on, as most are delivered.
PORT = 9100
_CONNECT_S = 3.0
#: A printer without paper takes nothing more; this long it may stand still, in s.
_STILL_S = 8.0
_CHUNK = 4096


class Way(StrEnum):
    """How a receipt printer is connected. FILE: for trying out, and for printers that are shared
    as a file."""

    NETWORK = "network"
    DEVICE = "device"
    FILE = "file"


class Wire(Protocol):
    """An open line."""

    answers: bool

    def send(self, data: bytes) -> None:
        """All of it. Raises :class:`PrinterTrouble`."""

    def receive(self, within_s: float) -> bytes:
        """What the printer said, b"" when it said nothing in time."""


@contextmanager
def opened(way: Way, address: str) -> Iterator[Wire]:
    """Connect. Raises :class:`PrinterTrouble` where nobody is there."""
    if way is Way.NETWORK:
        host, port = host_and_port(address)
        try:
            connection = socket.create_connection((host, port), _CONNECT_S)
        except OSError as error:
            raise PrinterTrouble(Reason.NO_NETWORK, os_words(error)) from error
        with connection:
            yield _Network(connection)
        return
    flags = os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    if way is Way.FILE:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(address, flags, 0o600)
    except OSError as error:
        raise PrinterTrouble(_reason(error), os_words(error)) from error
    try:
        yield _File(handle) if way is Way.FILE else _Device(handle)
    finally:
        os.close(handle)


def host_and_port(address: str) -> tuple[str, int]:
    """``192.168.1.50`` or ``192.168.1.50:9100``. Raises :class:`PrinterTrouble`."""
    host, colon, port = address.strip().rpartition(":")
    if not colon:
        host, port = port, str(PORT)
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise PrinterTrouble(Reason.NO_NETWORK, address)
    return host, int(port)


class _Network:
    answers = True

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        connection.settimeout(_STILL_S)

    def send(self, data: bytes) -> None:
        try:
            for start in range(0, len(data), _CHUNK):
                self._connection.sendall(data[start : start + _CHUNK])
        except TimeoutError as error:
            raise PrinterTrouble(Reason.TIMEOUT) from error
        except OSError as error:
            raise PrinterTrouble(Reason.NO_NETWORK, os_words(error)) from error

    def receive(self, within_s: float) -> bytes:
        self._connection.settimeout(within_s)
        try:
            return self._connection.recv(64)
        except TimeoutError:
            return b""
        except OSError as error:
            raise PrinterTrouble(Reason.NO_NETWORK, os_words(error)) from error
        finally:
            self._connection.settimeout(_STILL_S)


class _Device:
    """A printer at /dev/usb/lp0: written as it takes, read when it has something to say."""

    answers = True

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def send(self, data: bytes) -> None:
        sent = 0
        last = time.monotonic()
        while sent < len(data):
            left = _STILL_S - (time.monotonic() - last)
            if left <= 0:
                raise PrinterTrouble(Reason.TIMEOUT)
            try:
                _, ready, _ = select.select((), (self._handle,), (), left)
                if not ready:
                    continue
                sent += os.write(self._handle, data[sent : sent + _CHUNK])
            except BlockingIOError:
                continue
            except OSError as error:
                raise PrinterTrouble(_reason(error), os_words(error)) from error
            last = time.monotonic()

    def receive(self, within_s: float) -> bytes:
        try:
            ready, _, _ = select.select((self._handle,), (), (), within_s)
            return os.read(self._handle, 64) if ready else b""
        except OSError:
            self.answers = False  # a port that only writes
            return b""


class _File:
    answers = False

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def send(self, data: bytes) -> None:
        try:
            while data:
                data = data[os.write(self._handle, data) :]
        except OSError as error:
            raise PrinterTrouble(_reason(error), os_words(error)) from error

    def receive(self, within_s: float) -> bytes:
        return b""


def exists(way: Way, address: str) -> bool:
    """Whether the port is there, without opening it; a network address always may be."""
    return way is not Way.DEVICE or Path(address).exists()


def _reason(error: OSError) -> Reason:
    return {
        errno.EACCES: Reason.NOT_ALLOWED,
        errno.EPERM: Reason.NOT_ALLOWED,
        errno.ENOSPC: Reason.DISK_FULL,
        errno.EIO: Reason.OFFLINE,
    }.get(error.errno or 0, Reason.NO_DEVICE)
