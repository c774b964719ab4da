"""A 2G line between two hosts of our own: loss, delay and bandwidth on real IP packets.

Two network namespaces are joined by a pair of TUN devices; a thread carries every packet from
one to the other, drops some, and lets the rest through as slowly as the line would. What the
two ends speak is the kernel's own TCP with its retransmissions. (The kernel's own ``netem``
does the same where it is built in; many small machines lack it.) Needs root and Linux.
"""

from __future__ import annotations

import contextlib
import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

_TUNSETIFF = 0x400454CA
_IFF_TUN_NO_PI = 0x0001 | 0x1000
_MTU = 1400
#: Addresses kept for examples (RFC 5737): in our namespaces only.
NEAR, FAR = "192.0.2.1", "192.0.2.2"


class NoNamespaces(Exception):
    """Why there is no such line on this machine."""


@dataclass
class Quality:
    """``loss``: share of packets; ``delay_s``: one way; ``rate``: bit/s; ``queue``: bytes."""

    loss: float = 0.30
    delay_s: float = 0.4
    rate: int = 20_000
    queue: int = 30_000


@dataclass
class Carried:
    """What went over the line, both ways together."""

    packets: int = 0
    bytes: int = 0
    lost: int = 0
    overflowed: int = 0


@dataclass
class SlowLine:
    """``near`` and ``far`` prefix a command that is to run on that side."""

    quality: Quality
    near: list[str]
    far: list[str]
    carried: Carried = field(default_factory=Carried)


@contextlib.contextmanager
def slow_line(quality: Quality, seed: int = 1) -> Iterator[SlowLine]:
    """Lay the line; it is taken away when the block is left. Raises :class:`NoNamespaces`."""
    if os.name != "posix" or os.geteuid() != 0 or not os.path.exists("/dev/net/tun"):
        raise NoNamespaces("network namespaces with TUN devices need root on Linux")
    tag = f"{os.getpid() % 10000}"
    names = (f"near{tag}", f"far{tag}")
    fds: list[int] = []
    line = SlowLine(quality, *(["ip", "netns", "exec", name] for name in names))
    stop = threading.Event()
    carrier: threading.Thread | None = None
    try:
        for name, address, peer in zip(names, (NEAR, FAR), (FAR, NEAR), strict=True):
            _ip("netns", "add", name)
            fds.append(_tun(f"t{name}"[:15]))
            device = f"t{name}"[:15]
            _ip("link", "set", device, "netns", name)
            _ip("-n", name, "link", "set", "lo", "up")
            _ip("-n", name, "addr", "add", address, "peer", peer, "dev", device)
            _ip("-n", name, "link", "set", device, "mtu", str(_MTU), "up")
        carrier = threading.Thread(target=_carry, args=(fds, line, stop, seed), daemon=True)
        carrier.start()
        yield line
    finally:
        stop.set()
        if carrier is not None:
            carrier.join(5)
        for fd in fds:
            os.close(fd)
        for name in names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)


def _ip(*words: str) -> None:
    try:
        done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise NoNamespaces("the command ip is missing (iproute2)") from error
    if done.returncode:
        raise NoNamespaces(f"ip {' '.join(words)}: {done.stderr.strip()}")


def _tun(name: str) -> int:
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    try:
        fcntl.ioctl(fd, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _IFF_TUN_NO_PI))
    except OSError as error:
        os.close(fd)
        raise NoNamespaces(f"TUN: {error.strerror}") from error
    return fd


def _carry(fds: list[int], line: SlowLine, stop: threading.Event, seed: int) -> None:
    """Each way has its own bandwidth: a packet leaves when those before it have left."""
    chance = random.Random(seed)
    quality, carried = line.quality, line.carried
    free_at = dict.fromkeys(fds, 0.0)
    due: list[tuple[float, int, int, bytes]] = []
    serial = 0
    while not stop.is_set():
        now = time.monotonic()
        while due and due[0][0] <= now:
            _, _, fd, packet = heapq.heappop(due)
            with contextlib.suppress(OSError):  # the other side's queue is full: lost
                os.write(fd, packet)
        wait = min(0.05, max(0.0, due[0][0] - now)) if due else 0.05
        readable, _, _ = select.select(fds, [], [], wait)
        for fd in readable:
            packet = os.read(fd, 65536)
            other = fds[1] if fd == fds[0] else fds[0]
            carried.packets += 1
            carried.bytes += len(packet)
            now = time.monotonic()
            waiting = max(0.0, free_at[fd] - now) * quality.rate / 8
            if chance.random() < quality.loss:
                carried.lost += 1
                continue
            if waiting > quality.queue:
                carried.overflowed += 1
                continue
            free_at[fd] = max(now, free_at[fd]) + len(packet) * 8 / quality.rate
            serial += 1
            heapq.heappush(due, (free_at[fd] + quality.delay_s, serial, other, packet))
