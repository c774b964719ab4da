"""Attachments over a real line: after the entries, resumable, once, and in nobody's way."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from cli_rig import TOWN
from county_rig import CountyRig, NoPostgres, received, start_postgres
from store_rig import actor

from counter_app.county import admin
from counter_app.county.database import Database
from counter_app.county.serve import ServerThread, run_in_thread
from counter_app.county.server import wall_ms
from counter_app.county.verify import verify
from counter_app.errors import Trouble
from counter_app.models.acts.case import Attached, Forwarded
from counter_app.models.case import Attachment
from counter_app.rules.numbers import case_number
from counter_app.store import attachment_outbox as outbox, queries
from counter_app.store.attachment_file import PART
from counter_app.store.profile import Profile
from counter_app.store.store import Store
from counter_app.sync.attachments import fetch
from counter_app.sync.enrol import enrol
from counter_app.sync.exchange import SyncResult, sync_once
from counter_app.sync.line import Rejected

VILLAGE = "421321101215"
DAY_MS = 86_400_000

pytestmark = pytest.mark.slow

Hook = Callable[[httpx.Request], httpx.Response | None]


@dataclass
class Wire(httpx.BaseTransport):
    """The network, with somebody who counts and may interfere before a request goes out."""

    before: Hook = lambda request: None
    real: httpx.HTTPTransport = field(default_factory=httpx.HTTPTransport)
    log: list[tuple[str, str, int]] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        self.log.append((request.method, request.url.path, len(body)))
        made = self.before(request)
        return made if made is not None else self.real.handle_request(request)

    def close(self) -> None:
        self.real.close()

    @property
    def chunks(self) -> list[int]:
        """Bytes of each chunk that was sent."""
        return [size for method, _, size in self.log if method == "PUT"]


@dataclass
class Device:
    """An enrolled device, without a person at it: entries are written by the store."""

    folder: Path
    store: Store
    running: int = 0

    def receive(self) -> str:
        """Take in a case; returns its subject."""
        self.running += 1
        identity = self.store.identity
        number = case_number("421321", identity.serial, 2026, self.running)
        subject = f"case:{number}"
        with self.store.write() as tx:
            tx.record(subject, received("张三", wall_ms()), self.actor, None)
        return subject

    @property
    def actor(self):  # type: ignore[no-untyped-def]
        return actor(self.store.identity.place)

    def attach(self, subject: str, data: bytes) -> Attachment:
        """As the desk does: the file, the entry, the note."""
        kept = self.store.attachments.put(data, "image/webp")
        made = Attachment("户口簿", kept.hash, kept.size, kept.media)
        with self.store.write() as tx:
            tx.record(subject, Attached(made), self.actor, tx.state(subject))
        self.store.attachments.note_named(kept.hash)
        return made

    def sync(self, wire: Wire | None = None, **more: object) -> SyncResult:
        return sync_once(self.store, transport=wire, **{"files_for_s": None, **more})  # type: ignore[arg-type]


@dataclass
class World:
    rig: CountyRig
    server: ServerThread
    folder: Path

    @contextmanager
    def database(self) -> Iterator[Database]:
        with self.rig.opened() as opened:
            yield opened

    def device(self, place: str = TOWN, key: bytes = b"k" * 32) -> Device:
        folder = self.folder / f"device-{len(list(self.folder.glob('device-*')))}"
        profile = Profile(folder)
        identity = enrol(profile, self.server.url, self.rig.enrol_code(place))
        # The data key is sealed to people; a store of our own with the same identity will do.
        profile.database.unlink()
        for ending in ("-wal", "-shm"):
            profile.database.with_name(profile.database.name + ending).unlink(missing_ok=True)
        return Device(folder, Store.create(profile.database, key, identity))


@pytest.fixture
def rig(tmp_path: Path) -> CountyRig:
    return CountyRig.sample(tmp_path)


@pytest.fixture
def world(rig: CountyRig, tmp_path: Path) -> Iterator[World]:
    with rig.serve() as server:
        yield World(rig, server, tmp_path)


@pytest.fixture
def town(world: World) -> Iterator[Device]:
    device = world.device()
    yield device
    device.store.close()


def test_a_village_photo_reaches_the_town_that_asks_for_it(world: World, town: Device) -> None:
    village = world.device(VILLAGE)
    subject = village.receive()
    data = os.urandom(300_000)
    made = village.attach(subject, data)
    with village.store.write() as tx:
        tx.record(subject, Forwarded(TOWN), village.actor, tx.state(subject))
    result = village.sync()
    assert (result.files_sent, result.files_owed, result.agreed) == (1, 0, True)
    assert village.store.attachments.standings([made.hash])[made.hash].at_county
    assert town.sync().agreed
    state = queries.by_number(town.store, subject.removeprefix("case:"))
    assert state is not None
    assert state.attachments == (made,)
    assert not town.store.attachments.has(made.hash), "pictures come when they are looked at"
    assert fetch(town.store, made, subject) == data
    assert town.store.attachments.has(made.hash)
    wire = Wire()
    assert fetch(town.store, made, subject, transport=wire) == data
    assert wire.log == []
    assert town.sync(wire).files_sent == 0
    assert wire.chunks == []
    with world.database() as database:
        assert verify(database).ok
    village.store.close()


def test_on_postgresql_too(tmp_path: Path) -> None:
    try:
        server = start_postgres()
    except NoPostgres as reason:
        pytest.skip(str(reason))
    try:
        url = server.fresh_database()
        database = Database.open(url, create=True)
        people = admin.init(database, wall_ms(), sample=True).staff
        database.close()
        rig = CountyRig(url, people)
        with rig.serve() as serving:
            world = World(rig, serving, tmp_path)
            first, second = world.device(), world.device()
            data = os.urandom(700_000)
            subject = first.receive()
            made = first.attach(subject, data)
            assert first.sync().files_sent == 1
            second.sync()
            wire = Wire()
            second.attach(subject, data)
            assert second.sync(wire).files_owed == 0
            assert wire.chunks == [], "another device brought it"
            second.store.attachments.file.close()
            (second.folder / "attachments.db").unlink()
            assert fetch(second.store, made, subject) == data
            first.store.close()
            second.store.close()
    finally:
        server.stop()


def test_a_line_that_breaks_loses_no_acknowledged_chunk(town: Device) -> None:
    data = os.urandom(1_000_000)
    made = town.attach(town.receive(), data)
    sent = 0

    def break_after_three(request: httpx.Request) -> None:
        if request.method == "PUT" and len(wire.chunks) == 4:
            raise httpx.ConnectError("cut")

    wire = Wire(break_after_three)
    result = town.sync(wire)
    assert (result.files_sent, result.files_owed, result.files_more) == (0, 1, True)
    assert result.unsent == 0, "entries have gone first"
    sent = sum(wire.chunks[:3])
    assert town.store.attachments.standings([made.hash])[made.hash].sent == sent
    again = Wire()
    assert town.sync(again).files_sent == 1
    assert sum(again.chunks) == len(data) - sent


def test_a_lost_answer_sends_nothing_twice(town: Device) -> None:
    data = os.urandom(400_000)
    town.attach(town.receive(), data)

    def lose_second_answer(request: httpx.Request) -> None:
        if request.method == "PUT" and len(wire.chunks) == 2:
            wire.real.handle_request(request).read()
            raise httpx.ReadError("lost")

    wire = Wire(lose_second_answer)
    assert town.sync(wire).files_owed == 1
    again = Wire()
    assert town.sync(again).files_sent == 1
    assert sum(wire.chunks) + sum(again.chunks) == len(data)


def test_a_new_entry_goes_before_the_next_chunk(town: Device) -> None:
    subject = town.receive()
    town.attach(subject, os.urandom(900_000))

    def record_meanwhile(request: httpx.Request) -> None:
        if request.method == "PUT" and len(wire.chunks) == 2:
            town.receive()

    wire = Wire(record_meanwhile)
    result = town.sync(wire)
    assert (len(wire.chunks), result.unsent, result.files_owed) == (2, 1, 1)
    again = Wire()
    assert town.sync(again).files_sent == 1
    assert next(path for _, path, _ in again.log) == "/api/v1/push"
    assert sum(wire.chunks) + sum(again.chunks) == 900_000


def test_pausing_stops_files_and_not_entries(town: Device) -> None:
    town.attach(town.receive(), os.urandom(900_000))

    def pause_meanwhile(request: httpx.Request) -> None:
        if len(wire.chunks) == 2:
            town.store.attachments.paused = True

    wire = Wire(pause_meanwhile)
    assert town.sync(wire).files_owed == 1
    assert len(wire.chunks) == 2
    town.receive()
    quiet = Wire()
    result = town.sync(quiet)
    assert (result.pushed, result.files_owed, quiet.chunks) == (1, 1, [])
    assert not result.files_more
    town.store.attachments.paused = False
    assert town.sync().files_sent == 1


def test_ending_the_program_waits_for_one_chunk_at_most(town: Device) -> None:
    town.attach(town.receive(), os.urandom(2_000_000))
    wire = Wire()
    town.sync(wire, cancelled=lambda: bool(wire.chunks))
    assert len(wire.chunks) == 1
    town.sync(wire, files_for_s=0)
    assert len(wire.chunks) == 1, "no time left: the entries' exchange comes first"


def test_one_damaged_file_blocks_neither_the_others_nor_entries(town: Device) -> None:
    subject = town.receive()
    made = [town.attach(subject, os.urandom(5_000)) for _ in range(5)]
    bad = made[1]
    with town.store.attachments.file.writing() as driver:
        driver.execute("UPDATE part SET data = zeroblob(5000) WHERE hash = ?", (bad.hash,))
    town.receive()
    result = town.sync()
    assert (result.files_sent, result.files_owed, result.unsent) == (4, 1, 0)
    standing = town.store.attachments.standings([bad.hash])[bad.hash]
    assert "损坏" in standing.why
    wire = Wire()
    assert town.sync(wire).files_owed == 1
    assert wire.chunks == [], "put off"


def test_what_the_county_refuses_waits_and_the_rest_goes(town: Device) -> None:
    subject = town.receive()
    made = [town.attach(subject, os.urandom(5_000)) for _ in range(3)]

    def refuse(request: httpx.Request) -> httpx.Response | None:
        if request.method == "PUT" and made[0].hash.hex() in request.url.path:
            return httpx.Response(500, json={"reason": "fault", "message": "县平台出错"})
        return None

    result = town.sync(Wire(refuse))
    assert (result.files_sent, result.files_owed) == (2, 1)
    assert town.store.attachments.totals().failed == 1
    outbox.try_again_now(town.store.attachments)
    assert town.sync().files_sent == 1
    assert town.store.attachments.totals().failed == 0


def test_no_room_at_the_county_is_told_and_harmless(town: Device) -> None:
    subject = town.receive()
    for _ in range(9):
        town.attach(subject, os.urandom(5_000))

    def full(request: httpx.Request) -> httpx.Response | None:
        if request.method == "PUT":
            return httpx.Response(507, json={"reason": "quota", "message": "空间已满"})
        return None

    wire = Wire(full)
    result = town.sync(wire)
    assert (result.files_sent, result.files_owed, len(wire.chunks)) == (0, 9, 3)
    assert town.store.attachments.totals().files == 9


def test_a_stopped_device_is_told(town: Device) -> None:
    town.attach(town.receive(), os.urandom(5_000))

    def revoked(request: httpx.Request) -> httpx.Response | None:
        if request.method == "PUT":
            return httpx.Response(403, json={"reason": "revoked", "message": "已停用"})
        return None

    with pytest.raises(Rejected):
        town.sync(Wire(revoked))


def test_a_damaged_file_of_attachments_does_not_stop_entries(town: Device) -> None:
    town.attach(town.receive(), os.urandom(5_000))
    town.store.attachments.close()
    (town.folder / "attachments.db").write_bytes(b"no database" * 1000)
    town.receive()
    result = town.sync()
    assert (result.pushed, result.unsent, result.agreed) == (3, 0, True)


def test_a_case_with_many_files_keeps_all_and_stays(world: World, town: Device) -> None:
    subject = town.receive()
    made = {town.attach(subject, os.urandom(200 + index)).hash for index in range(150)}
    assert len(made) == 150
    result = town.sync()
    assert (result.files_sent, result.files_owed, result.agreed) == (150, 0, True)
    other = world.device()
    assert other.sync().agreed
    state = queries.by_number(other.store, subject.removeprefix("case:"))
    assert state is not None
    assert {each.hash for each in state.attachments} == made
    other.store.close()


def test_a_county_restored_to_an_earlier_point_gets_its_files_again(
    rig: CountyRig, tmp_path: Path
) -> None:
    with rig.serve() as server:
        world = World(rig, server, tmp_path)
        town = world.device()
        subject = town.receive()
        town.sync()
    shutil.copyfile(tmp_path / "county.db", tmp_path / "backup.db")
    port = int(server.url.rsplit(":", 1)[1])
    with run_in_thread(rig.database_url, port=port):
        town.attach(subject, os.urandom(70_000))
        assert town.sync().files_sent == 1
    for ending in ("-wal", "-shm"):
        (tmp_path / f"county.db{ending}").unlink(missing_ok=True)
    shutil.copyfile(tmp_path / "backup.db", tmp_path / "county.db")
    with run_in_thread(rig.database_url, port=port):
        result = town.sync()
        assert (result.files_sent, result.files_owed) == (1, 0)
    town.store.close()


def test_nothing_is_let_go_that_the_county_has_lost(world: World, town: Device) -> None:
    subject = town.receive()
    kept, lost = (town.attach(subject, os.urandom(9_000)) for _ in range(2))
    assert town.sync().files_sent == 2
    with world.database() as database, database.writing() as connection:
        from sqlalchemy import delete

        from counter_app.models.tables.county import attachment

        connection.execute(delete(attachment).where(attachment.c.hash == lost.hash))
    files = town.store.attachments
    with files.file.writing() as driver:
        driver.execute("UPDATE file SET used_ms = used_ms - ?", (91 * DAY_MS,))
    files.now_ms = lambda: wall_ms() + 2 * 3600_000  # the next round of care
    town.sync()
    assert files.standings([kept.hash])[kept.hash].here is False
    assert files.standings([lost.hash])[lost.hash].here is True
    assert files.totals().owed == 1
    assert fetch(town.store, kept, subject) == files.read(kept.hash)


def test_fetching_goes_on_where_the_line_broke(world: World, town: Device) -> None:
    data = os.urandom(5 * PART + 7)
    subject = town.receive()
    made = town.attach(subject, data)
    town.sync()
    other = world.device()
    other.sync()

    def cut(request: httpx.Request) -> None:
        if len(wire.log) == 3:
            raise httpx.ReadTimeout("slow")

    wire = Wire(cut)
    with pytest.raises(Trouble):
        fetch(other.store, made, subject, transport=wire)
    have = other.store.attachments
    with have.file.reading() as driver:
        held = driver.execute("SELECT held FROM file").fetchone()[0]
    assert held >= 2 * PART
    asked: list[str] = []
    again = Wire(lambda request: asked.append(str(request.url)))
    assert fetch(other.store, made, subject, transport=again) == data
    assert f"offset={held}&" in asked[0]
    other.store.close()


def test_fetching_what_has_not_come_says_so(world: World, town: Device) -> None:
    subject = town.receive()
    made = town.attach(subject, os.urandom(100))
    town.store.attachments.paused = True
    town.sync()
    other = world.device()
    other.sync()
    with pytest.raises(Rejected, match="还没有传到县平台"):
        fetch(other.store, made, subject)
    town.store.attachments.paused = False
    town.sync()
    assert len(fetch(other.store, made, subject)) == 100
    other.store.close()


def test_chunks_follow_the_line(town: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow line gets small chunks; time is the test's own."""
    from counter_app.sync import attachments as module

    clock = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: clock[0])
    subject = town.receive()
    town.attach(subject, os.urandom(600_000))

    def slowly(request: httpx.Request) -> None:
        if request.method == "PUT":
            clock[0] += len(request.read()) / 10_000  # 10 kB/s

    wire = Wire(slowly)
    town.sync(wire)
    assert wire.chunks[0] == PART
    assert set(wire.chunks[2:-1]) == {PART // 2}
    town.attach(subject, os.urandom(2_000_000))
    fast = Wire()
    town.sync(fast)
    assert max(fast.chunks) == 256 * 1024


def test_nothing_is_asked_without_attachments(town: Device) -> None:
    town.receive()
    wire = Wire()
    town.sync(wire)
    assert not any("/files" in path for _, path, _ in wire.log)
    assert not (town.folder / "attachments.db").exists()
