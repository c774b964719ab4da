"""Twins: flagged on both sides exactly once, whoever finds them, whenever."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
import pytest
from county_rig import COUNTY, NOW_MS, TOWN, VILLAGE, TestDevice, enrol_directly
from sqlalchemy import delete, select, update

from counter_app.county import twins
from counter_app.county.links import read_links
from counter_app.county.pull import pull
from counter_app.county.push import push
from counter_app.county.verify import verify
from counter_app.models.acts.case import TwinFound, Withdrawn
from counter_app.models.party import Party, PartyKind
from counter_app.models.tables.county import case_state, entry, feed, meta, place_feed
from counter_app.protocol import derived, wire
from counter_app.protocol.digest import EMPTY
from counter_app.protocol.fold import Recorded, fold
from counter_app.protocol.journal import decode_act, decode_entry, encode_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counter_app.county.database import Database
    from counter_app.models.case import CaseState


def person(number: int) -> Party:
    return Party(PartyKind.PERSON, "张三", "resident_id", f"42132119900101{number:04d}")


def send(database: Database, device: TestDevice, *, first: int = 1) -> int:
    """Push, then look as the server does; returns the entries that made."""
    matters: dict[str, bytes] = {}
    push(database, device.id, device.push(first), lambda: NOW_MS, matters)
    return twins.look(database, matters, NOW_MS)


def states(database: Database) -> dict[str, CaseState]:
    with database.reading() as connection:
        rows = connection.execute(select(entry.c.subject, entry.c.data, entry.c.received_ms))
        held: dict[str, list[Recorded]] = {}
        for subject, data, received in rows:
            held.setdefault(subject, []).append(Recorded(decode_entry(bytes(data)), received))
    folded = {subject: fold(group) for subject, group in held.items()}
    return {subject: state for subject, state in folded.items() if state is not None}


def flags(database: Database) -> dict[str, list[str]]:
    """subject -> numbers of its twins"""
    return {
        subject: [twin.number for twin in state.twins]
        for subject, state in states(database).items()
    }


@pytest.fixture
def town(database: Database) -> TestDevice:
    return enrol_directly(database, TOWN)


@pytest.fixture
def village(database: Database) -> TestDevice:
    return enrol_directly(database, VILLAGE)


def test_both_sides_are_flagged_once(
    database: Database, town: TestDevice, village: TestDevice
) -> None:
    here = town.receive(1, applicant=person(1))
    alone = town.receive(2, applicant=person(2))
    there = village.receive(1, applicant=person(1))
    assert send(database, town) == 0
    assert send(database, village) == 2
    assert send(database, village) == 0
    assert send(database, town) == 0
    assert flags(database) == {
        here: [there.removeprefix("case:")],
        there: [here.removeprefix("case:")],
        alone: [],
    }
    verdict = verify(database)
    assert verdict.ok, verdict.findings
    for device in (town, village):
        told = pull(database, device.id, device.place, 0)
        mine = [decode_entry(each.data) for each in told.entries]
        assert [each.kind for each in mine] == ["case.twin_found"]
        assert derived.genuine(mine[0])
        assert mine[0].place == device.place


def test_same_place_and_ended_cases_are_none_of_it(
    database: Database, town: TestDevice, village: TestDevice
) -> None:
    town.receive(1, applicant=person(1))
    town.receive(2, applicant=person(1))
    ended = village.receive(1, applicant=person(1))
    village.record(ended, Withdrawn("不办了"))
    assert send(database, town) == 0
    assert send(database, village) == 0


def test_a_case_that_comes_to_be_about_a_matter_is_found(
    database: Database, town: TestDevice, village: TestDevice
) -> None:
    from counter_app.models.acts.case import CorrectedOnSpot

    here = town.receive(1, applicant=person(1))
    send(database, town)
    there = village.receive(1, applicant=person(9))
    assert send(database, village) == 0
    right = person(1).id_number
    village.record(there, CorrectedOnSpot("id_number", person(9).id_number, right))
    assert send(database, village, first=2) == 2
    assert all(flags(database)[each] for each in (here, there))


def test_three_places_and_many_cases_of_one_firm(
    database: Database, town: TestDevice, village: TestDevice
) -> None:
    """Every case is flagged, but never with all of hundreds."""
    county = enrol_directly(database, COUNTY)
    for running in range(1, 121):
        town.receive(running, applicant=person(1))
    send(database, town)
    for device in (village, county):
        device.receive(1, applicant=person(1))
        send(database, device)
    flagged = flags(database)
    for device in (village, county):
        assert 5 <= len(flagged[f"case:{device.number(1)}"]) <= 6
    assert sum(map(len, flagged.values())) < 30
    assert verify(database).ok


def test_bytes_are_a_pure_function_of_the_openings(
    database: Database, town: TestDevice, village: TestDevice
) -> None:
    """A county that lost everything derived derives the same bytes again."""
    town.receive(1, applicant=person(1))
    village.receive(1, applicant=person(1))
    send(database, town)
    send(database, village)
    before = derived_bytes(database)
    assert len(before) == 2
    one, two = (decode_entry(device.entries[0]) for device in (town, village))
    assert before == {encode_entry(derived.twin_found(a, b)) for a, b in ((one, two), (two, one))}
    other = msgspec.structs.replace(decode_entry(min(before)), subject="case:x")
    assert not derived.genuine(other)


def derived_bytes(database: Database) -> set[bytes]:
    with database.reading() as connection:
        rows = connection.execute(select(entry.c.data).where(entry.c.kind == TwinFound.KIND))
        return {bytes(data) for (data,) in rows}


def test_verify_notices_a_forged_deduction(
    database: Database, town: TestDevice, village: TestDevice
) -> None:
    town.receive(1, applicant=person(1))
    village.receive(1, applicant=person(1))
    send(database, town)
    send(database, village)
    genuine = decode_entry(min(derived_bytes(database)))
    act = decode_act(genuine)
    assert isinstance(act, TwinFound)
    forged = msgspec.structs.replace(genuine, subject=f"case:{village.number(1)}x")
    data = encode_entry(forged)
    with database.writing() as connection:
        connection.execute(
            update(entry)
            .where(entry.c.device == genuine.device)
            .values(data=data, hash=hashlib.sha256(data).digest())
        )
    findings = verify(database).findings
    assert any("县平台记录" in each for each in findings)


def test_a_device_cannot_push_a_deduction(
    database: Database, town: TestDevice, village: TestDevice
) -> None:
    one, two = town, village
    one.receive(1, applicant=person(1))
    two.receive(1, applicant=person(1))
    made = derived.twin_found(*(decode_entry(each.entries[0]) for each in (one, two)))
    town.record_bytes(encode_entry(made))
    links = read_links(town.id, town.push())
    assert [link.reason for link in links] == ["", "other_device"]
    push(database, town.id, town.push(), lambda: NOW_MS)
    assert derived_bytes(database) == set()


def test_what_was_left_out_is_caught_up(
    database: Database, town: TestDevice, village: TestDevice
) -> None:
    """A server killed between push and search, and a store of a program without matters."""
    for running in range(1, 8):
        town.receive(running, applicant=person(running))
        village.receive(running, applicant=person(running))
    for device in (town, village):
        push(database, device.id, device.push(), lambda: NOW_MS)
    with database.writing() as connection:
        connection.execute(update(case_state).values(matter=None))
        connection.execute(delete(meta).where(meta.c.key == "matters"))
    assert twins.catch_up(database, lambda: NOW_MS, lambda: False) == 14
    assert twins.catch_up(database, lambda: NOW_MS, lambda: False) == 0
    assert all(len(each) == 1 for each in flags(database).values())
    verdict = verify(database)
    assert verdict.ok, verdict.findings


def test_catching_up_can_be_stopped(
    database: Database, town: TestDevice, village: TestDevice
) -> None:
    town.receive(1, applicant=person(1))
    village.receive(1, applicant=person(1))
    for device in (town, village):
        push(database, device.id, device.push(), lambda: NOW_MS)
    assert twins.catch_up(database, lambda: NOW_MS, lambda: True) == 0
    assert twins.catch_up(database, lambda: NOW_MS, lambda: False) == 2


def test_the_search_asks_the_index(database: Database) -> None:
    if database.is_postgres:
        pytest.skip("an empty table is always read whole there")
    among = twins._SHARED_SQLITE.format(marks="x'00', x'01'")
    walk = re.sub(r":\w+", "1", str(twins._NEXT))
    with database.reading() as connection:
        for sql in (among, walk):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").scalars(3).all()
            assert all("case_matter" in each for each in plan), plan


# ---- two real servers


@contextmanager
def serving(database_url: str) -> Iterator[str]:
    process = subprocess.Popen(
        [
            sys.executable, "-m", "counter_app", "county", "serve",
            "--listen", "127.0.0.1:0", "--json", "--database", database_url,
        ],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield str(json.loads(process.stdout.readline())["listening"])
    finally:
        process.terminate()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


def post(url: str, device: TestDevice, first: int) -> None:
    body = wire.pack(device.push(first, first))
    while True:
        headers = device.headers("POST", "/api/v1/push", body)
        headers["Content-Type"] = wire.MEDIA_TYPE
        answer = httpx.post(f"{url}/api/v1/push", content=body, headers=headers, timeout=60)
        if answer.status_code != 503:  # busy: the same request again
            break
    assert answer.status_code == 200, answer.text


@pytest.mark.slow
def test_two_servers_that_take_in_the_halves_at_once(
    database: Database, database_url: str, town: TestDevice, village: TestDevice
) -> None:
    rounds = 60
    for running in range(1, rounds + 1):
        for device in (town, village):
            device.receive(running, applicant=person(running))
    with serving(database_url) as one, serving(database_url) as two:
        together = threading.Barrier(2)
        failed: list[BaseException] = []

        def run(url: str, device: TestDevice) -> None:
            try:
                for number in range(1, rounds + 1):
                    together.wait(60)
                    post(url, device, number)
            except BaseException as error:
                failed.append(error)
                together.abort()

        threads = [
            threading.Thread(target=run, args=pair) for pair in ((one, town), (two, village))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(300)
    assert failed == []
    found = flags(database)
    assert len(found) == 2 * rounds
    for running in range(1, rounds + 1):
        for mine, other in ((town, village), (village, town)):
            assert found[f"case:{mine.number(running)}"] == [other.number(running)]
    verdict = verify(database)
    assert verdict.ok, verdict.findings
    assert verdict.entries == 4 * rounds


def test_the_search_writes_nothing_where_nothing_is_found(
    database: Database, town: TestDevice
) -> None:
    town.receive(1, applicant=person(1))
    send(database, town)
    with database.reading() as connection:
        heads = connection.execute(select(place_feed)).all()
        fed: Any = connection.execute(select(feed)).all()
    assert len(fed) == 1
    assert heads[0].digest != EMPTY
