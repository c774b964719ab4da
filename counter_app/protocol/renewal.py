"""Renewal (换发设备编号): a device that came out of a backup goes on under another identity."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

#: Subjects and facts that are asked about at once.
_SUBJECTS = 2000
_FACTS = 40_000


class RenewRequest(msgspec.Struct, frozen=True):
    """Signed by the old key: register this Ed25519 key (32 bytes) for the same window.

    ``forked``: the county refused a push of this device as a fork, so another machine may go
    on under the old identity, which then stays in use. Otherwise it is replaced.
    """

    public_key: bytes
    program: str
    protocol: int
    forked: bool = False


class RenewReply(msgspec.Struct, frozen=True):
    """Who the device is from now on; ``kept``: entries of the old one that the county holds."""

    device: str
    serial: int
    place: str
    window: int
    county_code: str
    public_url: str
    county_key: bytes
    server_ms: int
    kept: int


class HeldSubject(msgspec.Struct, frozen=True, array_like=True):
    """A subject in which something was recorded again: SHA-256 of each of those facts
    (protocol/facts.py). ``opened``: the ``hlc`` of the act that opens it, if that is among them.
    """

    subject: str
    facts: tuple[bytes, ...]
    opened: int = 0


def part_of(asked: Sequence[HeldSubject], start: int) -> tuple[HeldSubject, ...]:
    """As many from ``start`` on as one request may hold."""
    end, facts = start, 0
    while end < len(asked) and end - start < _SUBJECTS:
        facts += len(asked[end].facts)
        if facts > _FACTS and end > start:
            break
        end += 1
    return tuple(asked[start:end])


class HeldRequest(msgspec.Struct, frozen=True):
    """What a renewed device is about to send: does the county hold it from anybody?"""

    subjects: tuple[HeldSubject, ...]


class HeldEntry(msgspec.Struct, frozen=True, array_like=True):
    """The fact at this index is held as this entry."""

    fact: int
    device: str
    n: int


class HeldAnswer(msgspec.Struct, frozen=True, array_like=True):
    """What the county holds of a subject.

    ``taken``: an act opens it that is none of those asked for, so the number is another
    matter's. ``subject``: where a copy of the same disk has brought this matter under another
    number, that one; then ``known`` tells of entries there as well.
    """

    taken: bool
    known: tuple[HeldEntry, ...]
    subject: str = ""


class HeldReply(msgspec.Struct, frozen=True):
    """One answer for each of the first subjects asked for, in their order."""

    subjects: tuple[HeldAnswer, ...]


class HeldTold(msgspec.Struct, frozen=True):
    """What was asked in a bundle, said again, with one answer for each: the answer may come
    late, when the device has other questions."""

    asked: tuple[HeldSubject, ...]
    answers: tuple[HeldAnswer, ...]


class RenewalAnswer(msgspec.Struct, frozen=True):
    """What became of the request for renewal in a bundle.

    ``reply`` None: not yet; what the acknowledgement says is missing comes first, or what had no
    room in that bundle, or the device was stopped. ``common``: own entries up to this number are
    the same at the county.
    """

    reply: RenewReply | None = None
    common: int = 0
