"""The store: one action is one transaction, projections can be thrown away, files stay shut."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import msgspec
import pytest
from case_samples import received
from sqlalchemy import delete, text
from store_rig import TOWN, actor, new_store

from counter_app.errors import Trouble
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseStatus
from counter_app.models.party import Party, PartyKind
from counter_app.models.tables.device import case_row, entry
from counter_app.protocol import journal
from counter_app.store import checks, drafts, outbox, queries
from counter_app.store.store import Store

SUBJECT = "case:4213210001260000019"


def take(store: Store, subject: str = SUBJECT, **changes: object):
    with store.write() as tx:
        return tx.record(subject, received(**changes), actor(), None)


def test_a_saved_case_is_there_after_reopening(tmp_path: Path) -> None:
    key = os.urandom(32)
    store = new_store(tmp_path, key=key)
    take(store)
    digest = store.head.digest
    store.close()
    again = Store.open(tmp_path / "counter.db", key)
    assert again.head.n == 1
    assert again.head.digest == digest
    state = queries.case_state(again, SUBJECT)
    assert state is not None
    assert state.applicant.name == "王𬱖"
    assert checks.examine(again).ok
    again.close()


def test_an_error_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    take(store)
    before = store.head

    def half_an_action() -> None:
        with store.write() as tx:
            tx.allocate("case", 2026)
            tx.record("case:x", received(), actor(), None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_an_action()
    assert store.head == before
    with store.write() as tx:
        assert tx.allocate("case", 2026) == 1
    assert checks.examine(store).entries == 1
    store.close()


def test_wrong_key_and_missing_file_are_told(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    with pytest.raises(Trouble, match="钥匙不符"):
        Store.open(tmp_path / "counter.db", os.urandom(32))
    with pytest.raises(Trouble, match="不见了"):
        Store.open(tmp_path / "other.db", os.urandom(32))


def test_projection_can_be_thrown_away_and_folded_again(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    state = take(store)
    with store.write() as tx:
        for act in (acts.Accepted(date(2026, 11, 23)), acts.Decided(True, "同意")):
            state = tx.record(SUBJECT, act, actor(), state)
    with store.write() as tx:
        assert tx.refold(SUBJECT) == state
    with store.write() as tx:
        tx.connection.execute(delete(case_row))
    assert not checks.examine(store).projection_ok
    store.close()


def test_doctor_sees_a_changed_entry_and_a_missing_one(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    take(store)
    take(store, "case:4213210001260000027")
    with store.write() as tx:
        tx.connection.execute(delete(entry).where(entry.c.n == 1))
    health = checks.examine(store)
    assert (health.ok, health.chain_ok) == (False, False)
    store.close()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("王𬱖", True),
        ("𬱖", True),
        ("4213211990", True),
        ("010015", True),
        ("0015", True),
        ("低生活", True),
        ("王 低保", False),
        ("王 最低", True),
        ("421321-0001-26-000001-9", True),
        ("0001260000019", True),
        ("李", False),
        ('"', True),
        ("王*", True),
        ("𬱖 4213", True),
        ("𬱖4213", False),
    ],
)
def test_live_search(tmp_path: Path, query: str, found: bool) -> None:
    store = new_store(tmp_path)
    take(store)
    assert bool(queries.cases(store, query=query)) is found
    store.close()


def test_search_words_follow_a_changed_name(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    state = take(store)
    with store.write() as tx:
        tx.record(SUBJECT, acts.CorrectedOnSpot("name", "王𬱖", "李㛃"), actor(), state)
    assert not queries.cases(store, query="王")
    assert queries.cases(store, query="李㛃")
    store.close()


def test_entries_of_others_are_taken_in_once_and_poison_blocks_nothing(tmp_path: Path) -> None:
    there = new_store(tmp_path / "a", 1)
    here = new_store(tmp_path / "b", 2)
    take(there)
    batch = outbox.next_batch(there, 0)
    assert batch is not None
    feed = [(5, batch.entries[0]), (5, b"\xc1 no entry"), (5, batch.entries[0])]
    with here.write() as tx:
        assert tx.take_in(feed) == {SUBJECT}
    with here.write() as tx:
        assert tx.take_in(feed[:1]) == set()
    health = checks.examine(here)
    assert (health.ok, health.entries, health.set_aside) == (True, 1, 1)
    assert health.projection_ok
    there.close()
    here.close()


def test_a_clock_ahead_is_put_right_by_the_acknowledgement(tmp_path: Path) -> None:
    county_now = 1_790_000_000_000
    store = new_store(tmp_path, now_ms=lambda: county_now + 3_600_000)
    state = take(store)
    assert state is not None
    assert state.changed_ms == county_now + 3_600_000
    with store.write() as tx:
        assert tx.acknowledge(1, [(1, 1, county_now)]) == {SUBJECT}
    after = queries.case_state(store, SUBJECT)
    assert after is not None
    assert after.changed_ms == county_now
    assert store.head.unsent == 0
    assert checks.examine(store).ok
    store.close()


def test_batches_are_signed_and_bounded(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    for index in range(7):
        take(store, f"case:421321000126{index:07d}")
    public = store.identity.public_key
    head = journal.genesis(public)
    after = 0
    while (batch := outbox.next_batch(store, after, entries=3)) is not None:
        head = journal.chain_all(head, batch.entries)
        after = batch.first + len(batch.entries) - 1
        assert batch.head == head
        assert journal.verify_head(public, "d0001", after, head, batch.signature)
    assert (after, head) == (7, store.head.chain)
    one = outbox.next_batch(store, 0, size=1)
    assert one is not None
    assert len(one.entries) == 1
    store.close()


def test_drafts_come_back_and_can_be_thrown_away(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    drafts.save(store, "x", "intake", "SX1", b"1")
    drafts.save(store, "x", "intake", "SX1", b"2")
    assert [each.body for each in drafts.listed(store, "intake", "SX1")] == [b"2"]
    thrown = drafts.discard(store, "x")
    assert thrown is not None
    assert thrown.body == b"2"
    assert drafts.listed(store, "intake", "SX1") == []
    store.close()


def test_nothing_personal_lies_open_in_the_folder(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    secrets = ["欧阳建国", "421321199001010015", "13812345678", "随县厉山镇某某路", "私密备注"]
    party = Party(PartyKind.PERSON, secrets[0], "resident_id", secrets[1], secrets[2], secrets[3])
    for index in range(50):
        take(store, f"case:421321000126{index:07d}", applicant=party, note=secrets[4])
    drafts.save(store, "x", "intake", "SX1", msgspec.msgpack.encode(secrets))

    def look() -> None:
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert {path.suffix for path in files} >= {".db"}
        for path in files:
            data = path.read_bytes()
            for secret in secrets:
                for coding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
                    assert secret.encode(coding) not in data, (path.name, coding)

    look()  # while it is open, with its -wal and -shm
    with store.read() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    store.close()
    look()


def test_worklists_and_counts(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    state = take(store, check_due=date(2026, 11, 24))
    today = date(2026, 11, 23)
    bench = queries.workbench(store, "SX1", today=today, day_start_ms=0)
    assert (bench.today, bench.due, bench.overdue, bench.unsent) == (1, 1, 0, 1)
    with store.write() as tx:
        tx.record(SUBJECT, acts.CorrectionAsked((), date(2026, 11, 20)), actor(TOWN), state)
    bench = queries.workbench(store, "SX1", today=today, day_start_ms=0)
    assert (bench.due, bench.overdue, bench.waiting) == (1, 1, 1)
    rows = queries.worklist(store, queries.WorkList.WAITING, today=today, day_start_ms=0)
    assert [row.status for row in rows] == [CaseStatus.CORRECTING]
    store.close()
