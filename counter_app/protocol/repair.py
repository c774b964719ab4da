"""Finding and mending what differs between a device and its county (核对与修复): messages.

Each subject of a place has a *line*: SHA-256 over subject, digest of its case and number of its
entries. Lines are added up in 256 buckets, so that equal parts cost 32 bytes each and the rest
is named. Nothing that either side holds is ever given up for it: entries are only exchanged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from counter_app.protocol.wire import FeedEntry

BUCKETS = 256
_SUM_BYTES = 32
_MODULUS = 1 << 256


class SubjectLine(msgspec.Struct, frozen=True, array_like=True):
    """What one side has of a subject. ``digest``: 32 bytes, or none where there is no case."""

    subject: str
    digest: bytes
    entries: int


class CompareRequest(msgspec.Struct, frozen=True):
    """The device's 256 sums, one behind the other, 32 bytes each, big endian."""

    sums: bytes


class CompareReply(msgspec.Struct, frozen=True):
    """Numbers of buckets that differ, one byte each, and everything the county has in them.

    Where very much differs it is a part of the buckets: the rest is found the next time.
    """

    buckets: bytes
    subjects: tuple[SubjectLine, ...]


class EntriesRequest(msgspec.Struct, frozen=True):
    """Which subjects' entries are wanted."""

    subjects: tuple[str, ...]


class EntriesReply(msgspec.Struct, frozen=True):
    """All entries of the first ``done`` of the subjects that were asked for, own ones included.

    ``received_ms`` is what counts from now on, whatever the device had noted before.
    """

    done: int
    entries: tuple[FeedEntry, ...]


class PassOnRequest(msgspec.Struct, frozen=True):
    """Entries of others that the county has lost, as stored: any devices, each in order."""

    entries: tuple[bytes, ...]


class TakenEntry(msgspec.Struct, frozen=True, array_like=True):
    """This entry is at the county now, received at this time (ms, UTC)."""

    device: str
    n: int
    received_ms: int


class PassOnReply(msgspec.Struct, frozen=True):
    """What was taken. The rest does not follow what the county has of its author."""

    taken: tuple[TakenEntry, ...]


def bucket_of(subject: str) -> int:
    """The bucket a subject belongs to: 0 … 255."""
    return hashlib.sha256(subject.encode()).digest()[0]


def sums_of(lines: Iterable[SubjectLine]) -> bytes:
    """The sums of all buckets."""
    totals = [0] * BUCKETS
    sha256 = hashlib.sha256
    for line in lines:
        subject = line.subject.encode()
        digest = line.digest or bytes(_SUM_BYTES)
        own = sha256(subject + b"\0" + digest + line.entries.to_bytes(8, "big")).digest()
        totals[sha256(subject).digest()[0]] += int.from_bytes(own, "big")
    return b"".join((total % _MODULUS).to_bytes(_SUM_BYTES, "big") for total in totals)


def differing(mine: bytes, theirs: bytes) -> list[int]:
    """Numbers of the buckets whose sums are not the same. Both: as :func:`sums_of` gives."""
    return [
        number
        for number in range(BUCKETS)
        if mine[number * _SUM_BYTES : (number + 1) * _SUM_BYTES]
        != theirs[number * _SUM_BYTES : (number + 1) * _SUM_BYTES]
    ]


def is_sums(data: bytes) -> bool:
    """Whether this can be what :func:`sums_of` gives."""
    return len(data) == BUCKETS * _SUM_BYTES
