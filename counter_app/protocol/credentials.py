"""People's keys: what a password opens, and how a device's data key is sealed to a person.

Each person has an X25519 key pair. The private half is locked by argon2id of the password
(ChaCha20-Poly1305) and travels with the reference data, so a password is never stored or
sent. A device seals its data key to the public half of everybody who may work there; only
somebody's password opens it again.
"""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from counter_app.errors import Trouble
from counter_app.models.reference import Credential

_KEY_BYTES = 32
_NONCE_BYTES = 12
_LOCK = b"counter-app person key v1"
_SEAL = b"counter-app sealed data key v1"

#: argon2id cost of new credentials: passes and memory in KiB (OWASP's second choice).
DEFAULT_OPS = 2
DEFAULT_MEMORY_KIB = 19 * 1024


class WrongPassword(Trouble):
    """The password does not open this person's key."""


def relock(
    private: X25519PrivateKey,
    work_no: str,
    password: str,
    *,
    ops: int = DEFAULT_OPS,
    memory_kib: int = DEFAULT_MEMORY_KIB,
) -> Credential:
    """The same key pair, its private half locked by another password and a fresh salt."""
    salt = os.urandom(16)
    nonce = os.urandom(_NONCE_BYTES)
    cipher = ChaCha20Poly1305(_stretch(password, salt, ops, memory_kib))
    return Credential(
        work_no=work_no,
        public_key=private.public_key().public_bytes_raw(),
        locked_key=nonce
        + cipher.encrypt(nonce, private.private_bytes_raw(), _LOCK + work_no.encode()),
        salt=salt,
        ops=ops,
        memory_kib=memory_kib,
    )


def make_credential(
    work_no: str,
    password: str,
    *,
    ops: int = DEFAULT_OPS,
    memory_kib: int = DEFAULT_MEMORY_KIB,
) -> Credential:
    """A fresh key pair for a person, its private half locked by this password."""
    private = X25519PrivateKey.generate()
    return relock(private, work_no, password, ops=ops, memory_kib=memory_kib)


def unlock(credential: Credential, password: str) -> X25519PrivateKey:
    """The person's private key. Raises :class:`WrongPassword`."""
    key = _stretch(password, credential.salt, credential.ops, credential.memory_kib)
    nonce, body = credential.locked_key[:_NONCE_BYTES], credential.locked_key[_NONCE_BYTES:]
    try:
        raw = ChaCha20Poly1305(key).decrypt(nonce, body, _LOCK + credential.work_no.encode())
    except InvalidTag:
        raise WrongPassword("密码不对") from None
    return X25519PrivateKey.from_private_bytes(raw)


def seal(public_key: bytes, secret: bytes, purpose: bytes = _SEAL) -> bytes:
    """``secret`` readable only by the holder of this X25519 key's private half.

    ``purpose`` tells apart what is sealed: it must be the same when it is opened.
    """
    ephemeral = X25519PrivateKey.generate()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key))
    sender = ephemeral.public_key().public_bytes_raw()
    cipher = ChaCha20Poly1305(_derive(shared, sender + public_key, purpose))
    # The key is used once, so a fixed nonce is safe.
    return sender + cipher.encrypt(bytes(_NONCE_BYTES), secret, purpose)


def open_sealed(private: X25519PrivateKey, sealed: bytes, purpose: bytes = _SEAL) -> bytes:
    """What was sealed to this key. Raises :class:`Trouble` when it was not, or was changed."""
    sender, body = sealed[:_KEY_BYTES], sealed[_KEY_BYTES:]
    own = private.public_key().public_bytes_raw()
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(sender))
        cipher = ChaCha20Poly1305(_derive(shared, sender + own, purpose))
        return cipher.decrypt(bytes(_NONCE_BYTES), body, purpose)
    except (InvalidTag, ValueError):
        raise Trouble("本机的钥匙文件已损坏或不属于此人") from None


def _derive(shared: bytes, context: bytes, purpose: bytes) -> bytes:
    salt = hashlib.sha256(context).digest()
    return HKDF(hashes.SHA256(), _KEY_BYTES, salt, purpose).derive(shared)


def _stretch(password: str, salt: bytes, ops: int, memory_kib: int) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(password.encode("utf-8"), salt, ops, memory_kib, 1, _KEY_BYTES, Type.ID)
