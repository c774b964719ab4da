"""One key pair for two uses: the X25519 form of an Ed25519 key (the birational map of RFC 7748).

A device is enrolled with an Ed25519 key only. What is sealed to it goes to the same point of
the curve in Montgomery's form, so no second key has to be enrolled, kept or changed.
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from counter_app.errors import Trouble

_P = 2**255 - 19
_SIGN_BIT = 1 << 255
_KEY_BYTES = 32


def agreement_public(ed25519_public: bytes) -> bytes:
    """X25519 public key (32 bytes) of an Ed25519 public key: u = (1 + y) / (1 - y).

    Raises :class:`Trouble` when the bytes are no key.
    """
    y = (int.from_bytes(ed25519_public, "little") & (_SIGN_BIT - 1)) % _P
    if len(ed25519_public) != _KEY_BYTES or y in (0, 1, _P - 1):
        raise Trouble("设备公钥不对,不能为它加密")
    u = (1 + y) * pow(1 - y, _P - 2, _P) % _P
    return u.to_bytes(_KEY_BYTES, "little")


def agreement_private(ed25519_seed: bytes) -> X25519PrivateKey:
    """The private half: SHA-512 of the raw Ed25519 key, first half (X25519 clamps it itself)."""
    return X25519PrivateKey.from_private_bytes(hashlib.sha512(ed25519_seed).digest()[:_KEY_BYTES])
