"""The schema: revisions give exactly the tables, on both kinds of store, whoever runs them."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from county_rig import NOW_MS, TOWN, enrol_directly
from sqlalchemy import text

from counter_app.county import admin, schema
from counter_app.county.database import Database
from counter_app.county.editions import editions
from counter_app.county.enrolment import issue_code
from counter_app.county.pull import pull
from counter_app.county.push import push
from counter_app.county.verify import verify
from counter_app.errors import Trouble
from counter_app.models.tables.county import metadata


def test_revisions_make_the_tables(database: Database) -> None:
    with database.reading() as connection:
        assert schema.current(connection) == schema.HEAD
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    assert not schema.upgrade(database)


def test_two_at_once_make_them_once(database_url: str) -> None:
    database = Database.open(database_url, create=True)
    done: list[bool] = []
    threads = [
        threading.Thread(target=lambda: done.append(schema.upgrade(database))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == [False, False, True]
    schema.require(database)
    database.close()


def test_a_store_of_a_newer_program_is_left_alone(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Trouble, match="更新的程序"):
        schema.upgrade(database)
    with pytest.raises(Trouble, match="格式"):
        schema.require(database)
    with database.reading() as connection:
        assert schema.current(connection) == "9999"


def test_an_empty_store_is_no_county(database_url: str) -> None:
    database = Database.open(database_url, create=True)
    with pytest.raises(Trouble, match="初始化"):
        schema.require(database)
    database.close()


def test_no_statement_is_left_open(tmp_path: Path) -> None:
    """A SELECT that nobody read to its end keeps a snapshot, and the log would only grow."""
    database = Database.open(f"sqlite:///{tmp_path / 'county.db'}", create=True)
    admin.init(database, NOW_MS, sample=True)
    device = enrol_directly(database, TOWN)
    issue_code(database, TOWN, 1, NOW_MS)
    for running in range(1, 4):
        device.receive(running)
        push(database, device.id, device.push(running), lambda: NOW_MS)
        push(database, device.id, device.push(running), lambda: NOW_MS)
    pull(database, "", TOWN, 0)
    editions(database, TOWN, 0)
    admin.report(database)
    assert verify(database).ok
    raw = sqlite3.connect(tmp_path / "county.db", timeout=0)
    busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    raw.close()
    database.close()
    assert busy == 0
