"""Attachments that this device owes the county: which next, how far, and what failed.

Each waits for itself: one that fails is put off, longer each time, and blocks no other.
"""

from __future__ import annotations

import msgspec

from counter_app.store.attachment_file import PART
from counter_app.store.attachments import Attachments

#: A failed one waits a minute, then twice as long each time, at most six hours (ms).
FIRST_RETRY_MS = 60_000
LONGEST_RETRY_MS = 6 * 3600_000
#: Small files go before large ones, in steps of so many bytes; within a step old before new.
_STEP = 256 * 1024


class OwedFile(msgspec.Struct, frozen=True):
    """A file that the county does not have. ``sent``: bytes it has acknowledged."""

    hash: bytes
    size: int
    sent: int
    tries: int


def owed(files: Attachments) -> list[OwedFile]:
    """What may be sent now, in order."""
    if not files.exists:
        return []
    now = files.now_ms()
    with files.file.reading() as driver:
        rows = driver.execute(
            "SELECT hash, size, sent, tries FROM file"
            " WHERE uploaded_ms = 0 AND held = size AND named = 1"
            # a retry further off than the longest was noted by a clock that was ahead
            " AND (retry_ms <= ? OR retry_ms > ?)"
            " ORDER BY size / ?, added_ms",
            (now, now + LONGEST_RETRY_MS, _STEP),
        ).fetchall()
    return [OwedFile(*row) for row in rows]


def piece(files: Attachments, file_hash: bytes, offset: int, size: int) -> bytes:
    """Up to ``size`` bytes from ``offset`` on, unchecked: whoever receives checks the whole."""
    first, last = offset // PART, (offset + size - 1) // PART
    with files.file.reading() as driver:
        rows = driver.execute(
            "SELECT data FROM part WHERE hash = ? AND part BETWEEN ? AND ? ORDER BY part",
            (file_hash, first, last),
        ).fetchall()
    start = offset - first * PART
    return b"".join(row[0] for row in rows)[start : start + size]


def acknowledge(files: Attachments, file_hash: bytes, held: int, *, complete: bool) -> None:
    """The county has the first ``held`` bytes, or all of it, checked."""
    with files.file.writing() as driver:
        driver.execute(
            "UPDATE file SET sent = ?, uploaded_ms = ?, retry_ms = 0, why = '',"
            " tries = CASE WHEN ? THEN 0 ELSE tries END WHERE hash = ?",
            (held, files.now_ms() if complete else 0, complete, file_hash),
        )


def put_off(files: Attachments, file_hash: bytes, why: str, *, sent: int = 0) -> None:
    """Sending it failed: it waits, and starts again behind ``sent`` bytes."""
    with files.file.writing() as driver:
        row = driver.execute("SELECT tries FROM file WHERE hash = ?", (file_hash,)).fetchone()
        tries: int = row[0] if row is not None else 0
        pause = min(FIRST_RETRY_MS << min(tries, 20), LONGEST_RETRY_MS)
        driver.execute(
            "UPDATE file SET tries = ?, retry_ms = ?, why = ?, sent = ? WHERE hash = ?",
            (tries + 1, files.now_ms() + pause, why, sent, file_hash),
        )


def try_again_now(files: Attachments) -> None:
    """A person asks: what waits after a failure may be sent at once."""
    if files.exists:
        with files.file.writing() as driver:
            driver.execute("UPDATE file SET retry_ms = 0 WHERE uploaded_ms = 0")


def doubt(files: Attachments) -> None:
    """The county was restored to an earlier point: what it has must be asked again."""
    if files.exists:
        with files.file.writing() as driver:
            driver.execute("UPDATE file SET uploaded_ms = 0, sent = 0, retry_ms = 0")
