"""Snapshots as the county builds, offers and lets them go, on both stores."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import msgspec
import pytest
from county_rig import NOW_MS, TOWN, VILLAGE, TestDevice, enrol_directly
from help_samples import NUMBER, SAMPLES as HELP_SAMPLES
from replica_rig import fill, journal_of, rows_of, store_of
from sqlalchemy import func, insert, select, update

from counter_app.county import snapshot_build, snapshot_watch, snapshots
from counter_app.county.database import Database
from counter_app.county.push import push
from counter_app.county.serve import ServerThread, run_in_thread
from counter_app.county.snapshot_watch import SnapshotWatch
from counter_app.county.verify import verify
from counter_app.models.acts import help as help_acts
from counter_app.models.tables.county import meta, place_feed, snapshot, snapshot_part
from counter_app.protocol.fold import folded_now
from counter_app.protocol.snapshot import SnapshotReply
from counter_app.protocol.wire import Refusal, unpack
from counter_app.store import checks
from counter_app.sync.exchange import sync_once
from counter_app.sync.line import Line
from counter_app.sync.snapshot import take_snapshot

CASES = 320


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts and volumes out of few cases."""
    monkeypatch.setattr(snapshot_build, "PART_BYTES", 16 * 1024)
    monkeypatch.setattr(snapshot_build, "VOLUME_CASES", 130)


@pytest.fixture
def town(database: Database) -> TestDevice:
    device = enrol_directly(database, TOWN)
    fill(database, device, CASES)
    return device


@pytest.fixture
def served(database: Database, database_url: str) -> Iterator[ServerThread]:
    with run_in_thread(database_url) as server:
        yield server


def now() -> int:
    return NOW_MS + 3600_000


def count(database: Database, table: object) -> int:
    with database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_few_cases_need_none(database: Database) -> None:
    fill(database, enrol_directly(database, TOWN), 20)
    assert snapshots.offer(database, TOWN, now) == SnapshotReply("none")
    assert snapshots.offer(database, VILLAGE, now) == SnapshotReply("none")
    assert not snapshots.prepare(database, TOWN, now)


@pytest.mark.usefixtures("small_parts", "town")
def test_parts_are_what_the_offer_says(database: Database) -> None:
    assert snapshots.prepare(database, TOWN, now)
    offered = snapshots.offer(database, TOWN, now)
    assert (offered.state, offered.cases, offered.entries) == ("ready", CASES, 2 * CASES)
    assert offered.position == 2 * CASES
    assert len(offered.volumes) == 3
    assert offered.parts == count(database, snapshot_part) > 2
    parts = [snapshots.part(database, TOWN, offered.id, each) for each in range(offered.parts)]
    whole = b"".join(parts)
    assert (len(whole), hashlib.sha256(whole).digest()) == (offered.size, offered.sha256)
    assert sum(offered.volumes) == offered.size
    assert verify(database).places[TOWN] == offered.digest.hex()


@pytest.mark.usefixtures("town")
def test_many_askers_one_builder(database: Database, database_url: str) -> None:
    other_process = Database.open(database_url)
    try:
        stores = [database, other_process] * 4
        started = threading.Barrier(len(stores))
        built: list[bool] = []

        def ask(store: Database) -> None:
            started.wait()
            built.append(snapshots.prepare(store, TOWN, now))

        threads = [threading.Thread(target=ask, args=(each,)) for each in stores]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    finally:
        other_process.close()
    assert built.count(True) == 1
    assert count(database, snapshot) == 1


@pytest.mark.usefixtures("town")
def test_a_killed_builder_keeps_nobody_waiting_for_long(database: Database) -> None:
    left = snapshots.Lease("dead", now() + 1)
    with database.writing() as connection:
        value = msgspec.msgpack.encode(left)
        connection.execute(insert(meta).values(key=f"snapshot/{TOWN}", value=value))
        connection.execute(insert(snapshot_part).values(snapshot="dead", part=0, data=b"x"))
    assert snapshots.offer(database, TOWN, now).state == "building"
    assert not snapshots.prepare(database, TOWN, now)
    assert snapshots.prepare(database, TOWN, lambda: now() + 2)
    with database.reading() as connection:
        names = set(connection.execute(select(snapshot_part.c.snapshot)).scalars())
    assert "dead" not in names


