"""How a device proves itself on every request: an Ed25519 signature in the headers.

Headers ``Counter-Device`` (id), ``Counter-Time`` (ms since the epoch, by the county's clock
as the device knows it) and ``Counter-Signature`` (hex, over method, path with query, time and
the SHA-256 of the body). The county refuses a time more than five minutes from its own with
reason ``clock`` and its ``server_ms``; the device repeats the request with the difference
applied, so a counter PC whose clock is years off still syncs.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DEVICE_HEADER = "Counter-Device"
TIME_HEADER = "Counter-Time"
SIGNATURE_HEADER = "Counter-Signature"
#: Requests older or newer than this by the county's clock are refused, in ms.
WINDOW_MS = 5 * 60 * 1000


def sign_request(
    key: Ed25519PrivateKey, device: str, method: str, target: str, time_ms: int, body: bytes
) -> dict[str, str]:
    """Headers for one request. ``target`` is path with query, as it goes on the wire."""
    signature = key.sign(_message(device, method, target, time_ms, body))
    return {
        DEVICE_HEADER: device,
        TIME_HEADER: str(time_ms),
        SIGNATURE_HEADER: signature.hex(),
    }


def verify_request(
    public_key: bytes,
    device: str,
    method: str,
    target: str,
    time_ms: int,
    body: bytes,
    signature: str,
) -> bool:
    """Whether the device with this key signed exactly this request."""
    try:
        _key(public_key).verify(
            bytes.fromhex(signature), _message(device, method, target, time_ms, body)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=4096)
def _key(public_key: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public_key)


def _message(device: str, method: str, target: str, time_ms: int, body: bytes) -> bytes:
    parts = ("counter-app request v1", device, method.upper(), target, str(time_ms))
    return "\n".join(parts).encode() + b"\n" + hashlib.sha256(body).digest()
