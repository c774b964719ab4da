"""Public tokens in QR codes: signed by the issuing device, nothing to enumerate (design §7).

A token leads to the progress of a case or to the page that rates one stage of it. The codes on
the windows' own cards are another kind of token (protocol/window_tokens.py).

Layout before base64url without padding: version (1 byte), purpose (1), device serial
(4, big endian), year of the number (1), running number (4), issued at in s (5), then the
Ed25519 signature (64) over all of it. No name, ID number or phone is inside. Who holds the
county's list of device keys can tell a true receipt from a forged one before the case itself
has arrived.
"""

from __future__ import annotations

import base64
import binascii
import struct
from enum import StrEnum

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.models.rating import RatingStage
from counter_app.protocol.signatures import signed_by

_VERSION = 1
_LAYOUT = struct.Struct(">BcIBI5s")
_CONTEXT = b"counter-app token v1\0"
_SIGNATURE_BYTES = 64


class Purpose(StrEnum):
    """What the page behind a token is for: progress (进度), or rating (评价) one stage of a case:
    its acceptance (受理) or its conclusion (办结)."""

    PROGRESS = "q"
    RATING = "r"
    RATING_ACCEPTANCE = "a"


#: Which stage a token rates.
RATED = {
    Purpose.RATING_ACCEPTANCE: RatingStage.ACCEPTED,
    Purpose.RATING: RatingStage.FINISHED,
}


class Token(msgspec.Struct, frozen=True):
    """What a token says. ``issued_s``: s since the epoch; ``year``: two digits."""

    purpose: Purpose
    device_serial: int
    year: int
    running: int
    issued_s: int


def issue(key: Ed25519PrivateKey, token: Token) -> str:
    """The text that follows ``/q/`` or ``/r/``."""
    payload = _LAYOUT.pack(
        _VERSION,
        token.purpose.value.encode(),
        token.device_serial,
        token.year,
        token.running,
        token.issued_s.to_bytes(5, "big"),
    )
    return spell(payload + key.sign(_CONTEXT + payload))


def read(text: str) -> tuple[Token, bytes, bytes] | None:
    """(token, payload, signature) of well-formed text, else None. Not yet verified."""
    if len(text) != _text_length():
        return None
    raw = unspell(text)
    if raw is None:
        return None
    try:
        payload, signature = raw[: _LAYOUT.size], raw[_LAYOUT.size :]
        version, purpose, serial, year, running, issued = _LAYOUT.unpack(payload)
        if version != _VERSION or len(signature) != _SIGNATURE_BYTES:
            return None
        token = Token(
            Purpose(purpose.decode("ascii")), serial, year, running, int.from_bytes(issued, "big")
        )
    except (struct.error, ValueError):
        return None
    return token, payload, signature


def verify(public_key: bytes, payload: bytes, signature: bytes) -> bool:
    """Whether the device with this Ed25519 public key issued the payload."""
    return signed_by(public_key, _CONTEXT + payload, signature)


def spell(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def unspell(text: str) -> bytes | None:
    """The bytes that :func:`spell` wrote so; None for any other spelling of them or of nothing."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if spell(raw) == text else None


def _text_length() -> int:
    return -(-(_LAYOUT.size + _SIGNATURE_BYTES) * 4 // 3)