def test_it_is_built_anew_when_the_feed_has_gone_far_on(
    database: Database, town: TestDevice
) -> None:
    assert snapshots.prepare(database, TOWN, now)
    first = snapshots.offer(database, TOWN, now)
    fill(database, town, 400, first=CASES + 1)
    assert snapshots.offer(database, TOWN, now) == first  # 800 more: not far enough
    fill(database, town, 200, first=CASES + 401)
    assert snapshots.offer(database, TOWN, now).state == "building"  # the feed has more to tell
    later = now() + 23 * 3600_000
    wait_for_builder()
    with database.writing() as connection:
        connection.execute(snapshot.delete().where(snapshot.c.id != first.id))
    assert snapshots.prepare(database, TOWN, lambda: later)
    second = snapshots.offer(database, TOWN, lambda: later)
    assert second.position == 2 * (CASES + 600)
    assert snapshots.part(database, TOWN, first.id, 0)  # somebody may be busy with it
    with database.writing() as connection:
        connection.execute(update(snapshot).values(position=0).where(snapshot.c.id == second.id))
    fill(database, town, 900, first=CASES + 601)
    assert snapshots.prepare(database, TOWN, lambda: later + 2 * 3600_000)
    assert count(database, snapshot) == 2
    with pytest.raises(snapshots.Refuse):
        snapshots.part(database, TOWN, first.id, 0)


def wait_for_builder() -> None:
    for each in threading.enumerate():
        if each.name == "snapshot":
            each.join()


def test_one_that_lags_is_offered_and_made_anew_behind_it(
    database: Database, town: TestDevice
) -> None:
    fill(database, town, 900, first=CASES + 1)
    assert snapshots.prepare(database, TOWN, now)
    first = snapshots.offer(database, TOWN, now)
    assert snapshots.due(database) == []
    fill(database, town, 600, first=CASES + 901)
    assert snapshots.due(database) == [TOWN]
    assert snapshots.offer(database, TOWN, now) == first
    watch = SnapshotWatch(database, now)
    assert watch.freshen()
    assert not watch.freshen()
    assert snapshots.offer(database, TOWN, now).position == 2 * (CASES + 1500)
    assert snapshots.part(database, TOWN, first.id, 0)


def test_a_place_that_grows_fast_does_not_fill_the_disk(
    database: Database, town: TestDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "_LAG", 10)
    names = []
    for step in range(5):
        fill(database, town, 100, first=CASES + 1 + step * 100)
        assert snapshots.prepare(database, TOWN, partial(int, now() + step))
        names.append(snapshots.offer(database, TOWN, now).id)
    with database.reading() as connection:
        kept = set(connection.execute(select(snapshot.c.id)).scalars())
        parts = set(connection.execute(select(snapshot_part.c.snapshot)).scalars())
    assert kept == parts == set(names[-3:])


@pytest.mark.usefixtures("small_parts", "town")
def test_a_builder_that_slept_too_long_leaves_it_to_the_next(database: Database) -> None:
    built: list[bool] = []
    asked = iter(range(10**9))

    def another_builds_meanwhile() -> bool:
        if next(asked) == 200:  # the first volume is stored
            built.append(snapshots.prepare(database, TOWN, lambda: now() + 3600_000))
        return False

    assert not snapshots.prepare(database, TOWN, now, another_builds_meanwhile)
    assert built == [True]
    offered = snapshots.offer(database, TOWN, now)
    with database.reading() as connection:
        names = set(connection.execute(select(snapshot_part.c.snapshot)).scalars())
    assert names == {offered.id}
    assert count(database, snapshot_part) == offered.parts
    assert not snapshots.prepare(database, TOWN, now)


@pytest.mark.usefixtures("small_parts", "town")
def test_what_a_stopping_server_began_is_undone(database: Database) -> None:
    asked = iter(range(10**9))
    assert not snapshots.prepare(database, TOWN, now, lambda: next(asked) > 200)
    assert (count(database, snapshot), count(database, snapshot_part)) == (0, 0)
    assert snapshots.prepare(database, TOWN, now)  # at once, with the same clock


