"""Looking a device up on the event loop: what is found, and that nobody depends on it."""

from __future__ import annotations

import asyncio

import pytest
from county_rig import NOW_MS, TOWN, enrol_directly
from sqlalchemy import text

from counter_app.county import lookup
from counter_app.county.database import Database
from counter_app.county.devices import SIGNED_BY, Device, revoke, signed_row
from counter_app.county.lookup import Lookup

postgres_only = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


async def found(who: Lookup, name: str) -> Device | None:
    rows = await who.rows(name)
    assert rows is not None, "it can be asked"
    return signed_row(rows[0]) if rows else None


def cut(database: Database) -> None:
    """End every other connection, as a restart of PostgreSQL does."""
    with database.reading() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        ).all()


@postgres_only
def test_each_is_told_what_stands_there_now(database: Database) -> None:
    devices = [enrol_directly(database, TOWN) for _ in range(5)]

    async def ask() -> None:
        who = Lookup(database, SIGNED_BY)
        await who.start()
        names = [each.id for each in devices] * 40
        many = await asyncio.gather(*(found(who, name) for name in names))
        assert [each.id for each in many if each] == names, "in order, whoever asks with them"
        assert await found(who, "d4711") is None
        first = await found(who, names[0])
        assert first is not None
        assert not first.stopped
        assert first.public_key == devices[0].public_key
        revoke(database, names[0], NOW_MS)
        again = await found(who, names[0])
        assert again is not None
        assert again.stopped == "revoked"
        await who.stop()
        assert await who.rows(names[0]) is None

    asyncio.run(ask())


@postgres_only
def test_who_waits_when_it_breaks_is_told_so_and_it_comes_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "_AGAIN_S", 0.0)
    device = enrol_directly(database, TOWN)

    async def ask() -> None:
        who = Lookup(database, SIGNED_BY)
        await who.start()
        assert await found(who, device.id) is not None
        cut(database)
        async with asyncio.timeout(20):
            asked = [asyncio.create_task(who.rows(device.id)) for _ in range(3)]
            assert await asyncio.gather(*asked) == [None] * 3
            await who.dialled()
            assert await found(who, device.id) is not None
        await who.stop()

    asyncio.run(ask())


@postgres_only
def test_a_statement_that_fails_is_no_answer(database: Database) -> None:
    device = enrol_directly(database, TOWN)

    async def ask() -> None:
        who = Lookup(database, SIGNED_BY)
        await who.start()
        with database.writing() as connection:
            connection.execute(text("ALTER TABLE place_feed RENAME TO gone"))
        assert await who.rows(device.id) is None
        await who.stop()

    asyncio.run(ask())


async def cannot_be_asked(database: Database, device: Device) -> None:
    """Begun and ended in good order, with no answer in between."""
    who = Lookup(database, SIGNED_BY)
    await who.start()
    assert await who.rows(device.id) is None
    await who.stop()


class Watchless(asyncio.SelectorEventLoop):
    """As on Windows, where the usual loop has this of the base class only."""

    add_reader = asyncio.AbstractEventLoop.add_reader


@postgres_only
def test_a_loop_that_watches_no_sockets_does_without(database: Database) -> None:
    device = enrol_directly(database, TOWN)
    with asyncio.Runner(loop_factory=Watchless) as runner:
        runner.run(cannot_be_asked(database, device))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_is_left_to_the_threads(database: Database) -> None:
    asyncio.run(cannot_be_asked(database, enrol_directly(database, TOWN)))
