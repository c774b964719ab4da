"""A county that was restored, a replica that was damaged: both sides come together again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from county_rig import TOWN, VILLAGE, enrol_directly, free_port, received
from msgspec.structs import replace
from replica_rig import CountyCopies, clerk, journal_of, store_of
from sqlalchemy import select, update

from counter_app.county import keys, repair, schema
from counter_app.county.database import Database
from counter_app.county.rating_record import Kept, record
from counter_app.county.serve import run_in_thread
from counter_app.county.verify import verify
from counter_app.models.acts.case import Accepted, Forwarded
from counter_app.models.acts.rating import Given
from counter_app.models.party import Party, PartyKind
from counter_app.models.rating import Grade, Rated, RatingStage
from counter_app.models.tables.county import entry, place_feed
from counter_app.protocol import derived, journal, repair as messages
from counter_app.protocol.ledgers import RATING
from counter_app.rules.numbers import case_number
from counter_app.rules.rating_numbers import of_case
from counter_app.store import checks
from counter_app.store.repair import last_compared
from counter_app.store.store import Store, wall_ms
from counter_app.sync.exchange import SyncResult, sync_once

DAY_MS = 24 * 3600_000


class Hall:
    """A county that can be put back to an earlier day, and devices that sync with it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.copies = CountyCopies(url)
        self.port = free_port()
        self.stores: dict[str, Store] = {}
        with self.opened(create=True) as database:
            schema.upgrade(database)
            with database.writing() as connection:
                keys.make(connection)

    @contextmanager
    def opened(self, *, create: bool = False) -> Iterator[Database]:
        database = Database.open(self.url, create=create)
        try:
            yield database
        finally:
            database.close()

    def device(self, name: str, place: str = TOWN, now_ms: Callable[[], int] = wall_ms) -> Store:
        with self.opened() as database:
            known = enrol_directly(database, place)
        url = f"http://127.0.0.1:{self.port}"
        self.stores[name] = store_of(self.folder / name, known, url, now_ms)
        return self.stores[name]

    def sync(self, *names: str) -> list[SyncResult]:
        with run_in_thread(self.url, port=self.port):
            return [sync_once(self.stores[name]) for name in names]

    def whole(self) -> None:
        """Everybody agrees, the county is whole, and every entry is there exactly once."""
        assert all(result.agreed for result in self.sync(*self.stores))
        again = self.sync(*self.stores)
        assert [(each.agreed, each.pushed, each.repaired) for each in again] == [
            (True, 0, 0) for _ in again
        ]
        with self.opened() as database:
            verdict = verify(database)
            with database.reading() as connection:
                rows = connection.execute(select(entry.c.device, entry.c.n, entry.c.data))
                there = {(row.device, row.n): bytes(row.data) for row in rows}
        assert verdict.ok, verdict.findings
        for store in self.stores.values():
            health = checks.examine(store)
            assert health.ok, health.problems
            assert health.digest == verdict.places[store.identity.place]
            for device, n, data in journal_of(store):
                assert there[device, n] == data


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Hall]:
    made = Hall(database_url, tmp_path)
    yield made
    for store in made.stores.values():
        store.close()


def take_in(store: Store, first: int, count: int = 1) -> list[str]:
    """Receive and accept cases; returns their subjects."""
    subjects = []
    for running in range(first, first + count):
        number = case_number("421321", store.identity.serial, 2026, running)
        subject = f"case:{number}"
        with store.write() as tx:
            who = Party(PartyKind.PERSON, f"样{running}", "resident_id", number)
            opening = received("", store.now_ms(), applicant=who)
            acts = [opening, Accepted(date(2026, 11, 25))]
            tx.record_all(subject, acts, clerk(store.identity.place), None)
        subjects.append(subject)
    return subjects


def test_a_restored_county_gets_back_what_it_lost(hall: Hall) -> None:
    a, b = hall.device("a"), hall.device("b")
    v = hall.device("v", VILLAGE)
    take_in(a, 1, 4)
    take_in(b, 1, 2)
    take_in(v, 1, 2)
    hall.sync("a", "b", "v", "a")
    copy = hall.copies.take()
    take_in(a, 5, 3)
    (subject,) = take_in(v, 3)
    with v.write() as tx:
        tx.record(subject, Forwarded(TOWN, purpose="report"), clerk(VILLAGE), tx.state(subject))
    take_in(b, 3, 2)
    hall.sync("a", "b", "v", "a", "b")
    before = {name: journal_of(store) for name, store in hall.stores.items()}
    hall.copies.restore(copy)
    (first,) = hall.sync("b")
    assert first.agreed
    assert first.repaired
    hall.whole()
    assert {name: journal_of(store) for name, store in hall.stores.items()} == before


