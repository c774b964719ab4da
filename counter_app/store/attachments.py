"""Attachments (附件) on this device: by SHA-256, each once, until the county has them and longer.

Order of durability: the file first, then the entry that names it; a cut in between leaves an
orphan. What is owed to the county: store/attachment_outbox.py; what may be dropped:
store/attachment_care.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from counter_app.errors import BadInput, Refused, Trouble, os_words
from counter_app.store.attachment_file import (
    PART,
    AttachmentFile,
    drop_bytes,
    insert_parts,
    is_sound,
    joined,
)

#: Bytes that attachments may take on this device.
QUOTA = 2 * 1024**3
#: What the county has and nobody opened for so long is dropped here and fetched on demand (ms).
UNUSED_MS = 90 * 86_400_000
#: "Last used" is written at most once a day (ms).
_USED_EVERY_MS = 86_400_000
#: Orphans and what may be dropped are looked for once an hour, and when room is short (ms).
_CARE_EVERY_MS = 3600_000
_MIB = 1024**2


class Kept(msgspec.Struct, frozen=True):
    """A file by its facts. ``hash``: SHA-256 of its bytes; ``size`` in bytes."""

    hash: bytes
    size: int
    media: str


class Standing(msgspec.Struct, frozen=True):
    """Where a file is. ``why``: why the last try to send it failed, or ""."""

    here: bool = False
    at_county: bool = False
    sent: int = 0
    why: str = ""


class Totals(msgspec.Struct, frozen=True):
    """Counts and bytes: held here, not yet at the county, of these waiting after a failure."""

    files: int = 0
    size: int = 0
    owed: int = 0
    owed_size: int = 0
    failed: int = 0


class Attachments:
    """The files of one device. ``close()`` when done."""

    def __init__(
        self, path: Path, data_key: bytes, now_ms: Callable[[], int], *, quota: int = QUOTA
    ) -> None:
        self.file = AttachmentFile(path, data_key)
        self.now_ms = now_ms
        self.quota = quota
        self.unused_ms = UNUSED_MS
        self._cared_ms = 0
        #: bytes of the chunk that the line carried well last
        self.chunk = PART
        #: put by this process: perhaps an entry is just about to name them
        self.fresh: set[bytes] = set()

    @property
    def exists(self) -> bool:
        """Whether there has ever been an attachment here."""
        return self.file.exists

    def close(self) -> None:
        self.file.close()

    def put(self, source: bytes | Path, media: str) -> Kept:
        """Keep a file durably; the same bytes are kept once.

        Raises :class:`Refused` when there is no room in the quota, :class:`BadInput` for files
        that cannot be read, :class:`Trouble` for disk errors.
        """
        data = source if isinstance(source, bytes) else bytes_of(source)
        kept = Kept(hashlib.sha256(data).digest(), len(data), media)
        now = self.now_ms()
        self.fresh.add(kept.hash)
        with self.file.writing() as driver:
            row = _find(driver, kept.hash)
            whole = row is not None and row[0] == row[1]
            if not whole:
                self._check_room(driver, kept.size)
                drop_bytes(driver, kept.hash)
                insert_parts(driver, kept.hash, 0, data)
            if row is None:
                driver.execute(
                    "INSERT INTO file (hash, size, media, added_ms, held, used_ms)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (kept.hash, kept.size, media, now, kept.size, now),
                )
            else:
                driver.execute(
                    "UPDATE file SET held = size, added_ms = ?, used_ms = ? WHERE hash = ?",
                    (now, now, kept.hash),
                )
        return kept

    def note_named(self, *hashes: bytes) -> None:
        """Entries of the journal name these: they are owed, and no orphans."""
        with self.file.writing() as driver:
            driver.executemany(
                "UPDATE file SET named = 1 WHERE hash = ?", [(each,) for each in hashes]
            )

    def has(self, file_hash: bytes) -> bool:
        """Whether all of it lies here."""
        return self.standings([file_hash])[file_hash].here

    def read(self, file_hash: bytes) -> bytes:
        """The bytes, checked. Raises :class:`Trouble` when they are not here or damaged.

        A damaged one that the county has is let go, so that it can be fetched again.
        """
        now = self.now_ms()
        with self.file.writing() as driver:
            row = _find(driver, file_hash)
            if row is None or row[0] < row[1]:
                raise Trouble("这个附件不在本机", hint="联网后可以从县平台取回")
            _, _, uploaded_ms, used_ms = row
            data = joined(driver, file_hash)
            sound = is_sound(data, file_hash)
            if sound and abs(now - used_ms) > _USED_EVERY_MS:
                driver.execute("UPDATE file SET used_ms = ? WHERE hash = ?", (now, file_hash))
            if not sound and uploaded_ms:
                drop_bytes(driver, file_hash)
        if sound:
            return data
        if uploaded_ms:
            raise Trouble("这个附件在本机的副本已损坏", hint="联网后再打开，会从县平台重新取回")
        raise Trouble("这个附件已损坏，还没有上传", hint="请重新扫描后再添加一次")

    def standings(self, hashes: Iterable[bytes]) -> dict[bytes, Standing]:
        """Where each of these is."""
        found = dict.fromkeys(hashes, Standing())
        if not self.exists:
            return found
        with self.file.reading() as driver:
            for file_hash in found:
                row = driver.execute(
                    "SELECT held = size, uploaded_ms > 0, sent, why FROM file WHERE hash = ?",
                    (file_hash,),
                ).fetchone()
                if row is not None:
                    found[file_hash] = Standing(bool(row[0]), bool(row[1]), row[2], row[3])
        return found

    def totals(self) -> Totals:
        """What lies here and what is owed."""
        if not self.exists:
            return Totals()
        with self.file.reading() as driver:
            files, size = driver.execute(
                "SELECT count(*), sum(held) FROM file WHERE held = size"
            ).fetchone()
            owed, owed_size, failed = driver.execute(
                "SELECT count(*), sum(size - sent), sum(why <> '') FROM file"
                " WHERE uploaded_ms = 0 AND held = size AND named = 1"
            ).fetchone()
        return Totals(files, size or 0, owed, owed_size or 0, failed or 0)

    @property
    def paused(self) -> bool:
        """Whether a person has stopped sending, for a line that costs by volume."""
        if not self.exists:
            return False
        with self.file.reading() as driver:
            row = driver.execute("SELECT value FROM meta WHERE key = 'paused'").fetchone()
        return row is not None

    @paused.setter
    def paused(self, value: bool) -> None:
        with self.file.writing() as driver:
            if value:
                driver.execute("INSERT OR REPLACE INTO meta VALUES ('paused', '1')")
            else:
                driver.execute("DELETE FROM meta WHERE key = 'paused'")

    def care_is_due(self) -> bool:
        """Whether it is time to look for orphans and for what may be dropped."""
        return abs(self.now_ms() - self._cared_ms) >= _CARE_EVERY_MS

    def cared_for(self) -> None:
        self._cared_ms = self.now_ms()

    def begin_fetch(self, kept: Kept) -> int:
        """Make ready to take this file in; returns how many bytes of it lie here already."""
        now = self.now_ms()
        with self.file.writing() as driver:
            row = _find(driver, kept.hash)
            if row is not None:
                return int(row[0])
            self._check_room(driver, kept.size)
            driver.execute(
                "INSERT INTO file (hash, size, media, added_ms, held, named, used_ms)"
                " VALUES (?, ?, ?, ?, 0, 1, ?)",
                (kept.hash, kept.size, kept.media, now, now),
            )
        return 0

    def take(self, file_hash: bytes, offset: int, data: bytes) -> int:
        """Keep bytes that came from the county; returns how many lie here now.

        Nothing is kept when ``offset`` is not where the last ones ended. The whole is checked
        when it is complete: raises :class:`Trouble` when it is another one, and starts over.
        """
        with self.file.writing() as driver:
            row = _find(driver, file_hash)
            if row is None or row[0] != offset:
                return 0 if row is None else int(row[0])
            size: int = row[1]
            data = data[: size - offset]
            if offset + len(data) < size:
                data = data[: len(data) // PART * PART]  # pieces are full, except the last
            held = offset + len(data)
            insert_parts(driver, file_hash, offset // PART, data)
            whole = held == size
            sound = not whole or is_sound(joined(driver, file_hash), file_hash)
            if sound:
                driver.execute(
                    "UPDATE file SET held = ?, uploaded_ms = ?, used_ms = ? WHERE hash = ?",
                    (held, self.now_ms() if whole else row[2], self.now_ms(), file_hash),
                )
            else:
                drop_bytes(driver, file_hash)
        if not sound:
            raise Trouble("取回的附件不完整，已丢弃", hint="请稍后再试")
        return held

    def _check_room(self, driver: Any, size: int) -> None:
        held = driver.execute("SELECT sum(held) FROM file").fetchone()[0] or 0
        if held + size <= self.quota:
            return
        self._cared_ms = 0
        owed, owed_size = driver.execute(
            "SELECT count(*), sum(size) FROM file WHERE uploaded_ms = 0 AND held = size"
        ).fetchone()
        full = f"本机附件已到上限 {self.quota // _MIB} MB"
        if owed:
            raise Refused(
                f"{full}，其中 {owed} 个（共 {-(-owed_size // _MIB)} MB）还没有上传，都在本机",
                hint="请联网上传后再添加",
            )
        raise Refused(full, hint="请联网同步一次，已上传的会腾出空间，然后再添加")


def bytes_of(path: Path) -> bytes:
    """The file's bytes. Raises :class:`BadInput` when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput("附件", "这个文件读不出来", hint=os_words(error)) from error


def _find(driver: Any, file_hash: bytes) -> tuple[int, int, int, int] | None:
    """(held, size, uploaded_ms, used_ms)"""
    row: tuple[int, int, int, int] | None = driver.execute(
        "SELECT held, size, uploaded_ms, used_ms FROM file WHERE hash = ?", (file_hash,)
    ).fetchone()
    return row
