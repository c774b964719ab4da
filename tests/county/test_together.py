"""Small pushes that are stored together: the same answers and the same store as each alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx
import pytest
from county_rig import NOW_MS, TOWN, VILLAGE, TestDevice, enrol_directly
from sqlalchemy import func, select

from counter_app.county import together
from counter_app.county.database import Database
from counter_app.county.pull import pull
from counter_app.county.refusals import Refuse
from counter_app.county.serve import run_in_thread
from counter_app.county.server import CountyServer, wall_ms
from counter_app.county.signed import Asked
from counter_app.county.verify import verify
from counter_app.errors import Trouble
from counter_app.models.acts.case import Forwarded
from counter_app.models.tables.county import case_state, device as device_row, entry, set_aside
from counter_app.protocol import wire


@pytest.fixture
def server(database: Database) -> CountyServer:
    return CountyServer(database, now_ms=lambda: NOW_MS)


def asks(device: TestDevice, request: wire.PushRequest) -> Asked:
    body = wire.pack(request)
    headers = device.headers("POST", "/api/v1/push", body, time_ms=NOW_MS)
    return Asked({k.lower(): v for k, v in headers.items()}, "POST", "/api/v1/push", body)


def acked(answer: together.Answer) -> wire.PushReply:
    assert isinstance(answer, bytes), answer
    return wire.unpack(answer, wire.PushReply)


def refused(answer: together.Answer) -> tuple[str, int]:
    assert isinstance(answer, Refuse), answer
    return answer.refusal.reason, answer.refusal.expected


def count(database: Database, table: object) -> int:
    with database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def pushed(database: Database) -> int:
    """How many entries of devices there are."""
    own = select(func.count()).select_from(entry).where(entry.c.device.not_like("county-%"))
    with database.reading() as connection:
        return int(connection.execute(own).scalar_one())


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many links each transaction stored."""
    made: list[int] = []
    store = together.intake.store

    def noted(connection: object, fresh: list[object], *words: object) -> int:
        made.append(len(fresh))
        return store(connection, fresh, *words)  # type: ignore[arg-type]

    monkeypatch.setattr(together.intake, "store", noted)
    return made


def test_the_next_entries_of_many_are_one_transaction(
    server: CountyServer, database: Database, transactions: list[int]
) -> None:
    devices = [enrol_directly(database, place) for place in (TOWN, VILLAGE) * 5]
    for number, device in enumerate(devices):
        for running in range(1, 2 + number % 3):
            device.receive(running)
    answers = together.push_together(server, [asks(each, each.push()) for each in devices])
    for device, answer in zip(devices, answers, strict=True):
        told = acked(answer)
        assert told.acked == len(device.entries)
        assert [(run.first, run.last) for run in told.received] == [(1, len(device.entries))]
    assert transactions[0] == sum(len(each.entries) for each in devices)
    reached = {each.id: len(each.entries) for each in devices}
    with database.reading() as connection:
        rows = connection.execute(select(device_row.c.id, device_row.c.acked_n)).all()
    assert {row.id: row.acked_n for row in rows if row.id in reached} == reached
    found = verify(database)
    assert found.ok, found
    told = pull(database, "", TOWN, 0)
    wanted = [data for each in devices if each.place == TOWN for data in each.entries]
    assert set(wanted) <= {item.data for item in told.entries}, "and what the county derived"
    again = together.push_together(server, [asks(each, each.push()) for each in devices])
    assert again == answers, "sent again: the same receipts"
    assert pushed(database) == sum(reached.values())


def test_odd_ones_are_told_what_they_would_be_told_alone(
    server: CountyServer, database: Database, transactions: list[int]
) -> None:
    names = ("good", "gap", "forked", "signed wrongly", "junk", "again", "lost", "other")
    devices = {name: enrol_directly(database, TOWN) for name in names}
    for each in devices.values():
        each.receive(1)
        each.receive(2)
    devices["junk"].record_bytes(b"no entry")
    for name in ("forked", "again"):
        together.push_together(server, [asks(devices[name], devices[name].push(1, 1))])
    transactions.clear()
    forked = TestDevice(devices["forked"].id, devices["forked"].serial, TOWN)
    forked.key = devices["forked"].key
    forked.receive(9, "李四")
    forked.receive(10, "李四")
    stranger = TestDevice("d4711", 4711, TOWN)
    stranger.receive(1)
    good = devices["good"].push()
    wrong = wire.PushRequest(1, good.entries, good.head, bytes(64))
    with database.writing() as connection:
        of_lost = device_row.c.id == devices["lost"].id
        connection.execute(device_row.update().where(of_lost).values(revoked_ms=1, lost=True))
    asked = {
        "good": asks(devices["good"], good),
        "gap": asks(devices["gap"], devices["gap"].push(2, 2)),
        "forked": asks(devices["forked"], forked.push()),
        "signed wrongly": asks(devices["signed wrongly"], wrong),
        "junk": asks(devices["junk"], devices["junk"].push()),
        "again": asks(devices["again"], devices["again"].push()),
        "lost": asks(devices["lost"], devices["lost"].push()),
        "stranger": asks(stranger, stranger.push()),
        "no message": Asked(asks(devices["gap"], good).headers, "POST", "/api/v1/push", b"x"),
        "other": asks(devices["other"], devices["other"].push(1, 1)),
        "other again": asks(devices["other"], devices["other"].push(1, 2)),
    }
    answers = dict(zip(asked, together.push_together(server, list(asked.values())), strict=True))
    assert acked(answers["good"]).acked == 2
    assert refused(answers["gap"]) == ("gap", 1)
    assert refused(answers["forked"]) == ("fork", 1)
    assert refused(answers["signed wrongly"]) == ("bad_signature", 0)
    assert acked(answers["junk"]).acked == 3
    assert acked(answers["again"]).acked == 2
    assert refused(answers["lost"])[0] == "lost"
    assert refused(answers["stranger"])[0] == "unknown_device"
    assert refused(answers["no message"])[0] == "bad_signature"
    assert acked(answers["other"]).acked == 1
    assert acked(answers["other again"]).acked == 2
    assert transactions[0] == 3, "good and other went together"
    assert count(database, set_aside) == 1
    assert verify(database).ok


