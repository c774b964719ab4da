"""A hall whose county keeps its books in SQLite or in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from county_rig import CountyRig, NoPostgres, Postgres, start_postgres
from sync_rig import Hall, opened_hall

from counter_app.county import admin
from counter_app.county.database import Database
from counter_app.county.server import wall_ms


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
def both_halls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hall]:
    """The same hall on each of the two stores."""
    if request.param == "sqlite":
        with opened_hall(tmp_path) as hall:
            yield hall
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    url = server.fresh_database()
    database = Database.open(url, create=True)
    people = admin.init(database, wall_ms(), sample=True).staff
    database.close()
    hall = Hall(CountyRig(url, people), tmp_path)
    with hall.rig.serve() as running:
        hall.server = running
        try:
            yield hall
        finally:
            hall.close_all()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A hall on SQLite."""
    with opened_hall(tmp_path) as opened:
        yield opened


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """The folder that a USB stick is for the windows of a hall."""
    made = tmp_path / "stick"
    made.mkdir()
    return made
