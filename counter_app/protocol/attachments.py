"""Attachments on the wire: asked for by hash, sent in chunks, fetched in chunks.

Chunks are the raw bytes of the file, neither packed nor compressed; everything else is a
message like any other (protocol/wire.py).
"""

from __future__ import annotations

import msgspec

#: A chunk has at most so many bytes, in both directions.
MAX_CHUNK = 256 * 1024
#: A larger file is refused (bytes). A device keeps smaller limits (documents/scans.py).
MAX_FILE = 16 * 1024 * 1024
#: Hashes in one question.
MAX_HASHES = 500
CHUNK_TYPE = "application/octet-stream"


class HaveRequest(msgspec.Struct, frozen=True):
    """Which of these files does the county have? ``hashes``: SHA-256, at most 500."""

    hashes: tuple[bytes, ...]


class HeldFile(msgspec.Struct, frozen=True, array_like=True):
    """What the county has of one file: its first ``held`` bytes; complete = all, checked."""

    hash: bytes
    held: int
    complete: bool


class HaveReply(msgspec.Struct, frozen=True):
    """Those of the files asked for of which the county has anything."""

    files: tuple[HeldFile, ...]


class ChunkReply(msgspec.Struct, frozen=True):
    """The county durably has the first ``held`` bytes; complete = all, checked."""

    held: int
    complete: bool


def target(file_hash: bytes) -> str:
    """Path of one file."""
    return f"/api/v1/files/{file_hash.hex()}"