def test_a_county_that_moved_past_the_cursor_is_noticed_by_its_digest(hall: Hall) -> None:
    a, b = hall.device("a"), hall.device("b")
    take_in(a, 1, 3)
    hall.sync("a", "b")
    copy = hall.copies.take()
    take_in(a, 4, 3)
    take_in(b, 1, 3)
    hall.sync("a", "b", "a")
    hall.copies.restore(copy)
    c = hall.device("c")
    take_in(c, 1, 30)
    hall.sync("c")
    with hall.opened() as database, database.reading() as connection:
        position = connection.execute(select(place_feed.c.position)).scalar_one()
    assert position > a.head.cursor
    (result,) = hall.sync("a")
    assert (result.agreed, bool(result.repaired)) == (True, True)
    hall.whole()
    assert len(journal_of(a)) == len(journal_of(c)) == 2 * 39


def test_entries_of_an_author_that_is_gone_are_passed_on(hall: Hall) -> None:
    a, b = hall.device("a"), hall.device("b")
    take_in(a, 1, 2)
    hall.sync("a", "b")
    copy = hall.copies.take()
    take_in(a, 3, 3)
    take_in(b, 1, 1)
    hall.sync("a", "b", "a")
    hall.copies.restore(copy)
    gone = hall.stores.pop("a")
    hall.device("c")
    hall.sync("b")
    hall.whole()
    assert len(journal_of(hall.stores["c"])) == 2 * 6

    take_in(gone, 6, 2)
    hall.stores["a"] = gone
    (back,) = hall.sync("a")
    assert back.agreed
    hall.whole()
    assert len(journal_of(gone)) == 2 * 8


def test_later_receipts_of_a_restored_county_reorder_everywhere(hall: Hall) -> None:
    ahead = hall.device("a", now_ms=lambda: wall_ms() + DAY_MS)
    b = hall.device("b")
    copy = hall.copies.take()
    hall.copies.restore(copy)
    devices = hall.copies.take()
    take_in(ahead, 1, 2)
    hall.sync("a", "b")
    hall.copies.restore(devices)
    hall.sync("a")
    hall.sync("b")
    hall.whole()
    with ahead.read() as mine, b.read() as theirs:
        stamps = "SELECT device, n, received_ms FROM entry ORDER BY device, n"
        here = mine.exec_driver_sql(stamps).all()
        assert here == theirs.exec_driver_sql(stamps).all()


@pytest.mark.parametrize("how", ["bytes", "other case", "deleted", "sum"])
def test_a_damaged_row_is_mended(hall: Hall, how: str) -> None:
    a, b = hall.device("a"), hall.device("b")
    subjects = take_in(a, 1, 5)
    hall.sync("a", "b")
    a.index_new()
    with a.write() as tx:
        if how == "bytes":
            tx.connection.exec_driver_sql(
                "UPDATE case_row SET state = x'00' WHERE subject = ?", (subjects[2],)
            )
        elif how == "other case":
            tx.connection.exec_driver_sql(
                "UPDATE case_row SET (state, digest) = (SELECT state, digest FROM case_row"
                " WHERE subject = ?) WHERE subject = ?",
                (subjects[0], subjects[2]),
            )
        elif how == "deleted":
            tx.connection.exec_driver_sql("DELETE FROM case_row WHERE subject = ?", (subjects[2],))
            tx.head = replace(tx.head, cases=tx.head.cases - 1)
        else:
            tx.head = replace(tx.head, digest=bytes(32))
    assert not checks.examine(a).projection_ok
    take_in(b, 1)
    (_, result) = hall.sync("b", "a")
    assert result.agreed
    assert result.changes.cases
    assert bool(result.repaired) == (how != "sum")
    hall.whole()


