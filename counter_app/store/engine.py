"""Opening the encrypted file: SQLCipher with a raw 256-bit key, durable settings (design §2)."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from counter_app.errors import Trouble

#: A longer write-ahead log is folded back when there is time. One frame is a page and a header.
LOG_FRAMES = 1000
_FRAME_BYTES = 4096 + 24
#: What opening needs beside the file (bytes), with something to spare.
_LEAST_ROOM = 256 * 1024


def connect(path: Path, data_key: bytes) -> Any:
    """A DBAPI connection, keyed and checked. Raises :class:`Trouble` when the key is wrong."""
    import sqlcipher3.dbapi2 as sqlcipher

    connection = sqlcipher.connect(str(path), check_same_thread=False, timeout=10)
    # Transactions are begun explicitly: the driver's own idea of them loses SELECTs.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA key = \"x'{data_key.hex()}'\"")
        cursor.execute("PRAGMA cipher_log_level = NONE")
        # A receipt is on paper when the clerk sees "saved": FULL survives a power cut.
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA temp_store = MEMORY")  # nothing plain in temporary files
        cursor.execute("PRAGMA secure_delete = OFF")  # what is deleted is encrypted all the same
        cursor.execute("PRAGMA cache_size = -16000")
        # The log is folded back while nothing is being saved (Store.tidy), not in a save.
        cursor.execute("PRAGMA wal_autocheckpoint = 8000")
        cursor.execute("PRAGMA trusted_schema = OFF")
    except sqlcipher.DatabaseError as error:
        connection.close()
        if "not a database" in str(error) or "malformed" in str(error):
            raise Trouble("本机数据打不开：钥匙不符或文件已损坏", hint="请从备份恢复") from error
        if "full" in str(error) or _no_room(path):
            hint = "数据都在，请清理磁盘后再试"
            raise Trouble("磁盘已满，本机数据打不开", hint=hint) from error
        hint = f"数据没有变动，请检查磁盘后再试（{error}）"
        raise Trouble("本机数据暂时打不开", hint=hint) from error
    cursor.close()
    return connection


def _no_room(path: Path) -> bool:
    """Whether even the shared memory beside the log found none: SQLite calls that an I/O error."""
    try:
        return shutil.disk_usage(path.parent).free < _LEAST_ROOM
    except OSError:
        return False


def open_engine(path: Path, data_key: bytes) -> Engine:
    """An engine for one profile: at most one writer and one reader at a time.

    Connections begin a deferred transaction, unless their ``begin_mode`` says ``IMMEDIATE``,
    or ``NONE`` for the store's writer, which begins and commits on the driver itself.
    """
    import sqlcipher3.dbapi2 as sqlcipher

    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: connect(path, data_key),
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=1,
        pool_reset_on_return=None,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("begin_mode", "DEFERRED")
        if mode != "NONE":
            connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def fold_log(driver: Any) -> bool:
    """Fold the write-ahead log back into the file if it is long; whether it was.

    The next transaction starts the log again from its beginning, over what is there.
    """
    _, frames, folded = driver.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()
    if frames - folded < LOG_FRAMES:
        return False
    driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    return True


def lay_out_log(driver: Any) -> None:
    """Give the log its usual length at once, in zeros.

    A commit that lengthens a file waits for the file system's own journal as well: twice as
    long. SQLite reads the log up to the first frame that carries no valid checksum, so zeros
    behind the end mean nothing to it.
    """
    path = driver.execute("PRAGMA database_list").fetchone()[2] + "-wal"
    # No room, or no log yet: the log then grows as it is written.
    with suppress(OSError), open(path, "r+b") as log:
        missing = LOG_FRAMES * _FRAME_BYTES - log.seek(0, os.SEEK_END)
        if missing > 0:
            log.write(bytes(missing))
            log.flush()
            os.fsync(log.fileno())
