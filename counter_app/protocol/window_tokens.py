"""Tokens on the cards of service windows (窗口评价码): long-lived, of a window and of no case.

Layout before base64url without padding: version (1 byte), purpose (1), device serial of the
issuer (4, big endian; 0 = the county itself), issued at in s (5), window (2), length of the
place's code (1) and the code; then the Ed25519 signature (64) over all of it. Whether the
issuer may still be believed is the county's to say.
"""

from __future__ import annotations

import struct

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.protocol.signatures import signed_by
from counter_app.protocol.tokens import spell, unspell

#: Serial of no device: the county's own key signed.
COUNTY = 0
_VERSION = 2
_PURPOSE = b"w"
_LAYOUT = struct.Struct(">BcI5sHB")
_CONTEXT = b"counter-app window token v1\0"
_SIGNATURE_BYTES = 64
_LONGEST_PLACE = 64
_LONGEST = 2 * (_LAYOUT.size + _LONGEST_PLACE + _SIGNATURE_BYTES)


class WindowToken(msgspec.Struct, frozen=True):
    """What a card says. ``issued_s``: s since the epoch; ``issuer``: device serial or COUNTY."""

    place: str
    window: int
    issuer: int
    issued_s: int


def issue(key: Ed25519PrivateKey, token: WindowToken) -> str:
    """The text that follows ``/r/``."""
    place = token.place.encode("ascii")
    issued = token.issued_s.to_bytes(5, "big")
    head = _LAYOUT.pack(_VERSION, _PURPOSE, token.issuer, issued, token.window, len(place))
    payload = head + place
    return spell(payload + key.sign(_CONTEXT + payload))


def read(text: str) -> tuple[WindowToken, bytes, bytes] | None:
    """(token, payload, signature) of well-formed text, else None. Not yet verified."""
    raw = unspell(text) if len(text) <= _LONGEST else None
    if raw is None or len(raw) <= _LAYOUT.size + _SIGNATURE_BYTES:
        return None
    payload, signature = raw[:-_SIGNATURE_BYTES], raw[-_SIGNATURE_BYTES:]
    version, purpose, issuer, issued, window, length = _LAYOUT.unpack_from(payload)
    place = payload[_LAYOUT.size :]
    well_formed = (version, purpose, length) == (_VERSION, _PURPOSE, len(place))
    if not well_formed or not (place.isalnum() and len(place) <= _LONGEST_PLACE):
        return None
    token = WindowToken(place.decode("ascii"), window, issuer, int.from_bytes(issued, "big"))
    return token, payload, signature


def verify(public_key: bytes, payload: bytes, signature: bytes) -> bool:
    """Whether the holder of this Ed25519 key issued the payload."""
    return signed_by(public_key, _CONTEXT + payload, signature)
