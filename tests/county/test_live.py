"""Waiting for news: who is woken, by what, and that stopping waits for nobody."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from county_rig import NOW_MS, TOWN, VILLAGE, TestDevice, enrol_directly
from live_rig import Hanging, serving
from sqlalchemy import text

from counter_app.county import loading
from counter_app.county.database import Database
from counter_app.county.live import Hub, look_round
from counter_app.county.notices import Notice, read_payload
from counter_app.county.push import push
from counter_app.county.rows import Version
from counter_app.county.serve import ServerThread, run_in_thread
from counter_app.protocol import wire
from counter_app.protocol.live import LiveReply

#: Far more than any answer takes; only there so that a lost wake-up fails instead of hanging.
GENEROUS_S = 20


@pytest.fixture
def server(database: Database, database_url: str) -> Iterator[ServerThread]:
    with run_in_thread(database_url) as running:
        yield running


def hub_of(server: ServerThread) -> Hub:
    return server.county.hub


async def until(met: object) -> None:
    """Let the server work until ``met()``."""
    async with asyncio.timeout(GENEROUS_S):
        while not met():  # type: ignore[operator]
            await asyncio.sleep(0.005)


async def answered(hanging: Hanging) -> LiveReply:
    async with asyncio.timeout(GENEROUS_S):
        return await hanging.answer()


def send(url: str, device: TestDevice) -> None:
    body = wire.pack(device.push())
    headers = device.headers("POST", "/api/v1/push", body)
    assert httpx.post(f"{url}/api/v1/push", content=body, headers=headers).status_code == 200


def undone(database: Database) -> None:
    with database.writing() as connection:
        loading.write_edition(connection, [], NOW_MS)
        raise ZeroDivisionError


def edition_in(database: Database) -> int:
    with database.writing() as connection:
        row = Version("note", "x", 0, False, "", b"\x80")
        return loading.write_edition(connection, [row], NOW_MS)


def test_answers_at_once_when_there_is_something(server: ServerThread, database: Database) -> None:
    town, other = enrol_directly(database, TOWN), enrol_directly(database, TOWN)
    town.receive(1)
    push(database, town.id, town.push(), lambda: NOW_MS)
    edition = edition_in(database)

    async def ask() -> None:
        for cursor, known in ((0, edition), (7, edition), (1, 0)):
            hanging = await Hanging.ask(server.url, other, cursor, known)
            assert await answered(hanging) == LiveReply(1, edition)

    asyncio.run(ask())
    assert len(hub_of(server)) == 0


def test_a_push_wakes_its_place_and_no_other(server: ServerThread, database: Database) -> None:
    town, other = enrol_directly(database, TOWN), enrol_directly(database, TOWN)
    village = enrol_directly(database, VILLAGE)

    async def ask() -> None:
        here = await Hanging.ask(server.url, other)
        there = await Hanging.ask(server.url, village)
        await until(lambda: len(hub_of(server)) == 2)
        town.receive(1)
        await asyncio.to_thread(send, server.url, town)
        assert await answered(here) == LiveReply(1, 0)
        assert hub_of(server).places() == [VILLAGE]
        # Asked again by the same device: the request that was forgotten is answered, unchanged.
        again = await Hanging.ask(server.url, village)
        assert await answered(there) == LiveReply(0, 0)
        village.receive(1)
        await asyncio.to_thread(send, server.url, village)
        assert await answered(again) == LiveReply(1, 0)

    asyncio.run(ask())


def test_what_another_process_commits_wakes_too(server: ServerThread, database: Database) -> None:
    """``database`` is not the server's own: nothing rings in the server's process."""
    town, other = enrol_directly(database, TOWN), enrol_directly(database, TOWN)

    async def ask() -> None:
        hanging = await Hanging.ask(server.url, other)
        await until(lambda: len(hub_of(server)) == 1)
        town.receive(1)
        await asyncio.to_thread(push, database, town.id, town.push(), lambda: NOW_MS)
        assert await answered(hanging) == LiveReply(1, 0)
        hanging = await Hanging.ask(server.url, other, cursor=1)
        await until(lambda: len(hub_of(server)) == 1)
        edition = await asyncio.to_thread(edition_in, database)
        assert await answered(hanging) == LiveReply(1, edition)

    asyncio.run(ask())


def test_what_is_undone_rings_nobody(database: Database) -> None:
    told: list[Notice] = []
    database.on_commit = told.append
    town = enrol_directly(database, TOWN)
    town.receive(1)
    request = town.push()
    request = wire.PushRequest(request.first, request.entries, request.head, b"\0" * 64)
    with pytest.raises(Exception, match="签名"):
        push(database, town.id, request, lambda: NOW_MS)
    with pytest.raises(ZeroDivisionError):
        undone(database)
    assert told == []
    with database.writing() as connection:
        connection.execute(text("SELECT 1"))
    assert told == []
    push(database, town.id, town.push(), lambda: NOW_MS)
    assert [each.positions for each in told] == [{TOWN: 1}]


def test_bad_signature_does_not_hang(server: ServerThread, database: Database) -> None:
    town = enrol_directly(database, TOWN)
    target = "/api/v1/live?cursor=0&edition=0"
    answer = httpx.get(server.url + target, headers=town.headers("GET", target + "1"))
    assert answer.status_code == 401
    assert len(hub_of(server)) == 0


@pytest.mark.parametrize("payload", ["", "x", "* x", "a b c", "a -1", "a " + "9" * 30, "a ²"])
def test_nonsense_on_the_channel_rings_nobody(payload: str) -> None:
    assert read_payload(payload) == Notice()


def test_nothing_is_read_while_nobody_waits() -> None:
    look_round(None, Hub())  # type: ignore[arg-type]


@pytest.mark.skipif(os.name != "posix", reason="sends SIGTERM")
@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_stopping_waits_for_nobody_who_hangs(database: Database, database_url: str) -> None:
    devices = [enrol_directly(database, TOWN) for _ in range(300)]

    async def ask(url: str, stop: object) -> list[LiveReply]:
        hanging = [await Hanging.ask(url, device) for device in devices]
        # Everybody hangs: a push is answered to all, and all ask again.
        await asyncio.sleep(0)
        devices[0].receive(1)
        await until_hanging(url, devices[0])
        first = [await answered(each) for each in hanging]
        assert set(first) == {LiveReply(1, 0)}
        hanging = [await Hanging.ask(url, device, cursor=1) for device in devices]
        await asyncio.to_thread(httpx.get, f"{url}/api/v1/hello")
        stop()  # type: ignore[operator]
        return [await answered(each) for each in hanging]

    async def until_hanging(url: str, device: TestDevice) -> None:
        await asyncio.to_thread(send, url, device)

    with serving(database_url) as (process, url):
        replies = asyncio.run(ask(url, lambda: process.send_signal(signal.SIGTERM)))
        assert set(replies) == {LiveReply(1, 0)}
        process.wait(GENEROUS_S)
        assert process.returncode in (0, -signal.SIGTERM, 143)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_two_processes_on_one_postgresql(database: Database, database_url: str) -> None:
    town, other = enrol_directly(database, TOWN), enrol_directly(database, TOWN)
    with serving(database_url) as (_, one), serving(database_url) as (_, two):

        async def ask() -> None:
            for count in range(1, 4):
                hanging = await Hanging.ask(two, other, cursor=count - 1)
                await asyncio.to_thread(httpx.get, f"{two}/api/v1/hello")
                town.receive(count)
                await asyncio.to_thread(send, one, town)
                assert await answered(hanging) == LiveReply(count, 0)
                if count == 2:
                    # The database drops everybody; what was told meanwhile is read afresh.
                    await asyncio.to_thread(drop_listeners, database_url)

        asyncio.run(ask())


def drop_listeners(database_url: str) -> None:
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:
        dropped = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query ~ '^(LISTEN|SELECT pg_notify)' AND datname = current_database()"
        ).fetchall()
    assert len(dropped) == 2
