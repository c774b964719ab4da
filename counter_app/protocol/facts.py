"""When two entries are one fact: the same act of the same person at the same instant.

Copies of one disk may record again what none of them had sent, each under a device number of
its own. The hybrid clock never gives an instant twice on one device, so equal ones with equal
acts come only from copies.
"""

from __future__ import annotations

import hashlib

import msgspec
from msgspec.structs import replace

from counter_app.models.acts.case import DisputeSettled
from counter_app.protocol.journal import Entry, decode_act, encode_act

#: (hlc, staff, place, kind, version, act)
Fact = tuple[int, str, str, str, int, bytes]
_encode = msgspec.msgpack.Encoder().encode


def fact(entry: Entry) -> Fact:
    """What stays the same whatever device vouches for it, and whatever the case is called."""
    act = bytes(entry.act)
    if entry.kind == DisputeSettled.KIND:
        read = decode_act(entry)
        if isinstance(read, DisputeSettled):
            # It names an entry, which has another name where that was recorded again.
            act = encode_act(replace(read, device="", n=0))
    return entry.hlc, entry.staff, entry.place, entry.kind, entry.version, act


def fact_hash(entry: Entry) -> bytes:
    """SHA-256 of the fact as one msgpack array."""
    return hashlib.sha256(_encode(fact(entry))).digest()
