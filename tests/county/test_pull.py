"""Pull: in order, bounded, and never past an entry that commits later."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from county_rig import NOW_MS, TOWN, VILLAGE, enrol_directly
from sqlalchemy import text

from counter_app.county import feeds, pull as pull_module
from counter_app.county.database import Database
from counter_app.county.links import read_links
from counter_app.county.pull import pull
from counter_app.county.push import push, push_in
from counter_app.models.acts.case import Forwarded
from counter_app.protocol.digest import EMPTY
from counter_app.protocol.wire import FeedEntry


def test_a_place_without_a_feed_is_told_nothing(database: Database) -> None:
    told = pull(database, "d0001", TOWN, 0)
    assert (told.cursor, told.more, told.entries, told.edition) == (0, False, (), 0)
    assert (told.digest, told.cases) == (EMPTY, 0)


def test_pages_end_where_they_say(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull_module, "MAX_ENTRIES", 700)
    writer, reader = enrol_directly(database, TOWN), enrol_directly(database, TOWN)
    for running in range(1, 1601):
        writer.receive(running)
    push(database, writer.id, writer.push(), lambda: NOW_MS)
    cursor, seen, pages = 0, [], 0
    while True:
        told = pull(database, reader.id, TOWN, cursor)
        seen += [each.data for each in told.entries]
        cursor, pages = told.cursor, pages + 1
        assert (told.digest != b"") == (not told.more)
        if not told.more:
            break
    assert seen == writer.entries
    assert (pages, cursor, told.cases) == (3, 1600, 1600)


def test_pages_are_bounded_in_bytes_but_never_empty(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull_module, "MAX_BYTES", 5000)
    writer = enrol_directly(database, TOWN)
    writer.receive(1)
    writer.receive(2, note="长" * 4000)
    writer.receive(3)
    push(database, writer.id, writer.push(), lambda: NOW_MS)
    cursor, sizes = 0, []
    for _ in range(3):
        told = pull(database, "", TOWN, cursor)
        cursor = told.cursor
        sizes.append(len(told.entries))
    assert sizes == [1, 1, 1]
    assert not told.more


def test_every_cursor_is_told_what_stands_after_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs of several devices, one longer than those that are written today."""
    monkeypatch.setattr(feeds, "RUN", 7)
    writers = [enrol_directly(database, TOWN) for _ in range(3)]
    for step, writer in enumerate(writers * 4):
        before = len(writer.entries)
        for running in range(step * 5, step * 5 + 1 + step % 3 * 5):
            writer.receive(running + 1)
        if step == 5:
            monkeypatch.setattr(feeds, "RUN", 600)
            for running in range(1000, 1620):
                writer.receive(running)
        push(database, writer.id, writer.push(before + 1), lambda: NOW_MS)
    whole = [each.data for each in pull_to_end(database, "", 0)]
    assert sorted(whole) == sorted(data for writer in writers for data in writer.entries)
    own = {data: writer.id for writer in writers for data in writer.entries}
    for cursor in (*range(80), *range(80, len(whole) + 1, 37), len(whole)):
        told = [each.data for each in pull_to_end(database, writers[0].id, cursor)]
        assert told == [data for data in whole[cursor:] if own[data] != writers[0].id], cursor


def pull_to_end(database: Database, device: str, cursor: int) -> list[FeedEntry]:
    entries: list[FeedEntry] = []
    while True:
        told = pull(database, device, TOWN, cursor)
        entries += told.entries
        cursor = told.cursor
        if not told.more:
            return entries


@pytest.mark.parametrize("runs", ["long", "short"])
def test_a_page_costs_the_same_however_much_stands_behind_it(
    database: Database, monkeypatch: pytest.MonkeyPatch, runs: str
) -> None:
    """What the store reads for one page, in steps of its machine or rows of its joins."""
    if runs == "short":
        monkeypatch.setattr(feeds, "RUN", 1)
    writer = enrol_directly(database, TOWN)
    for running in range(1, 4001):
        writer.receive(running)
    push(database, writer.id, writer.push(), lambda: NOW_MS)
    with database.writing() as connection:
        connection.exec_driver_sql("ANALYZE")
    few, many = (cost_of_a_page(database, head) for head in (700, 4000))
    assert many <= 1.3 * few


def cost_of_a_page(database: Database, head: int) -> int:
    asked = {"place_": TOWN, "cursor_": 100, "head_": head, "device_": ""}
    with database.reading() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        if not database.is_postgres:
            steps = []
            driver.set_progress_handler(lambda: steps.append(1), 100)
            assert len(pull_module._ENTRIES.run(connection, asked).fetchall()) == 500
            driver.set_progress_handler(None, 0)
            return len(steps)
        statement = pull_module._ENTRIES
        explained = driver.execute(
            "EXPLAIN (ANALYZE, FORMAT JSON) " + statement._postgres, {**statement._fixed, **asked}
        ).fetchone()
    return sum(rows_joined(explained[0][0]["Plan"]))


def rows_joined(node: dict[str, Any]) -> Iterator[int]:
    if "Join" in node["Node Type"] or node["Node Type"] == "Nested Loop":
        yield node["Actual Rows"] * node["Actual Loops"]
    for below in node.get("Plans", ()):
        yield from rows_joined(below)


def test_own_entries_are_left_out_but_passed(database: Database) -> None:
    one, two = enrol_directly(database, TOWN), enrol_directly(database, TOWN)
    for running in range(1, 4):
        one.receive(running)
        two.receive(running)
        push(database, one.id, one.push(running), lambda: NOW_MS)
        push(database, two.id, two.push(running), lambda: NOW_MS)
    told = pull(database, one.id, TOWN, 0)
    assert [each.data for each in told.entries] == two.entries
    assert told.cursor == 6
    stamps = [each.received_ms for each in told.entries]
    assert stamps == sorted(set(stamps))


def test_a_county_restored_to_an_earlier_point_is_noticed(database: Database) -> None:
    device = enrol_directly(database, TOWN)
    device.receive(1)
    push(database, device.id, device.push(), lambda: NOW_MS)
    assert pull(database, device.id, TOWN, 99).cursor == 1


# A SQLite store has one writer at a time, so nothing can commit in between there.
@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_the_cursor_never_passes_what_commits_later(database: Database) -> None:
    """The classic fault of sequences: position 2 is visible before position 1."""
    village, town = enrol_directly(database, VILLAGE), enrol_directly(database, TOWN)
    subject = village.receive(1)
    village.record(subject, Forwarded(to_place=TOWN, purpose="report"))
    town.receive(1)
    slow = village.push()
    late = threading.Thread(target=push, args=(database, town.id, town.push(), lambda: NOW_MS + 1))
    with database.writing() as connection:
        push_in(connection, village.id, slow, read_links(village.id, slow), NOW_MS, set())
        late.start()  # must wait for the feed of the town
        late.join(0.5)
        assert late.is_alive()
        assert pull(database, "", TOWN, 0).cursor == 0
    late.join(20)
    assert not late.is_alive()
    told = pull(database, "", TOWN, 0)
    assert [each.data for each in told.entries] == [*village.entries, *town.entries]
    assert [each.received_ms for each in told.entries] == [NOW_MS, NOW_MS, NOW_MS + 1]
    with database.reading() as connection:
        positions = connection.execute(
            text("SELECT position, count FROM feed WHERE place = :place ORDER BY position"),
            {"place": TOWN},
        ).all()
        assert [tuple(row) for row in positions] == [(1, 2), (3, 1)]
