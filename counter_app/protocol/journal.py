"""The journal's envelope: one entry, its bytes, its chain and its signature (design §2).

An entry's stored bytes are a msgpack array; they are hashed, sent and kept exactly as first
written, never re-encoded. The chain hash is ``h(n) = SHA-256(h(n-1) || bytes(n))``, and
``h(0) = SHA-256("counter-app journal v1" || device public key)``. The previous hash is not
repeated inside the bytes, so it costs nothing on the wire; whoever knows a device's key and
its entries 1..n can recompute it. One Ed25519 signature over the newest hash vouches for all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.errors import Trouble
from counter_app.models.acts import REGISTRY, Act, UnknownAct
from counter_app.protocol.signatures import signed_by

#: What decoding bytes of strangers may raise: also for text that is no UTF-8, and for nesting
#: so deep that it can only be malice. A poisoned entry must never stop the ones behind it.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_GENESIS = b"counter-app journal v1"
_HEAD = b"counter-app head v1"


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One act in its envelope. ``hlc``: ms << 16 | counter of the recording device.

    ``n`` counts 1, 2, 3 … per device without gaps. ``act`` is the act's own msgpack, kept
    raw: an act of a newer program passes through an older one untouched.
    """

    device: str
    n: int
    hlc: int
    staff: str
    place: str
    subject: str
    kind: str
    version: int
    act: msgspec.Raw


_entry_encoder = msgspec.msgpack.Encoder()
_entry_decoder = msgspec.msgpack.Decoder(Entry)
_act_decoders = {key: msgspec.msgpack.Decoder(act) for key, act in REGISTRY.items()}


def encode_act(act: Act) -> bytes:
    """The act's own bytes; fields that hold their default are left out."""
    return _entry_encoder.encode(act)


def encode_entry(entry: Entry) -> bytes:
    """The bytes that are stored, hashed and sent from now on."""
    return _entry_encoder.encode(entry)


def decode_entry(data: bytes) -> Entry:
    """Read an envelope. Raises :class:`Trouble` when the bytes are no entry."""
    try:
        return _entry_decoder.decode(data)
    except UNREADABLE as error:
        raise Trouble("收到的记录无法识别,已原样搁置", hint=type(error).__name__) from error


def decode_act(entry: Entry) -> Act | UnknownAct:
    """The act inside. Unknown kinds, newer versions and unreadable bodies stay verbatim."""
    decoder = _act_decoders.get((entry.kind, entry.version))
    if decoder is None:
        return UnknownAct(entry.kind, entry.version, bytes(entry.act))
    try:
        return decoder.decode(entry.act)
    except UNREADABLE:
        return UnknownAct(entry.kind, entry.version, bytes(entry.act))


def genesis(public_key: bytes) -> bytes:
    """Chain hash before the first entry of the device with this Ed25519 public key."""
    return hashlib.sha256(_GENESIS + public_key).digest()


def chain(previous: bytes, data: bytes) -> bytes:
    """Chain hash after an entry with these stored bytes."""
    return hashlib.sha256(previous + data).digest()


def chain_all(previous: bytes, entries: Iterable[bytes]) -> bytes:
    """Chain hash after all of these, in order."""
    sha256 = hashlib.sha256
    for data in entries:
        previous = sha256(previous + data).digest()
    return previous


def sign_head(key: Ed25519PrivateKey, device: str, n: int, head: bytes) -> bytes:
    """Signature that vouches for entries 1..n of this device."""
    return key.sign(_head_message(device, n, head))


def verify_head(public_key: bytes, device: str, n: int, head: bytes, signature: bytes) -> bool:
    """Whether the device with this key signed this head."""
    return signed_by(public_key, _head_message(device, n, head), signature)


def _head_message(device: str, n: int, head: bytes) -> bytes:
    return b"\0".join((_HEAD, device.encode(), str(n).encode(), head))
