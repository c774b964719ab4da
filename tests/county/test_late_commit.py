"""The row that commits late: lost by a plain sequence cursor, never by the county's feeds.

The same interleaving is played on both: writer A takes its number and stays open, writer B
takes the next one and would commit, a reader moves its cursor as far as it can, A commits (or
rolls back, or dies together with the server). What the reader never sees is lost.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Protocol

import psycopg
import pytest
from county_rig import NOW_MS, TOWN, VILLAGE, Postgres, TestDevice, enrol_directly
from sqlalchemy import event, text

from counter_app.county import keys, schema
from counter_app.county.database import Database
from counter_app.county.pull import pull
from counter_app.county.push import push
from counter_app.county.verify import verify
from counter_app.errors import Trouble
from counter_app.models.acts.case import Forwarded

pytestmark = pytest.mark.postgres

#: Longest wait for another thread or for the server, in seconds.
PATIENCE_S = 30.0


class Stop:
    """A place just before a commit where one writer waits, and how it goes on from there."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.go_on = threading.Event()
        self.roll_back = False
        self.backend = 0

    def wait(self, backend: int) -> None:
        self.backend = backend
        self.reached.set()
        assert self.go_on.wait(PATIENCE_S)
        if self.roll_back:
            raise RolledBack


class RolledBack(Exception):
    """The transaction is given up at its last moment."""


class Feed(Protocol):
    """Something written by several and read with a cursor."""

    def write(self, name: str, stop: Stop | None = None) -> None: ...

    def read(self, cursor: int) -> tuple[int, list[str]]: ...

    def waiting(self) -> bool:
        """Whether a writer waits for a lock."""
        ...


class PlainSequence:
    """What everybody builds first: a bigserial column, and a cursor by its largest value."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(self._url) as connection:
            connection.execute("CREATE TABLE plain (id bigserial PRIMARY KEY, name text)")

    def write(self, name: str, stop: Stop | None = None) -> None:
        with psycopg.connect(self._url) as connection:
            connection.execute("INSERT INTO plain (name) VALUES (%s)", [name])
            if stop is not None:
                stop.wait(connection.info.backend_pid)

    def read(self, cursor: int) -> tuple[int, list[str]]:
        with psycopg.connect(self._url) as connection:
            found = connection.execute(
                "SELECT id, name FROM plain WHERE id > %s ORDER BY id", [cursor]
            ).fetchall()
        return max([cursor, *(row[0] for row in found)]), [row[1] for row in found]

    def waiting(self) -> bool:
        return False


class CountyFeed:
    """The town's feed of a real county: A writes from the village, everybody else in town."""

    def __init__(self, url: str) -> None:
        self.database = Database.open(url)
        schema.upgrade(self.database)
        with self.database.writing() as connection:
            keys.make(connection)
        self._stops: dict[int, Stop] = {}
        self._devices: dict[str, TestDevice] = {}
        self.names: dict[bytes, str] = {}
        event.listen(self.database._engine, "commit", self._commit)

    def _commit(self, connection: Any) -> None:
        stop = self._stops.pop(threading.get_ident(), None)
        if stop is not None:
            stop.wait(connection.connection.driver_connection.info.backend_pid)

    def write(self, name: str, stop: Stop | None = None) -> None:
        device = self._devices.get(name)
        if device is None:
            place = VILLAGE if name == "A" else TOWN
            device = self._devices[name] = enrol_directly(self.database, place)
            subject = device.receive(1)
            if place == VILLAGE:
                device.record(subject, Forwarded(to_place=TOWN, purpose="report"))
            self.names |= dict.fromkeys(device.entries, name)
        if stop is not None:
            self._stops[threading.get_ident()] = stop
        push(self.database, device.id, device.push(), lambda: NOW_MS)

    def read(self, cursor: int) -> tuple[int, list[str]]:
        told = pull(self.database, "", TOWN, cursor)
        return told.cursor, [self.names[each.data] for each in told.entries]

    def waiting(self) -> bool:
        with self.database.reading() as connection:
            return bool(
                connection.execute(
                    text(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        " AND datname = current_database()"
                    )
                ).scalar()
            )

    def close(self) -> None:
        self.database.close()


