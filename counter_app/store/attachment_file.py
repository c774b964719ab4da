"""The file of attachments: its tables, the one connection to it, and its pieces.

A second encrypted file with the same data key, so that the main one stays small and quick to
examine. It holds nothing that a fold needs: losing it loses pictures, never a record. It has no
migrations: user_version says which tables these are, and they are made where they are missing.

file   one row an attachment that was ever here. ``held``: bytes that lie here, from the start;
       ``sent``: bytes that the county has said it has; ``uploaded_ms``: when the county had all
       of it, 0 = not yet; ``named``: an entry of the journal names it (others may be orphans);
       ``used_ms``: last looked at; ``tries``, ``retry_ms``, ``why``: of the last failures.
part   the bytes, in pieces of 64 KiB, numbered from 0.
meta   settings of a person that must survive a restart.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from counter_app.errors import Trouble
from counter_app.store.engine import connect
from counter_app.store.faults import of_database, trouble

#: Bytes of one piece.
PART = 64 * 1024
#: Version of the tables below (PRAGMA user_version). A program that meets a higher one stops.
VERSION = 1

_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS file (
        hash BLOB PRIMARY KEY,
        size INTEGER NOT NULL,
        media TEXT NOT NULL,
        added_ms INTEGER NOT NULL,
        held INTEGER NOT NULL,
        sent INTEGER NOT NULL DEFAULT 0,
        uploaded_ms INTEGER NOT NULL DEFAULT 0,
        named INTEGER NOT NULL DEFAULT 0,
        used_ms INTEGER NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        retry_ms INTEGER NOT NULL DEFAULT 0,
        why TEXT NOT NULL DEFAULT ''
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS part (
        hash BLOB NOT NULL,
        part INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (hash, part)
    )
    """,
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS file_owed ON file (added_ms) WHERE uploaded_ms = 0",
)


class AttachmentFile:
    """One connection behind a lock: several threads may call. Opened when first needed."""

    def __init__(self, path: Path, data_key: bytes) -> None:
        self._path = path
        self._data_key = data_key
        self._lock = threading.RLock()
        self._driver: Any = None

    @property
    def exists(self) -> bool:
        """Whether there has ever been an attachment here: else nothing needs to be opened."""
        return self._driver is not None or self._path.exists()

    def close(self) -> None:
        with self._lock:
            if self._driver is not None:
                self._driver.close()
                self._driver = None

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """The connection, for statements that read. Raises :class:`Trouble` for disk errors."""
        with self._lock:
            try:
                if self._driver is None:
                    self._driver = _open(self._path, self._data_key)
                yield self._driver
            except Exception as error:
                if of_database(error):
                    raise trouble(error) from error
                raise

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """One durable transaction: all of it or nothing. Not nested."""
        with self.reading() as driver:
            driver.execute("BEGIN IMMEDIATE")
            try:
                yield driver
                driver.execute("COMMIT")
            except BaseException:
                if driver.in_transaction:
                    driver.execute("ROLLBACK")
                raise


def insert_parts(driver: Any, file_hash: bytes, first: int, data: bytes) -> None:
    """Store bytes as the pieces ``first``, ``first + 1`` …"""
    driver.executemany(
        "INSERT INTO part VALUES (?, ?, ?)",
        [
            (file_hash, first + index, data[start : start + PART])
            for index, start in enumerate(range(0, len(data), PART))
        ],
    )


def joined(driver: Any, file_hash: bytes) -> bytes:
    """All bytes that lie here of a file."""
    rows = driver.execute("SELECT data FROM part WHERE hash = ? ORDER BY part", (file_hash,))
    return b"".join(row[0] for row in rows)


def is_sound(data: bytes, file_hash: bytes) -> bool:
    """Whether these bytes are the file of this hash."""
    return hashlib.sha256(data).digest() == file_hash


def drop_bytes(driver: Any, file_hash: bytes) -> None:
    """Let the bytes go; the row stays and tells where the file is."""
    driver.execute("DELETE FROM part WHERE hash = ?", (file_hash,))
    driver.execute("UPDATE file SET held = 0 WHERE hash = ?", (file_hash,))


def _open(path: Path, data_key: bytes) -> Any:
    """Raises :class:`Trouble` when the key does not fit or a newer program wrote the file."""
    driver = connect(path, data_key)
    try:
        version = driver.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise Trouble("附件文件是更新版本的程序写的，本版本不能打开", hint="请升级程序")
        if version < VERSION:
            _make(driver)
        # Each picture is a burst of pages: folded back as it comes, nobody waits for it.
        driver.execute("PRAGMA wal_autocheckpoint = 1000")
    except BaseException:
        driver.close()
        raise
    return driver


def _make(driver: Any) -> None:
    # Takes effect by VACUUM only, because the log mode has already written the first page.
    driver.execute("PRAGMA auto_vacuum = INCREMENTAL")
    driver.execute("VACUUM")
    driver.execute("BEGIN IMMEDIATE")
    for statement in _TABLES:
        driver.execute(statement)
    driver.execute(f"PRAGMA user_version = {VERSION}")
    driver.execute("COMMIT")
