"""Bringing a county store to the present format, by Alembic, forward only."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from counter_app.county.database import Database
from counter_app.errors import Trouble

#: Newest revision.
HEAD = "0002"
#: PostgreSQL: whoever changes the schema holds this advisory lock. Any fixed number will do.
_LOCK = 4_213_210_001


def current(connection: Connection) -> str | None:
    """The revision of the store, or None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])


def upgrade(database: Database) -> bool:
    """Bring the store to :data:`HEAD`; whether anything was done.

    Raises :class:`Trouble` when a newer program wrote it.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with database.writing() as connection:
        if database.is_postgres:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if current(connection) == HEAD:
            return False
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise Trouble(
                "县库由更新的程序写成，现在的程序打不开", hint="请安装新版程序，数据没有变动"
            ) from error
    return True


def require(database: Database) -> None:
    """Raise :class:`Trouble` unless the store has the present format."""
    with database.reading() as connection:
        revision = current(connection)
    if revision is None:
        raise Trouble("这个县库还没有初始化", hint="请先运行 county init")
    if revision != HEAD:
        raise Trouble("县库的格式与程序不符", hint="请运行 county init 升级（数据保留）")
