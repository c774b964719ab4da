"""A bundle opened by somebody who has only docs/sync.md and nothing of the program."""

from __future__ import annotations

import hashlib
import os
import struct

import msgspec
import zstandard
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from counter_app.protocol import bundle
from counter_app.protocol.bundle_messages import Up
from counter_app.protocol.curve import agreement_public
from counter_app.protocol.wire import PushRequest

_PURPOSE = b"counter-app bundle key v1"
_P = 2**255 - 19


def open_by_the_book(
    data: bytes, signer: bytes, recipient: str, private: X25519PrivateKey
) -> tuple[dict[str, object], dict[str, object]]:
    assert data[:8] == bytes.fromhex("894353594e430d0a")
    assert data[8] == 1
    (length,) = struct.unpack(">I", data[9:13])
    header = msgspec.msgpack.decode(data[13 : 13 + length])
    start = 13 + length
    end = start + header["size"]
    assert len(data) == end + 32 + 64
    digest = data[end : end + 32]
    assert hashlib.sha256(data[:end]).digest() == digest
    Ed25519PublicKey.from_public_bytes(signer).verify(
        data[end + 32 :], b"counter-app bundle v1\0" + digest
    )
    sealed = dict(header["keys"])[recipient]
    ephemeral, box = sealed[:32], sealed[32:]
    shared = private.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    salt = hashlib.sha256(ephemeral + private.public_key().public_bytes_raw()).digest()
    key = HKDF(hashes.SHA256(), 32, salt, _PURPOSE).derive(shared)
    content_key = ChaCha20Poly1305(key).decrypt(bytes(12), box, _PURPOSE)
    bound = hashlib.sha256(data[:start]).digest()
    body, plain, index = data[start:end], b"", 0
    while body:
        frame, body = body[: 1024 * 1024 + 16], body[1024 * 1024 + 16 :]
        nonce = index.to_bytes(11, "big") + (b"\0" if body else b"\1")
        plain += ChaCha20Poly1305(content_key).decrypt(nonce, frame, bound)
        index += 1
    return header, msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(plain))


def test_up_and_down_are_read_from_the_page_alone() -> None:
    device, county = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    sealing = X25519PrivateKey.generate()
    county_key = county.public_key().public_bytes_raw() + sealing.public_key().public_bytes_raw()
    public = device.public_key().public_bytes_raw()
    entries = (os.urandom(900_000), os.urandom(900_000))
    batch = PushRequest(5, entries, bytes(32), bytes(64))
    up = Up("d0007", "421321101215", "0.1.0", 6, 4, 30, 2, (batch,))
    data = bundle.make(
        up,
        way="up",
        county_key=county_key,
        sender="d0007",
        made_ms=1,
        number=3,
        recipients=[("county", county_key[32:])],
        signing_key=device,
    )
    header, body = open_by_the_book(data, public, "county", sealing)
    assert header["county"] == hashlib.sha256(county_key).digest()
    assert (header["way"], header["sender"], header["number"]) == ("up", "d0007", 3)
    assert (body["device"], body["acked"], body["cursor"]) == ("d0007", 4, 30)
    assert body["batches"][0]["entries"] == list(entries)  # type: ignore[index]

    # The other way: to the X25519 form of the device's Ed25519 key, computed as the page says.
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    u = ((1 + y) * pow(1 - y, -1, _P) % _P).to_bytes(32, "little")
    assert u == agreement_public(public)
    data = bundle.make(
        {"place": "421321101215"},
        way="down",
        county_key=county_key,
        sender="421321101215",
        made_ms=1,
        number=3,
        recipients=[("d0007", u)],
        signing_key=county,
    )
    half = hashlib.sha512(device.private_bytes_raw()).digest()[:32]
    private = X25519PrivateKey.from_private_bytes(half)
    _, body = open_by_the_book(data, county_key[:32], "d0007", private)
    assert body == {"place": "421321101215"}
