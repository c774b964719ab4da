"""The USB bundle (U盘同步包): what would cross the line, in one file that may lie in the open.

    offset  bytes  content
    0       8      89 43 53 59 4E 43 0D 0A
    8       1      format, 1
    9       4      H, length of the header, big endian
    13      H      header, msgpack map (:class:`Header`), readable by anybody, nothing personal
    13+H    size   the body: zstd of msgpack, encrypted in frames
    …       32     SHA-256 over everything before it
    …       64     Ed25519 over "counter-app bundle v1" 00 and these 32 bytes

A frame is ChaCha20-Poly1305 of at most 1 MiB (16 bytes longer than its plain text); only the
last one may be shorter. Nonce: number of the frame from 0 (11 bytes, big endian), then 01 for
the last frame, else 00. Associated data: SHA-256 of everything before the first frame. The
content key is drawn for each file and sealed to each recipient (protocol/credentials.seal with
the purpose "counter-app bundle key v1").

The plain length and hash tell a file that was cut when the stick was pulled out from one that
somebody changed.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterable
from typing import Literal, TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from counter_app.errors import Trouble
from counter_app.protocol import credentials, wire

MAGIC = b"\x89CSYNC\r\n"
FORMAT = 1
#: Largest file that is written or read, in bytes: it must fit into one message on the line.
MAX_FILE = 56 * 1024 * 1024
#: Who opens a bundle on its way up.
COUNTY = "county"

_PREFIX = struct.Struct(">8sBI")
_MAX_HEADER = 1024 * 1024
_FRAME = 1024 * 1024
_TAG = 16
_HASH = 32
_SIGNATURE = 64
_SIGNED = b"counter-app bundle v1\0"
_SEALED = b"counter-app bundle key v1"
_MACHINE = "key:"


class SealedKey(msgspec.Struct, frozen=True, array_like=True):
    """The content key for one recipient: ``county``, the id of a device, or :func:`machine`."""

    recipient: str
    sealed: bytes


class Header(msgspec.Struct, frozen=True):
    """What anybody who finds the stick may read.

    ``way``: up (device to county) or down. ``county``: SHA-256 of the county's public keys.
    ``sender``: the device, or for ``down`` the place it is for. ``number``: up: counts the
    bundles of the device; down: the number of the bundle it answers, 0 for none. ``size``:
    bytes of the encrypted body.
    """

    way: Literal["up", "down"]
    county: bytes
    sender: str
    made_ms: int
    number: int
    size: int
    keys: tuple[SealedKey, ...]


class BundleFault(Trouble):
    """A file that cannot be taken in; nothing was changed.

    ``reason``: no_bundle, newer_format, cut, damaged, bad_signature, other_county, not_for_us,
    moved, forked.
    """

    def __init__(self, reason: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class Parsed(msgspec.Struct, frozen=True):
    """A complete file, not yet verified and not yet opened."""

    header: Header
    prefix: bytes
    body: bytes
    digest: bytes
    signature: bytes


_Body = TypeVar("_Body")
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Header)


def fingerprint(county_key: bytes) -> bytes:
    """What names a county: SHA-256 of its public keys as devices keep them (64 bytes)."""
    return hashlib.sha256(county_key).digest()


def machine(public_key: bytes) -> str:
    """The recipient that is told only the Ed25519 key it made for itself, not yet its name."""
    return _MACHINE + hashlib.sha256(public_key).hexdigest()[:32]


def is_machine(recipient: str) -> bool:
    """Whether a recipient is named by its key alone."""
    return recipient.startswith(_MACHINE)


def make(
    message: object,
    *,
    way: Literal["up", "down"],
    county_key: bytes,
    sender: str,
    made_ms: int,
    number: int,
    recipients: Iterable[tuple[str, bytes]],
    signing_key: Ed25519PrivateKey,
) -> bytes:
    """The whole file. ``recipients``: (name, X25519 public key) of whoever may open it."""
    plain = wire.pack(message)
    content_key = os.urandom(32)
    frames = max(1, -(-len(plain) // _FRAME))
    header = Header(
        way=way,
        county=fingerprint(county_key),
        sender=sender,
        made_ms=made_ms,
        number=number,
        size=len(plain) + frames * _TAG,
        keys=tuple(
            SealedKey(name, credentials.seal(key, content_key, _SEALED)) for name, key in recipients
        ),
    )
    told = _encoder.encode(header)
    file = bytearray(_PREFIX.pack(MAGIC, FORMAT, len(told)) + told)
    cipher = ChaCha20Poly1305(content_key)
    bound = hashlib.sha256(file).digest()
    for index in range(frames):
        part = plain[index * _FRAME : (index + 1) * _FRAME]
        file += cipher.encrypt(_nonce(index, index + 1 == frames), part, bound)
    digest = hashlib.sha256(file).digest()
    file += digest + signing_key.sign(_SIGNED + digest)
    if len(file) > MAX_FILE:
        raise Trouble("同步包过大,没有写出", hint="请少带一些附件再导出")
    return bytes(file)


def peek(data: bytes) -> Header:
    """The header of a file that may be incomplete. Raises :class:`BundleFault`."""
    if not data or (MAGIC.startswith(data[: len(MAGIC)]) and len(data) < _PREFIX.size):
        raise _cut()
    if data[: len(MAGIC)] != MAGIC:
        raise BundleFault("no_bundle", "这个文件不是U盘同步包", hint="请选择导出的同步包文件")
    _, version, length = _PREFIX.unpack_from(data)
    if version > FORMAT:
        raise BundleFault("newer_format", "这个同步包由更新的程序生成,请升级本机程序后再导入")
    if version != FORMAT or length > _MAX_HEADER:
        raise _damaged()
    if len(data) < _PREFIX.size + length:
        raise _cut()
    try:
        return _decoder.decode(data[_PREFIX.size : _PREFIX.size + length])
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _damaged() from None


def parse(data: bytes) -> Parsed:
    """A file that is complete and as it was written. Raises :class:`BundleFault`."""
    header = peek(data)
    _, _, length = _PREFIX.unpack_from(data)
    start = _PREFIX.size + length
    end = start + header.size
    whole = end + _HASH + _SIGNATURE
    # A stick that was pulled out early may show the full length, ending in zeros.
    if len(data) < whole or not any(data[-_HASH - _SIGNATURE :]):
        raise _cut()
    digest = data[end : end + _HASH]
    if len(data) > whole or hashlib.sha256(data[:end]).digest() != digest:
        raise _damaged()
    return Parsed(header, data[:start], data[start:end], digest, data[end + _HASH :])


def verify(parsed: Parsed, public_key: bytes) -> None:
    """Raise :class:`BundleFault` unless the holder of this Ed25519 key made the file."""
    try:
        signer = Ed25519PublicKey.from_public_bytes(public_key)
        signer.verify(parsed.signature, _SIGNED + parsed.digest)
    except (InvalidSignature, ValueError):
        raise BundleFault(
            "bad_signature", "同步包的签名不对,可能被改动过,没有导入", hint="请重新导出"
        ) from None


def open_body(
    parsed: Parsed, recipient: str, private: X25519PrivateKey, kind: type[_Body]
) -> _Body:
    """What is inside. Raises :class:`BundleFault` when it is not for this recipient."""
    sealed = next((each.sealed for each in parsed.header.keys if each.recipient == recipient), b"")
    try:
        content_key = credentials.open_sealed(private, sealed, _SEALED)
    except Trouble:
        raise not_for_us() from None
    cipher = ChaCha20Poly1305(content_key)
    bound = hashlib.sha256(parsed.prefix).digest()
    step = _FRAME + _TAG
    count = -(-len(parsed.body) // step)
    try:
        plain = b"".join(
            cipher.decrypt(
                _nonce(index, index + 1 == count),
                parsed.body[index * step : (index + 1) * step],
                bound,
            )
            for index in range(count)
        )
    except InvalidTag:
        raise _damaged() from None
    return wire.unpack(plain, kind)


def other_county() -> BundleFault:
    """The bundle belongs to another county."""
    return BundleFault("other_county", "这是别的县的同步包,没有导入")


def not_for_us() -> BundleFault:
    """The bundle is for other devices or another place."""
    return BundleFault("not_for_us", "这个包不是给本机的,没有导入", hint="请拿到所属服务点的电脑上")


def other_machine() -> BundleFault:
    """The renewal in it is another machine's that came out of the same backup."""
    return BundleFault(
        "not_for_us",
        "这个回执换发的是另一台电脑,或本机后来又恢复过备份,没有导入",
        hint="请导入本机最近导出的同步包换来的回执",
    )


def moved() -> BundleFault:
    """The county has given this device to another place meanwhile."""
    return BundleFault("moved", "县平台已把本机调到别的服务点,请联网同步一次,本机记录都在")


def forked() -> BundleFault:
    """The county has other entries of this device: its profile came from an old backup."""
    return BundleFault(
        "forked",
        "本机编号与县平台已有记录冲突,可能恢复过旧备份,没有导入",
        hint="本机记录都在,请联网同步一次,会自动换发设备编号",
    )


def _cut() -> BundleFault:
    return BundleFault("cut", "文件不完整,可能拔早了U盘,请重新导出")


def _damaged() -> BundleFault:
    return BundleFault("damaged", "同步包的内容已损坏或被改动过,没有导入", hint="请重新导出")


def _nonce(index: int, last: bool) -> bytes:
    return index.to_bytes(11, "big") + bytes([last])
