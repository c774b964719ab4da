"""Entries that no device wrote: what the county deduces from the journal, or was told itself.

Deductions every county process makes alike: the same bytes from the same entries, before and
after the county was restored from a backup; so they need no author's chain. What a person told
the county on its own page (扫码评) cannot be deduced: it carries the county's signature. The
device of such an entry is named after its content, its number is always 1, and whoever holds it
can check that it is genuine.
"""

from __future__ import annotations

import hashlib

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from counter_app.models.acts import Act
from counter_app.models.acts.case import Received, TwinFound
from counter_app.models.acts.rating import Given
from counter_app.protocol import clock
from counter_app.protocol.journal import Entry, decode_act, encode_act
from counter_app.protocol.signatures import signed_by

#: How the device of a derived entry begins; no enrolled device is ever called so.
PREFIX = "county-"
STAFF = "county"
_DIGITS = 24
_SEAL = b"counter-app county rating v1"


def is_derived(device: str) -> bool:
    """Whether a device of this name is the county's own deduction."""
    return device.startswith(PREFIX)


def genuine(entry: Entry) -> bool:
    """Whether a derived entry is named after what it says."""
    name = _name(entry.subject, entry.kind, entry.version, bytes(entry.act))
    return (entry.device, entry.n, entry.staff) == (name, 1, STAFF)


def vouched(entry: Entry, county_key: bytes) -> bool:
    """Whether an entry of the county's own is named after what it says and, where that cannot be
    deduced, signed by the county. ``county_key``: its Ed25519 public key (32 bytes)."""
    if not genuine(entry):
        return False
    if entry.kind != Given.KIND:
        return True
    act = decode_act(entry)
    if not isinstance(act, Given):
        return False
    return signed_by(county_key, _sealed(entry.subject, entry.place, entry.hlc, act), act.seal)


def rating_given(
    key: Ed25519PrivateKey, subject: str, place: str, now_ms: int, act: Given
) -> Entry:
    """What a person said on the county's own page, sealed with the county's key."""
    hlc = clock.pack(now_ms)
    return _derive(
        subject, place, hlc, replace(act, seal=key.sign(_sealed(subject, place, hlc, act)))
    )


def _sealed(subject: str, place: str, hlc: int, act: Given) -> bytes:
    body = encode_act(replace(act, seal=b""))
    return b"\0".join((_SEAL, subject.encode(), place.encode(), str(hlc).encode(), body))


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
