"""Opening the encrypted file: SQLCipher with a raw 256-bit key, durable settings (design §2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from counter_app.errors import Trouble


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
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("PRAGMA cache_size = -16000")
        # The log is folded back while nothing is being saved (Store.checkpoint), not in a save.
        cursor.execute("PRAGMA wal_autocheckpoint = 8000")
        cursor.execute("PRAGMA trusted_schema = OFF")
    except sqlcipher.DatabaseError as error:
        connection.close()
        if "not a database" in str(error):
            raise Trouble("本机数据打不开:钥匙不符或文件已损坏", hint="请从备份恢复") from error
        raise Trouble("本机数据暂时打不开", hint=str(error)) from error
    cursor.close()
    return connection


def open_engine(path: Path, data_key: bytes) -> Engine:
    """An engine for one profile: at most one writer and one reader at a time."""
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
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine
