"""Entries that no device wrote: facts that the county derives from the journal itself.

Every county process derives the same bytes from the same entries, before and after the county
was restored from a backup; so they need no author's chain. The device of such an entry is named
after its content, its number is always 1, and whoever holds it can check that it is genuine.
"""

from __future__ import annotations

import hashlib

import msgspec

from counter_app.models.acts import Act
from counter_app.models.acts.case import Received, TwinFound
from counter_app.protocol.journal import Entry, decode_act, encode_act

#: How the device of a derived entry begins; no enrolled device is ever called so.
PREFIX = "county-"
STAFF = "county"
_DIGITS = 24


def is_derived(device: str) -> bool:
    """Whether a device of this name is the county's own deduction."""
    return device.startswith(PREFIX)


def genuine(entry: Entry) -> bool:
    """Whether a derived entry is named after what it says."""
    name = _name(entry.subject, entry.kind, entry.version, bytes(entry.act))
    return (entry.device, entry.n, entry.staff) == (name, 1, STAFF)


def twin_found(mine: Entry, other: Entry) -> Entry:
    """That the case opened by ``mine`` has a twin, opened by ``other`` at another place.

    Nothing but the two opening entries goes in. Raises ``ValueError`` for other entries.
    """
    opening = decode_act(other)
    if not isinstance(opening, Received):
        raise ValueError(other.kind)
    number = other.subject.removeprefix("case:")
    act = TwinFound(number, other.place, opening.received_ms)
    return _derive(mine.subject, mine.place, max(mine.hlc, other.hlc), act)


def _derive(subject: str, place: str, hlc: int, act: Act) -> Entry:
    body = encode_act(act)
    return Entry(
        device=_name(subject, act.KIND, act.VERSION, body),
        n=1,
        hlc=hlc,
        staff=STAFF,
        place=place,
        subject=subject,
        kind=act.KIND,
        version=act.VERSION,
        act=msgspec.Raw(body),
    )


def _name(subject: str, kind: str, version: int, act: bytes) -> str:
    said = b"\0".join((subject.encode(), kind.encode(), str(version).encode(), act))
    return PREFIX + hashlib.sha256(said).hexdigest()[:_DIGITS]
