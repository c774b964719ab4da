"""What crosses the wire between a device and the county (design §3): messages and codec.

Every message is msgpack; request and reply bodies are zstd-compressed, except in replies of
an error, which are plain JSON for whoever reads a log. docs/sync.md tells the same in words.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
import zstandard

from counter_app.errors import Trouble
from counter_app.protocol.journal import UNREADABLE

#: No honest message is larger; a bomb is refused before it is unpacked. Bytes.
MAX_UNPACKED = 64 * 1024 * 1024
MEDIA_TYPE = "application/vnd.counter+zstd"


class EnrolRequest(msgspec.Struct, frozen=True):
    """A new device shows its one-time code and its Ed25519 public key (32 bytes)."""

    code: str
    public_key: bytes
    program: str
    protocol: int


class EnrolReply(msgspec.Struct, frozen=True):
    """Who the device is from now on. ``serial`` is part of every case number it issues."""

    device: str
    serial: int
    place: str
    window: int
    county_code: str
    public_url: str
    county_key: bytes
    server_ms: int


class PushRequest(msgspec.Struct, frozen=True):
    """Entries ``first``, ``first+1`` … of the sending device, as stored, oldest first.

    ``head`` is the chain hash after the last of them, ``signature`` vouches for it.
    """

    first: int
    entries: tuple[bytes, ...]
    head: bytes
    signature: bytes


class ReceivedRun(msgspec.Struct, frozen=True, array_like=True):
    """Entries first..last of the device reached the county at this time (ms, UTC)."""

    first: int
    last: int
    received_ms: int


class PushReply(msgspec.Struct, frozen=True):
    """Everything up to ``acked`` is durable at the county."""

    acked: int
    received: tuple[ReceivedRun, ...]


class Refusal(msgspec.Struct, frozen=True):
    """Why a request was not carried out (JSON body of a 4xx answer).

    ``reason``: gap (``expected`` = the n wanted), fork (same n, other hash at ``expected``),
    clock (``server_ms`` given), unknown_device, revoked, replaced (another device goes on in
    its stead; of both ``expected`` = the n wanted next), lost, bad_signature, bad_request,
    protocol, code_unknown, code_used; of files also quota, damaged, too_large, no_file, not_here
    (``expected`` of a gap = the offset wanted).
    """

    reason: str
    message: str
    expected: int = 0
    server_ms: int = 0


class FeedEntry(msgspec.Struct, frozen=True, array_like=True):
    """One entry of a place's feed: when the county received it, and its stored bytes."""

    received_ms: int
    data: bytes


class PullReply(msgspec.Struct, frozen=True):
    """The feed after the cursor that was asked with. ``digest``/``cases`` only when complete.

    ``digest`` is the sum of the digests of all cases of the place (see protocol/digest.py).
    ``place``/``window``: where the device stands now; another place than it thinks means that
    it was moved, and its feed is another one. ``fold`` marks the acts and rules that the county
    knows (protocol/fold.py): digests can be compared by programs with the same mark.
    ``acked``: own entries of the device that the county has, told when the reply is complete;
    fewer than it has acknowledged means that it was restored to an earlier point. ``chain``: the
    chain hash after them; another one than the device's own means a fork.
    """

    cursor: int
    more: bool
    entries: tuple[FeedEntry, ...]
    edition: int
    digest: bytes = b""
    cases: int = 0
    place: str = ""
    window: int = 0
    fold: int = 0
    acked: int | None = None
    chain: bytes = b""


class ReferenceRow(msgspec.Struct, frozen=True, array_like=True):
    """One version of one row of reference data."""

    kind: str
    code: str
    edition: int
    withdrawn: bool
    body: bytes


class EditionsReply(msgspec.Struct, frozen=True):
    """Rows newer than the edition asked with, oldest first; ``edition`` is reached by them.

    ``after``: the edition after which they begin, None = the one asked with. It is a lower one
    where the county does not have that: it was restored, and what the device has after it is void.
    """

    edition: int
    more: bool
    rows: tuple[ReferenceRow, ...]
    after: int | None = None


_Message = TypeVar("_Message")
_encoder = msgspec.msgpack.Encoder()


#: How hard bodies are pressed: for any line, and where the line is so quick that pressing
#: would take longer than sending (a fifth more bytes in a fifth of the time).
LEVEL, QUICK_LEVEL = 6, 1


def pack(message: object, level: int = LEVEL) -> bytes:
    """Body of a request or reply."""
    # The checksum tells a line that alters bytes from one that only cuts them.
    packer = zstandard.ZstdCompressor(level=level, write_checksum=True)
    return packer.compress(_encoder.encode(message))


def unpack(body: bytes, kind: type[_Message]) -> _Message:
    """The message inside. Raises :class:`Trouble` for anything cut, oversized or malformed."""
    try:
        size = zstandard.frame_content_size(body)
        if size < 0 or size > MAX_UNPACKED:
            raise Trouble("收到的数据不完整或过大")
        plain = zstandard.ZstdDecompressor().decompress(body, max_output_size=MAX_UNPACKED)
        return msgspec.msgpack.decode(plain, type=kind)
    except (zstandard.ZstdError, *UNREADABLE) as error:
        raise Trouble("收到的数据不完整或格式不符", hint=type(error).__name__) from error
