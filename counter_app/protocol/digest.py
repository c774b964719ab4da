"""Digests that prove two replicas equal: one a case, one sum a scope (design §2).

A case's digest is SHA-256 over the canonical bytes of its state. A scope's digest is the sum
of its cases' digests modulo 2**256: independent of order, and kept up to date by adding and
subtracting as cases change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from counter_app.models.case import CaseState

_MODULUS = 1 << 256
EMPTY = bytes(32)

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(CaseState)


def encode_state(state: msgspec.Struct) -> bytes:
    """Canonical bytes of a state: the same on every replica that folded the same acts."""
    return _encoder.encode(state)


def decode_state(data: bytes) -> CaseState:
    """The state of a case; other ledgers decode theirs (protocol/ledgers.py)."""
    return _decoder.decode(data)


def case_digest(state_bytes: bytes) -> bytes:
    """32 bytes that stand for one case."""
    return hashlib.sha256(state_bytes).digest()


def changed(total: bytes, before: bytes | None, after: bytes | None) -> bytes:
    """The scope's digest after one case's digest went from ``before`` to ``after``."""
    value = int.from_bytes(total, "big")
    value -= int.from_bytes(before or EMPTY, "big")
    value += int.from_bytes(after or EMPTY, "big")
    return (value % _MODULUS).to_bytes(32, "big")


def total(digests: Iterable[bytes]) -> bytes:
    """The scope's digest from scratch."""
    return (sum(int.from_bytes(digest, "big") for digest in digests) % _MODULUS).to_bytes(32, "big")
