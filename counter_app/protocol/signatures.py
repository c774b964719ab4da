"""Ed25519 signatures of devices and of the county: whether somebody said so."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def signed_by(public_key: bytes, said: bytes, signature: bytes) -> bool:
    """Whether the holder of this public key (32 bytes, raw) signed these bytes. Never raises:
    a key or signature of the wrong length is just not it."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, said)
    except (InvalidSignature, ValueError):
        return False
    return True