@pytest.mark.usefixtures("town")
def test_none_is_made_that_would_not_agree(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with database.writing() as connection:
        connection.execute(place_feed.update().values(digest=bytes(31) + b"\1"))
    assert not snapshots.prepare(database, TOWN, now)
    assert "was not built" in caplog.text
    assert (count(database, snapshot), count(database, snapshot_part)) == (0, 0)
    assert snapshots.offer(database, TOWN, now).state == "none"  # nobody tries for a while
    assert SnapshotWatch(database, now).freshen() is False


@pytest.mark.usefixtures("town")
def test_one_by_other_rules_is_made_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert snapshots.prepare(database, TOWN, now)
    newer = msgspec.structs.replace(folded_now(), version=folded_now().version + 1)
    monkeypatch.setattr(snapshots, "folded_now", lambda: newer)
    assert snapshots.due(database) == [TOWN]
    assert snapshots.offer(database, TOWN, now).state == "building"
    wait_for_builder()


def test_a_running_server_builds_what_is_missing(
    database: Database, database_url: str, town: TestDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = threading.Event()
    let_go = snapshots._let_go

    def told(*words: object) -> None:
        let_go(*words)  # type: ignore[arg-type]
        built.set()

    monkeypatch.setattr(snapshot_watch, "_FIRST_S", 0.0)
    monkeypatch.setattr(snapshots, "_let_go", told)
    with run_in_thread(database_url):
        assert built.wait(60)
    assert snapshots.offer(database, TOWN, now).position == len(town.entries)


def test_other_ledgers_count_too(database: Database, town: TestDevice) -> None:
    helper = enrol_directly(database, TOWN)
    helper.record("help:" + NUMBER, HELP_SAMPLES[help_acts.Asked])
    push(database, helper.id, helper.push(1, 1), now)
    assert snapshots.prepare(database, TOWN, now)
    offered = snapshots.offer(database, TOWN, now)
    assert (offered.cases, offered.entries) == (CASES, 2 * CASES + 1)


def test_a_feed_that_does_not_hold_together_is_left_alone(
    database: Database, town: TestDevice, caplog: pytest.LogCaptureFixture
) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM feed WHERE position > 100")
    assert not snapshots.prepare(database, TOWN, now)
    assert "was not built" in caplog.text
    assert "张三" not in caplog.text
    assert (count(database, snapshot), count(database, snapshot_part)) == (0, 0)
    assert snapshots.offer(database, TOWN, now) == SnapshotReply("none")


@pytest.mark.usefixtures("town")
def test_only_devices_of_the_place_may_read_it(database: Database, served: ServerThread) -> None:
    snapshots.prepare(database, TOWN, now)
    name = snapshots.offer(database, TOWN, now).id
    target = f"/api/v1/snapshot/{name}/0"
    here, there = enrol_directly(database, TOWN), enrol_directly(database, VILLAGE)

    def ask(device: TestDevice, target: str) -> httpx.Response:
        return httpx.get(served.url + target, headers=device.headers("GET", target))

    assert ask(here, target).content == snapshots.part(database, TOWN, name, 0)
    assert unpack(ask(here, "/api/v1/snapshot").content, SnapshotReply).id == name
    assert unpack(ask(there, "/api/v1/snapshot").content, SnapshotReply).state == "none"
    for device, wrong in ((there, target), (here, target[:-1] + "99"), (here, target[:-3] + "/0")):
        answer = ask(device, wrong)
        assert answer.status_code == 404, wrong
        assert msgspec.json.decode(answer.content, type=Refusal).reason == "bad_request"
    assert httpx.get(served.url + target).status_code == 401
    assert httpx.get(served.url + "/api/v1/snapshot").status_code == 401


def test_a_snapshot_says_what_the_feed_says(
    database: Database, town: TestDevice, served: ServerThread, tmp_path: Path
) -> None:
    other = enrol_directly(database, TOWN)
    fill(database, other, 60)
    snapshots.prepare(database, TOWN, now)
    fill(database, other, 5, first=61)
    by_snapshot = store_of(tmp_path / "s", enrol_directly(database, TOWN), served.url)
    by_feed = store_of(tmp_path / "f", enrol_directly(database, TOWN), served.url)
    try:
        with Line(by_snapshot.identity) as line:
            assert take_snapshot(by_snapshot, line, tmp_path / "parts")
        assert not (tmp_path / "parts").exists()
        assert by_snapshot.head.cursor == 2 * (CASES + 60)
        result = sync_once(by_snapshot)
        assert (result.pulled, result.agreed) == (10, True)
        assert sync_once(by_feed).agreed
        assert journal_of(by_snapshot) == journal_of(by_feed)
        assert rows_of(by_snapshot) == rows_of(by_feed)
        assert by_snapshot.head.clock == by_feed.head.clock
        for store in (by_snapshot, by_feed):
            store.tidy()
            health = checks.examine(store)
            assert health.ok, health
            assert health.cases == CASES + 65
    finally:
        by_snapshot.close()
        by_feed.close()


def test_nothing_is_missed_while_pushes_go_on(
    database: Database, town: TestDevice, served: ServerThread, tmp_path: Path
) -> None:
    writer = enrol_directly(database, TOWN)
    enough = threading.Event()
    pushed: list[int] = []

    def push_on() -> None:
        while not enough.is_set():
            subject = writer.receive(len(writer.entries) + 1)
            assert subject
            n = len(writer.entries)
            push(database, writer.id, writer.push(n, n), lambda: writer.now_ms)
            pushed.append(n)

    thread = threading.Thread(target=push_on)
    thread.start()
    stores = []
    try:
        for index in range(3):
            device = enrol_directly(database, TOWN)
            store = store_of(tmp_path / str(index), device, served.url)
            stores.append(store)
            with Line(store.identity) as line:
                assert take_snapshot(store, line, tmp_path / "parts")
            assert sync_once(store).agreed
            with database.writing() as connection:  # the next one is built anew
                connection.execute(snapshot.delete())
    finally:
        enough.set()
        thread.join()
    assert pushed
    expected = sorted(
        [(town.id, n, data) for n, data in enumerate(town.entries, 1)]
        + [(writer.id, n, data) for n, data in enumerate(writer.entries, 1)]
    )
    for store in stores:
        assert sync_once(store).agreed
        assert journal_of(store) == expected
        store.close()
    assert verify(database).ok
