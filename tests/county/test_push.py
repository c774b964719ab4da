"""Push: idempotent, gapless, honest about forks, and never blocked by one bad entry."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import msgspec
import pytest
from county_rig import NOW_MS, TOWN, VILLAGE, TestDevice, enrol_directly, received
from sqlalchemy import func, select

from counter_app.county.database import Database
from counter_app.county.devices import find, revoke
from counter_app.county.pull import pull
from counter_app.county.push import push
from counter_app.county.refusals import Refuse
from counter_app.errors import Refused
from counter_app.models.acts.case import Accepted, Forwarded, Received, Withdrawn
from counter_app.models.tables.county import case_state, entry, feed, place_feed, set_aside
from counter_app.protocol import clock, journal, wire
from counter_app.protocol.digest import case_digest, encode_state, total
from counter_app.protocol.fold import Recorded, fold


def send(
    database: Database, device: TestDevice, request: wire.PushRequest, now_ms: int = NOW_MS
) -> wire.PushReply:
    return push(database, device.id, request, lambda: now_ms)


def rows(database: Database, table: object) -> int:
    with database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)


def fed(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(select(func.sum(feed.c.count))).scalar() or 0)


@pytest.fixture
def town(database: Database) -> TestDevice:
    return enrol_directly(database, TOWN)


@pytest.fixture
def village(database: Database) -> TestDevice:
    return enrol_directly(database, VILLAGE)


def test_stored_once_however_often_sent(database: Database, town: TestDevice) -> None:
    for running in range(1, 6):
        town.receive(running)
    first = send(database, town, town.push(1, 3))
    assert first == wire.PushReply(3, (wire.ReceivedRun(1, 3, NOW_MS),))
    again = send(database, town, town.push(1, 5), NOW_MS + 1000)
    assert again == wire.PushReply(
        5, (wire.ReceivedRun(1, 3, NOW_MS), wire.ReceivedRun(4, 5, NOW_MS + 1000))
    )
    lost_ack = send(database, town, town.push(2, 5), NOW_MS + 2000)
    assert lost_ack.received == (
        wire.ReceivedRun(2, 3, NOW_MS),
        wire.ReceivedRun(4, 5, NOW_MS + 1000),
    )
    assert rows(database, entry) == 5
    assert fed(database) == 5


def test_empty_push_says_what_the_county_has(database: Database, town: TestDevice) -> None:
    town.receive(1)
    assert send(database, town, town.push(1, 0)) == wire.PushReply(0, ())
    send(database, town, town.push())
    assert send(database, town, town.push(2, 1)) == wire.PushReply(1, ())
    assert send(database, town, town.push(1, 0)) == wire.PushReply(1, ())


def test_gap_is_refused_with_the_number_wanted(database: Database, town: TestDevice) -> None:
    for running in range(1, 6):
        town.receive(running)
    send(database, town, town.push(1, 2))
    with pytest.raises(Refuse) as refused:
        send(database, town, town.push(4, 5))
    assert (refused.value.status, refused.value.refusal.reason) == (409, "gap")
    assert refused.value.refusal.expected == 3
    assert rows(database, entry) == 2


def test_other_entry_under_a_known_number_is_a_fork(database: Database, town: TestDevice) -> None:
    for running in range(1, 5):
        town.receive(running)
    send(database, town, town.push())
    restored = TestDevice(town.id, town.serial, TOWN, town.key, town.entries[:2])
    restored.receive(3, "李四")
    for request in (restored.push(), restored.push(3)):
        with pytest.raises(Refuse) as refused:
            send(database, town, request)
        assert refused.value.refusal.reason == "fork"
        assert refused.value.refusal.expected == 3
    # As long as its numbers overlap by nothing: the signed head tells that histories differ.
    for running in range(4, 7):
        restored.receive(running, "李四")
    with pytest.raises(Refuse) as refused:
        send(database, town, restored.push(5))
    assert refused.value.refusal.reason == "fork"
    assert rows(database, entry) == 4


def test_a_head_that_nobody_signed_is_refused(database: Database, town: TestDevice) -> None:
    town.receive(1)
    stranger = TestDevice(town.id, town.serial, TOWN, entries=town.entries)
    request = town.push()
    forged = msgspec.structs.replace(request, signature=stranger.push().signature)
    for bad in (forged, msgspec.structs.replace(request, signature=b"")):
        with pytest.raises(Refuse) as refused:
            send(database, town, bad)
        assert refused.value.refusal.reason == "bad_signature"
    assert rows(database, entry) == 0


@pytest.mark.parametrize("first", [0, -1, 2**63 - 1, 2**64 - 1])
def test_impossible_numbers_are_refused(database: Database, town: TestDevice, first: int) -> None:
    town.receive(1)
    with pytest.raises(Refuse) as refused:
        send(database, town, msgspec.structs.replace(town.push(), first=first))
    assert refused.value.refusal.reason in ("bad_request", "gap")


def test_two_threads_with_the_same_batch(database: Database, town: TestDevice) -> None:
    for running in range(1, 301):
        town.receive(running)
    replies: list[wire.PushReply] = []
    start = threading.Barrier(4)

    def run() -> None:
        start.wait()
        replies.append(send(database, town, town.push()))

    _all_at_once([run] * 4)
    assert len({msgspec.json.encode(reply) for reply in replies}) == 1
    assert rows(database, entry) == 300
    assert fed(database) == 300


def test_two_places_write_the_same_unknown_subject(database: Database) -> None:
    """A receipt and an act that overtook it may arrive in the same moment."""
    devices = [enrol_directly(database, f"42132110{number}000") for number in range(4)]
    subjects = [f"case:{number}" for number in range(40)]
    for number, device in enumerate(devices):
        for subject in subjects if number % 2 else reversed(subjects):
            if number == 0:
                device.record(subject, received("张三", NOW_MS))
            else:
                device.record(subject, Withdrawn(reason="不办了"), hlc=clock.pack(NOW_MS + 9))
    start = threading.Barrier(len(devices))

    def run(device: TestDevice) -> Callable[[], None]:
        def work() -> None:
            start.wait()
            send(database, device, device.push())

        return work

    _all_at_once([run(device) for device in devices])
    with database.reading() as connection:
        states = connection.execute(select(case_state)).all()
        assert len(states) == 40
        assert {row.entries for row in states} == {4}
        heads = connection.execute(select(place_feed)).all()
        # Each place was told the whole history of each case.
        assert {(row.position, row.cases) for row in heads} == {(160, 40)}
        assert {bytes(row.digest) for row in heads} == {total(bytes(row.digest) for row in states)}


def test_state_and_digest_are_what_a_device_folds(database: Database, town: TestDevice) -> None:
    subject = town.receive(1)
    town.record(subject, Accepted(accepted_on=date(2026, 11, 25)))
    town.receive(2, "𠮷永")
    send(database, town, town.push(1, 1))
    send(database, town, town.push(2, 3), NOW_MS + 5)
    folded = fold(
        Recorded(journal.decode_entry(data), NOW_MS + 5 * (n > 0))
        for n, data in enumerate(town.entries[:2])
    )
    assert folded is not None
    with database.reading() as connection:
        row = connection.execute(select(case_state).where(case_state.c.subject == subject)).one()
        digests = connection.execute(select(case_state.c.digest)).scalars().all()
        head = connection.execute(select(place_feed)).one()
    assert bytes(row.digest) == case_digest(encode_state(folded))
    assert (row.status, row.owner, row.entries) == ("accepted", TOWN, 2)
    assert bytes(head.digest) == total(bytes(each) for each in digests)
    assert (head.position, head.cases, head.received_ms) == (3, 2, NOW_MS + 5)


def test_receipts_of_a_place_only_grow(database: Database, town: TestDevice) -> None:
    for running in range(1, 4):
        town.receive(running)
    stamps = [
        send(database, town, town.push(n, n), now).received[0].received_ms
        for n, now in ((1, NOW_MS), (2, NOW_MS), (3, NOW_MS - 60_000))
    ]
    assert stamps == [NOW_MS, NOW_MS + 1, NOW_MS + 2]


def test_a_clock_from_the_future_does_not_win(database: Database, town: TestDevice) -> None:
    other = enrol_directly(database, TOWN)
    subject = town.receive(1)
    other.record(subject, Accepted(accepted_on=date(2026, 11, 25)), hlc=clock.pack(NOW_MS + 10**10))
    send(database, town, town.push())
    send(database, other, other.push())
    town.hlc = clock.pack(NOW_MS + 500)
    town.record(subject, Withdrawn(reason="不办了"))
    send(database, town, town.push(2), NOW_MS + 1000)
    with database.reading() as connection:
        status = connection.execute(select(case_state.c.status)).scalar()
    assert status == "withdrawn"


def test_a_place_newly_concerned_gets_the_whole_history(
    database: Database, town: TestDevice, village: TestDevice
) -> None:
    subject = village.receive(1)
    village.receive(2)
    send(database, village, village.push())
    assert pull(database, town.id, TOWN, 0).entries == ()
    village.record(subject, Forwarded(to_place=TOWN, purpose="report"))
    send(database, village, village.push(3))
    told = pull(database, town.id, TOWN, 0)
    assert [each.data for each in told.entries] == [village.entries[0], village.entries[2]]
    assert (told.cursor, told.more, told.cases) == (2, False, 1)
    town.hlc = clock.pack(NOW_MS + 9)
    town.record(subject, Accepted(accepted_on=date(2026, 11, 25)))
    send(database, town, town.push())
    back = pull(database, village.id, VILLAGE, 0)
    assert [each.data for each in back.entries] == [town.entries[0]]
    assert back.cursor == 4
    assert back.cases == 2
    assert pull(database, town.id, TOWN, 2).entries == ()


def test_a_poison_entry_is_set_aside_and_blocks_nobody(
    database: Database, town: TestDevice
) -> None:
    good = town.receive(1)
    town.record_bytes(b"\xc1 nothing that anybody can read")
    town.record_bytes(b"\x91" * 100_000)
    town.record_bytes(b"")
    entry_of_another = journal.decode_entry(town.entries[0])
    for changed in (
        {"device": "d9999"},
        {"n": 77},
        {"hlc": -1},
        {"hlc": 2**63},
        {"subject": "case:\0"},
        {"subject": "x" * 5000},
        {"subject": ""},
        {"place": ""},
        {"kind": "k" * 100},
    ):
        values = {"n": len(town.entries) + 1} | changed
        strange = msgspec.structs.replace(entry_of_another, **values)
        town.record_bytes(journal.encode_entry(strange))
    poison = len(town.entries) - 1
    town.record(good, Accepted(accepted_on=date(2026, 11, 25)))
    reply = send(database, town, town.push())
    assert reply.acked == len(town.entries) == poison + 2
    assert rows(database, entry) == 2
    assert rows(database, set_aside) == poison
    other = enrol_directly(database, TOWN)
    told = pull(database, other.id, TOWN, 0)
    assert [each.data for each in told.entries] == [town.entries[0], town.entries[-1]]
    # Sent again, compared with what was set aside, acknowledged again.
    assert send(database, town, town.push()).acked == len(town.entries)
    town.entries[1] = b"changed"
    with pytest.raises(Refuse) as refused:
        send(database, town, town.push())
    assert refused.value.refusal.reason == "fork"


def test_acts_of_a_newer_program_are_kept_and_passed_on(
    database: Database, town: TestDevice
) -> None:
    subject = town.receive(1)
    town.hlc += 1
    newer = journal.Entry(
        town.id,
        2,
        town.hlc,
        "SXX0001",
        TOWN,
        subject,
        "case.dreamt_of",
        7,
        msgspec.Raw(msgspec.msgpack.encode({"a": [1, 2, 3]})),
    )
    town.record_bytes(journal.encode_entry(newer))
    broken = msgspec.structs.replace(
        newer, n=3, kind=Received.KIND, version=1, act=msgspec.Raw(b"\x93\x01\x02\x03")
    )
    town.record_bytes(journal.encode_entry(broken))
    assert send(database, town, town.push()).acked == 3
    other = enrol_directly(database, TOWN)
    assert [each.data for each in pull(database, other.id, TOWN, 0).entries] == town.entries


def test_a_subject_without_receipt_goes_to_the_place_that_wrote_it(
    database: Database, town: TestDevice, village: TestDevice
) -> None:
    village.record("case:0", Withdrawn(reason="不办了"))
    send(database, village, village.push())
    assert pull(database, "", VILLAGE, 0).cases == 0
    assert len(pull(database, "", VILLAGE, 0).entries) == 1
    town.record("case:0", received("张三", NOW_MS), hlc=clock.pack(NOW_MS - 1))
    send(database, town, town.push())
    for place in (TOWN, VILLAGE):
        told = pull(database, "", place, 0)
        assert len(told.entries) == 2
        assert told.cases == 1


def test_what_a_stopped_device_owes_is_taken_in_unless_it_is_lost(
    database: Database, town: TestDevice
) -> None:
    town.receive(1)
    revoke(database, town.id, NOW_MS)
    found = find(database, town.id)
    assert found is not None
    assert (found.revoked_ms, found.stopped) == (NOW_MS, "revoked")
    assert send(database, town, town.push()).acked == 1
    town.receive(2)
    revoke(database, town.id, NOW_MS + 1, lost=True)
    with pytest.raises(Refuse) as refused:
        send(database, town, town.push(2))
    assert refused.value.refusal.reason == "lost"
    assert rows(database, entry) == 1
    for lost in (True, False):
        with pytest.raises(Refused):
            revoke(database, town.id, NOW_MS + 2, lost=lost)


def _all_at_once(works: list[Callable[[], None]]) -> None:
    failed: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                work()
            except BaseException as error:
                failed.append(error)

        return run

    threads = [threading.Thread(target=guarded(work)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed, failed
