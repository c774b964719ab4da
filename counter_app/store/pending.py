"""An enrolment that is not finished: its keys, readable with the enrolment code alone.

The county knows a machine by the key it enrolled with. Were that key only in memory, a power cut
in the middle would cost the code and everything that was fetched; so it is kept, locked by the
one secret that the person at the machine has in hand. Deleted when the enrolment is finished.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from counter_app.errors import Trouble, os_words
from counter_app.store.files import write_durably

_LOCK = b"counter-app enrolment v1"
_NONCE_BYTES = 12
#: argon2id cost: passes and memory in KiB. Once an enrolment, so it may take half a second.
_OPS = 3
_MEMORY_KIB = 64 * 1024


class Keys(msgspec.Struct, frozen=True):
    """What the new device will be: raw Ed25519 key, and the key of its database."""

    private_key: bytes
    data_key: bytes

    @property
    def signing_key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private_key)

    @property
    def public_key(self) -> bytes:
        return self.signing_key.public_key().public_bytes_raw()


class _File(msgspec.Struct, frozen=True):
    salt: bytes
    sealed: bytes
    format: int = 1


def begin(path: Path, code: str) -> Keys:
    """Fresh keys, durable before anybody hears of them."""
    keys = Keys(Ed25519PrivateKey.generate().private_bytes_raw(), os.urandom(32))
    salt, nonce = os.urandom(16), os.urandom(_NONCE_BYTES)
    body = _cipher(code, salt).encrypt(nonce, msgspec.msgpack.encode(keys), _LOCK)
    write_durably(path, msgspec.msgpack.encode(_File(salt, nonce + body)))
    return keys


def resume(path: Path, code: str) -> Keys | None:
    """The keys of an unfinished enrolment with this code; None when there is none."""
    try:
        file = msgspec.msgpack.decode(path.read_bytes(), type=_File)
        nonce, body = file.sealed[:_NONCE_BYTES], file.sealed[_NONCE_BYTES:]
        plain = _cipher(code, file.salt).decrypt(nonce, body, _LOCK)
        return msgspec.msgpack.decode(plain, type=Keys)
    except (FileNotFoundError, InvalidTag, ValueError, msgspec.DecodeError):
        return None
    except OSError as error:
        raise Trouble("无法使用数据文件夹", hint=os_words(error)) from error


def _cipher(code: str, salt: bytes) -> ChaCha20Poly1305:
    from argon2.low_level import Type, hash_secret_raw

    # written with or without dashes and blanks, large or small, it is the same code
    secret = "".join(each for each in code.upper() if each.isalnum()).encode()
    return ChaCha20Poly1305(hash_secret_raw(secret, salt, _OPS, _MEMORY_KIB, 1, 32, Type.ID))
