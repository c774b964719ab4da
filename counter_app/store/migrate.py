"""Bringing a profile's database to the present format, by Alembic, forward only."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, text

from counter_app.errors import Trouble

#: Newest revision; compared first, so that a start without changes never imports Alembic.
HEAD = "0005"


def current(engine: Engine) -> str | None:
    """The revision of the file, or None for an empty one."""
    with engine.connect() as connection:
        known = connection.execute(
            text("SELECT name FROM sqlite_master WHERE name = 'alembic_version'")
        ).first()
        if known is None:
            return None
        row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])


def upgrade(engine: Engine) -> None:
    """Bring the file to :data:`HEAD`. Raises :class:`Trouble` when a newer program wrote it."""
    revision = current(engine)
    if revision == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(begin_mode="IMMEDIATE") as connection:
        config.attributes["connection"] = connection
        try:
            with connection.begin():
                command.upgrade(config, "head")
        except CommandError as error:
            raise Trouble(
                "本机数据由更新的程序写成，现在的程序打不开", hint="请安装新版程序，数据没有变动"
            ) from error