def writer(feed: Feed, name: str, stop: Stop | None) -> threading.Thread:
    """Write from a thread of its own; that it is undone is part of the play."""

    def run() -> None:
        with suppress(RolledBack, Trouble, psycopg.OperationalError):
            feed.write(name, stop)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def until(condition: Any) -> None:
    """Wait for a condition."""
    tick = threading.Event()
    for _ in range(int(PATIENCE_S / 0.01)):
        with suppress(Trouble):
            if condition():
                return
        tick.wait(0.01)
    raise AssertionError("it never came to that")


def play(feed: Feed, *, roll_back: bool = False) -> list[str]:
    """The interleaving; returns what the reader has seen in the end."""
    stop = Stop()
    stop.roll_back = roll_back
    first = writer(feed, "A", stop)
    assert stop.reached.wait(PATIENCE_S)
    second = writer(feed, "B", None)
    until(lambda: feed.waiting() or not second.is_alive())
    cursor, seen = feed.read(0)
    stop.go_on.set()
    for thread in (first, second):
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
    cursor, more = feed.read(cursor)
    feed.write("C")
    return seen + more + feed.read(cursor)[1]


@pytest.fixture
def county(postgres_server: Postgres) -> Iterator[CountyFeed]:
    feed = CountyFeed(postgres_server.fresh_database())
    yield feed
    feed.close()


def test_a_plain_sequence_loses_the_row_that_commits_late(postgres_server: Postgres) -> None:
    """The fault is real: the very same play on a bigserial cursor never shows A."""
    plain = PlainSequence(postgres_server.fresh_database())
    assert play(plain) == ["B", "C"]
    assert plain.read(0)[1] == ["A", "B", "C"]


def test_a_feed_loses_nothing(county: CountyFeed) -> None:
    assert play(county) == ["A", "A", "B", "C"]
    _in_order(county)


def test_a_rolled_back_writer_leaves_no_gap(county: CountyFeed) -> None:
    assert play(county, roll_back=True) == ["B", "C"]
    _in_order(county)
    cursor, _ = county.read(0)
    county.write("A")
    assert county.read(cursor)[1] == ["A", "A"]
    _in_order(county)


@pytest.mark.slow
def test_a_server_that_dies_with_an_open_writer_loses_nothing() -> None:
    """A server process is killed, which takes all others down and starts them anew."""
    from county_rig import NoPostgres, start_postgres

    try:
        server = start_postgres()
    except NoPostgres as why:
        pytest.skip(str(why))
    try:
        county = CountyFeed(server.fresh_database())
        county.write("Z")
        cursor, seen = county.read(0)
        stop = Stop()
        first = writer(county, "A", stop)
        assert stop.reached.wait(PATIENCE_S)
        os.kill(stop.backend, signal.SIGKILL)
        stop.go_on.set()
        first.join(PATIENCE_S)
        assert not first.is_alive()
        until(lambda: county.read(cursor)[1] == [])
        until(lambda: county.write("B") is None)
        news: list[tuple[int, list[str]]] = []
        # A connection of before the crash is refused once, whoever takes it up.
        until(lambda: news.append(county.read(cursor)) is None)
        cursor, more = news[0]
        seen += more
        county.write("A")  # its acknowledgement never came, so the device sends again
        assert seen + county.read(cursor)[1] == ["Z", "B", "A", "A"]
        _in_order(county)
        county.close()
    finally:
        server.stop()


def _in_order(county: CountyFeed) -> None:
    """Positions 1, 2, 3 … without a gap, everything else as verify wants it."""
    verdict = verify(county.database)
    assert verdict.ok, verdict.findings
