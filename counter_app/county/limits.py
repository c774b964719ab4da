"""How often something may happen in a while, by address or by token, in bounded memory.

Each server process counts for itself. Of too many names the one that was quiet longest is
forgotten, so a flood of invented names costs no more memory than an honest day.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

#: Names remembered at once, by each limit.
_NAMES = 10_000
#: The part of an IPv6 address that one customer gets from his provider.
_PREFIX = 64


class Limit:
    """At most ``most`` times in ``window_s`` seconds for each name. Safe from many threads."""

    def __init__(
        self,
        most: int,
        window_s: float,
        *,
        names: int = _NAMES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._window_s = window_s
        self._names = names
        self._clock = clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def reached(self, name: str) -> bool:
        """Whether this name has had its share just now; does not count."""
        with self._lock:
            times = self._fresh(name)
            return times is not None and len(times) >= self._most

    def note(self, name: str) -> None:
        """Count one time."""
        with self._lock:
            self._count(name)

    def take(self, name: str) -> bool:
        """Count one time if there is one left, and say whether there was."""
        with self._lock:
            times = self._fresh(name)
            if times is not None and len(times) >= self._most:
                return False
            self._count(name)
            return True

    def __len__(self) -> int:
        return len(self._seen)

    def _count(self, name: str) -> None:
        times = self._fresh(name)
        if times is None:
            times = self._seen[name] = deque(maxlen=self._most)
            if len(self._seen) > self._names:
                self._seen.popitem(last=False)
        times.append(self._clock())
        self._seen.move_to_end(name)

    def _fresh(self, name: str) -> deque[float] | None:
        times = self._seen.get(name)
        while times and times[0] <= self._clock() - self._window_s:
            times.popleft()
        return times


def network(address: str) -> str:
    """What stands for one visitor: an IPv4 address, or the network of an IPv6 address."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    if read.version == 4:
        return address
    if (mapped := read.ipv4_mapped) is not None:
        return str(mapped)
    return str(ipaddress.ip_network((read, _PREFIX), strict=False))