def test_one_subject_of_two_devices(server: CountyServer, database: Database) -> None:
    town, village = enrol_directly(database, TOWN), enrol_directly(database, VILLAGE)
    subject = village.receive(1)
    village.record(subject, Forwarded(to_place=TOWN, purpose="report"))
    town.record(subject, Forwarded(to_place=VILLAGE))
    answers = together.push_together(
        server, [asks(village, village.push()), asks(town, town.push())]
    )
    assert [acked(each).acked for each in answers] == [2, 1]
    found = verify(database)
    assert found.ok, found


def test_twins_within_one_group_are_flagged(server: CountyServer, database: Database) -> None:
    devices = [enrol_directly(database, place) for place in (TOWN, VILLAGE)]
    for each in devices:
        each.receive(1, "张三")
    for answer in together.push_together(server, [asks(each, each.push()) for each in devices]):
        assert acked(answer).acked == 1
    with database.reading() as connection:
        kinds = list(connection.execute(select(entry.c.kind)).scalars())
    assert kinds.count("case.twin_found") == 2


@pytest.mark.parametrize("times", [1, 99])
def test_what_fails_together_goes_alone(
    server: CountyServer,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    times: int,
) -> None:
    """A fault in one of them: together nothing is stored, alone the others are."""
    devices = [enrol_directly(database, TOWN) for _ in range(3)]
    for each in devices:
        each.receive(1)
    bad = devices[1].id
    left = [times]
    store = together.intake.store

    def faulty(connection: object, fresh: list[object], *words: object) -> int:
        if any(each.entry.device == bad for each in fresh) and left[0]:  # type: ignore[attr-defined]
            left[0] -= 1
            store(connection, fresh, *words)  # type: ignore[arg-type]
            raise ZeroDivisionError
        return store(connection, fresh, *words)  # type: ignore[arg-type]

    monkeypatch.setattr(together.intake, "store", faulty)
    answers = together.push_together(server, [asks(each, each.push()) for each in devices])
    assert "not stored together" in caplog.text
    assert (acked(answers[0]).acked, acked(answers[2]).acked) == (1, 1)
    assert isinstance(answers[1], bytes if times == 1 else ZeroDivisionError)
    assert count(database, case_state) == (3 if times == 1 else 2)
    assert verify(database).ok


def test_a_store_that_is_away_is_told_to_each(
    server: CountyServer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices = [enrol_directly(database, TOWN) for _ in range(3)]
    for each in devices:
        each.receive(1)

    def away(*_: object) -> None:
        raise Trouble("县库暂时不能用")

    monkeypatch.setattr(database, "transact", away)
    answers = together.push_together(server, [asks(each, each.push()) for each in devices])
    assert [type(each) for each in answers] == [Trouble] * 3


def test_groups_of_two_processes_that_cross(database: Database, database_url: str) -> None:
    """The same pushes at two processes at once, in opposite order: each stored once."""
    other = Database.open(database_url)
    servers = [CountyServer(each, now_ms=lambda: NOW_MS) for each in (database, other)]
    devices = [enrol_directly(database, place) for place in (TOWN, VILLAGE) * 6]
    for each in devices:
        each.receive(1)
    asked = [asks(each, each.push()) for each in devices]
    answers: list[list[together.Answer]] = [[], []]
    together_now = threading.Barrier(2)

    def send(which: int) -> None:
        together_now.wait()
        order = asked if which == 0 else asked[::-1]
        answers[which] = together.push_together(servers[which], order)

    threads = [threading.Thread(target=send, args=(which,)) for which in (0, 1)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    other.close()
    assert answers[0] == answers[1][::-1]
    assert all(acked(each).acked == 1 for each in answers[0])
    assert pushed(database) == len(devices)
    assert verify(database).ok


@pytest.fixture
def http(database: Database, database_url: str) -> Iterator[httpx.Client]:
    limits = httpx.Limits(max_connections=40)
    with (
        run_in_thread(database_url) as running,
        httpx.Client(base_url=running.url, timeout=60, limits=limits) as client,
    ):
        yield client


def test_a_crowd_at_the_door(
    http: httpx.Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    push_together = together.push_together
    monkeypatch.setattr(
        "counter_app.county.gate.push_together",
        lambda server, asked: (sizes.append(len(asked)), push_together(server, asked))[1],
    )
    devices = [enrol_directly(database, place) for place in (TOWN, VILLAGE) * 20]
    codes: dict[str, int] = {}
    start = threading.Barrier(len(devices))

    def send(device: TestDevice) -> None:
        device.now_ms = wall_ms()
        device.receive(1)
        body = wire.pack(device.push())
        headers = device.headers("POST", "/api/v1/push", body)
        start.wait()
        codes[device.id] = http.post("/api/v1/push", content=body, headers=headers).status_code

    threads = [threading.Thread(target=send, args=(each,)) for each in devices]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert set(codes.values()) == {200}
    assert sum(sizes) == len(devices)
    assert max(sizes) > 1, "some waited for each other"
    assert pushed(database) == len(devices)
    assert verify(database).ok
