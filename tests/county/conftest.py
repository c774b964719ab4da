"""Fixtures of the county's tests: the same store tests run on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from county_rig import NoPostgres, Postgres, start_postgres

from counter_app.county import keys, schema
from counter_app.county.database import Database


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A private PostgreSQL for this run; skipped with the reason where there is none."""
    try:
        server = start_postgres()
    except NoPostgres as why:
        pytest.skip(str(why))
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a new, empty county store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'county.db'}"
    server: Postgres = request.getfixturevalue("postgres_server")
    return server.fresh_database()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An initialised county store without reference data."""
    opened = Database.open(database_url, create=True)
    schema.upgrade(opened)
    with opened.writing() as connection:
        keys.make(connection)
    yield opened
    opened.close()