def test_a_difference_that_stays_is_told_and_not_compared_all_the_time(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [wall_ms()]
    a = hall.device("a", now_ms=lambda: now[0])
    take_in(a, 1, 3)
    hall.sync("a")
    with hall.opened() as database, database.writing() as connection:
        connection.execute(update(place_feed).values(digest=bytes(31) + b"\1"))
    compared: list[str] = []
    compare = repair.compare
    monkeypatch.setattr(
        repair, "compare", lambda *words: (compared.append("once"), compare(*words))[1]
    )
    for _ in range(3):
        (result,) = hall.sync("a")
        assert result.agreed is False
    assert len(compared) == 1
    waits = []
    for _ in range(3):
        told = last_compared(a)
        assert told is not None
        waits.append(told.until_ms - now[0])
        now[0] = told.until_ms
        hall.sync("a", "a")
    assert waits == [60_000, 120_000, 240_000]
    assert len(compared) == 4
    with hall.opened() as database, database.writing() as connection:
        connection.execute(update(place_feed).values(digest=a.head.digest))
    hall.whole()
    now[0] += 1
    take_in(a, 4)
    hall.whole()


def test_nobody_reads_what_is_of_another_place(hall: Hall) -> None:
    a = hall.device("a")
    subjects = take_in(a, 1, 3)
    hall.sync("a")
    asked = messages.EntriesRequest(tuple(subjects))
    with hall.opened() as database:
        assert len(repair.entries_of(database, TOWN, asked).entries) == 6
        elsewhere = repair.entries_of(database, VILLAGE, asked)
        assert (elsewhere.done, elsewhere.entries) == (3, ())
        sums = messages.sums_of(())
        reply = repair.compare(database, VILLAGE, messages.CompareRequest(sums))
        assert reply == messages.CompareReply(b"", ())
        assert len(repair.compare(database, TOWN, messages.CompareRequest(sums)).subjects) == 3
        assert repair.compare(database, TOWN[:6], messages.CompareRequest(sums)).subjects == ()


def test_only_what_continues_a_chain_is_taken(hall: Hall) -> None:
    a, b = hall.device("a"), hall.device("b")
    take_in(a, 1, 2)
    hall.sync("a", "b")
    take_in(a, 3, 2)
    own = [data for device, _, data in journal_of(a) if device == a.identity.device]
    stranger = replace(journal.decode_entry(own[4]), device="d9999", n=1)
    twin = journal.decode_entry(own[0])
    other = replace(twin, subject="case:other", place=VILLAGE)
    found = derived.twin_found(twin, other)
    false = replace(found, device=derived.PREFIX + "0" * 24)

    def bring(*entries: bytes) -> list[tuple[str, int]]:
        with hall.opened() as database:
            request = messages.PassOnRequest(entries)
            reply, _ = repair.pass_on(database, b.identity.device, request, wall_ms)
            assert verify(database).ok
        return [(each.device, each.n) for each in reply.taken]

    name = a.identity.device
    assert bring(own[5], own[6], own[7]) == []  # number 5 is missing
    assert bring(journal.encode_entry(stranger), b"no entry", own[0]) == []
    assert bring(own[5], own[4]) == [(name, 5), (name, 6)]
    assert bring(own[4], own[5]) == []
    assert bring(journal.encode_entry(false)) == []
    assert bring(journal.encode_entry(found)) == [(found.device, 1)]
    assert bring(journal.encode_entry(found)) == []
    hall.whole()
    assert len(journal_of(b)) == 8 + 1


def test_a_rating_that_the_county_lost_comes_back_and_a_forged_one_does_not(hall: Hall) -> None:
    a = hall.device("a")
    (case,) = take_in(a, 1)
    hall.sync("a")
    copy = hall.copies.take()
    subject = RATING.subject(of_case(case.removeprefix("case:"), RatingStage.ACCEPTED))
    act = Given(grade=Grade.FAIR, channel="qr", about=Rated(place=a.identity.place))
    with run_in_thread(hall.url, port=hall.port) as running:
        assert record(running.county, subject, act) is Kept.COUNTED
        assert record(running.county, subject, act) is Kept.COUNTED
    hall.sync("a")
    assert [kind for kind in kinds_of(a) if kind == Given.KIND] == [Given.KIND]
    hall.copies.restore(copy)
    (result,) = hall.sync("a")
    assert (result.agreed, bool(result.repaired)) == (True, True)
    hall.whole()

    other = RATING.subject(of_case(case.removeprefix("case:"), RatingStage.FINISHED))
    forged = derived.rating_given(a.identity.signing_key, other, a.identity.place, wall_ms(), act)
    with hall.opened() as database:
        reply, _ = repair.pass_on(
            database,
            "d0001",
            messages.PassOnRequest((journal.encode_entry(forged),)),
            wall_ms,
        )
    assert reply.taken == ()
    hall.whole()


def kinds_of(store: Store) -> list[str]:
    """What is in a device's journal."""
    return [journal.decode_entry(data).kind for _, _, data in journal_of(store)]
