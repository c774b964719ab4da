"""Hybrid logical clock (混合逻辑时钟): device time that never runs backwards (design §2).

A value is ``ms << 16 | counter``; ms since the epoch in UTC. Between entries of one device it
only grows. After a sync the county's receipt bounds it: the effective key of an entry is the
smaller of its own value and the receipt, so a clock from the future loses its advantage.
"""

from __future__ import annotations

COUNTER_BITS = 16
COUNTER_MASK = (1 << COUNTER_BITS) - 1
#: A device that is further off than this is told and asked to confirm the date.
DRIFT_TOLD_MS = 5 * 60 * 1000
#: No clock is believed beyond this (the year 4199): a value must fit 63 bits for ever.
_LATEST_MS = (1 << 46) - 1


def pack(ms: int, counter: int = 0) -> int:
    return ms << COUNTER_BITS | counter


def milliseconds(hlc: int) -> int:
    """The instant inside, in ms since the epoch (UTC)."""
    return hlc >> COUNTER_BITS


def tick(last: int, now_ms: int) -> int:
    """Next value after ``last`` (the largest effective key known here) at wall time now.

    More than 65,536 values within one ms run over into the next ms.
    """
    wall = pack(min(max(now_ms, 0), _LATEST_MS))
    return wall if wall > last else last + 1


def effective(hlc: int, received_ms: int | None) -> int:
    """The key by which entries are ordered: min(device clock, county receipt)."""
    if received_ms is None:
        return hlc
    return min(hlc, pack(received_ms, COUNTER_MASK))
