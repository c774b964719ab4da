"""One case that cannot be folded: the others arrive, the cursor moves, a mended program heals."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from case_samples import received
from store_rig import new_store

from counter_app.models.acts import Act, case as acts
from counter_app.models.case import CaseStatus
from counter_app.protocol import journal
from counter_app.rules import case_evolve
from counter_app.store import isolation, queries
from counter_app.store.checks import examine
from counter_app.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from counter_app.models.case import CaseState

MS = 1_790_000_000_000
KEY = os.urandom(32)
BAD, GOOD = "case:4213210009260000011", "case:4213210009260000029"
ACCEPTED = acts.Accepted(date(2026, 11, 23))


def foreign(n: int, subject: str, what: Act, **envelope: Any) -> tuple[int, bytes]:
    values: dict[str, Any] = {
        "device": "d0009", "n": n, "hlc": (MS + n % 1000) << 16, "staff": "SX9",
        "place": "421321101215", "subject": subject, "kind": what.KIND, "version": what.VERSION,
        "act": msgspec.Raw(journal.encode_act(what)),
    }  # fmt: skip
    entry = journal.Entry(**(values | envelope))
    return MS + 1000, journal.encode_entry(entry)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path, key=KEY)
    yield made
    made.close()


def fail_for_bad(state: CaseState, act: Any, stamp: Any) -> dict[str, Any]:
    if stamp.subject == BAD:
        raise ZeroDivisionError
    return case_evolve._accepted(state, act, stamp)


def test_others_arrive_and_a_mended_program_heals(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with store.write() as tx:
        tx.take_in([foreign(1, BAD, received())])
    monkeypatch.setitem(case_evolve._EFFECTS, acts.Accepted, fail_for_bad)
    with store.write() as tx:
        tx.take_in(
            [
                foreign(2, BAD, ACCEPTED),
                foreign(3, GOOD, received()),
                foreign(4, GOOD, ACCEPTED),
                (MS, b"\xc1 no entry"),
            ]
        )
        tx.head = msgspec.structs.replace(tx.head, cursor=4)
    assert store.head.cursor == 4
    good, bad = (queries.case_state(store, each) for each in (GOOD, BAD))
    assert good is not None
    assert bad is not None
    assert (good.status, bad.status) == (CaseStatus.ACCEPTED, CaseStatus.RECEIVED)
    with store.read() as connection:
        listed = isolation.listed(connection)
    assert {(each.subject, each.reason) for each in listed if each.subject} == {
        (BAD, "ZeroDivisionError")
    }
    assert len(listed) == 2
    assert BAD not in caplog.text
    caplog.clear()
    health = examine(store)
    assert (health.set_aside, health.ok, len(health.problems)) == (2, True, 1)

    # it fails again: told once, not twice
    with store.write() as tx:
        tx.take_in([foreign(5, BAD, acts.Revealed("phone"))])
    assert examine(store).set_aside == 2

    monkeypatch.undo()
    store.close()
    again = Store.open(tmp_path / "counter.db", KEY)
    healed = queries.case_state(again, BAD)
    assert healed is not None
    assert healed.status is CaseStatus.ACCEPTED
    assert healed.acts == 3
    health = examine(again)
    assert (health.set_aside, health.ok, health.problems) == (1, True, ())
    again.close()


def test_a_case_that_never_could_be_folded_shows_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(case_evolve._EFFECTS, acts.Accepted, fail_for_bad)
    with store.write() as tx:
        tx.take_in([foreign(1, BAD, received()), foreign(2, BAD, ACCEPTED)])
    assert queries.case_state(store, BAD) is None
    assert examine(store).ok
    monkeypatch.undo()
    store.mend()
    assert queries.case_state(store, BAD) is not None
    assert examine(store).set_aside == 0


@pytest.mark.parametrize(
    "poison",
    [
        foreign(2, BAD, ACCEPTED, act=msgspec.Raw(b"\x01")),
        foreign(2, BAD, ACCEPTED, act=msgspec.Raw(msgspec.msgpack.encode({"accepted_on": 7}))),
        foreign(2, BAD, received(received_ms=(1 << 64) - 1)),
        foreign(2, BAD, acts.Forwarded("x" * 5000)),
        foreign(2, BAD, acts.Forwarded("a\0b")),
        foreign(2, BAD, ACCEPTED, kind="case.teleported"),
        foreign(2, BAD, ACCEPTED, version=(1 << 63) - 1),
        foreign((1 << 64) - 1, BAD, ACCEPTED),
        foreign(2, BAD, ACCEPTED, hlc=(1 << 64) - 1),
        foreign(2, BAD, ACCEPTED, hlc=-5),
    ],
)
def test_absurd_entries_stop_nothing(store: Store, poison: tuple[int, bytes]) -> None:
    with store.write() as tx:
        tx.take_in([poison, foreign(3, GOOD, received())])
    assert queries.case_state(store, GOOD) is not None
    assert examine(store).ok


def test_a_failing_disk_is_no_fault_of_the_case(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the database raises must undo the transaction, or the cursor would pass a loss."""
    import sqlcipher3

    def broken(*args: Any) -> Any:
        raise sqlcipher3.OperationalError("database or disk is full")

    monkeypatch.setattr(isolation.projection, "write_state", broken)
    with pytest.raises(Exception, match="磁盘已满"), store.write() as tx:
        tx.take_in([foreign(1, GOOD, received())])
    monkeypatch.undo()
    assert queries.case_state(store, GOOD) is None
    with store.write() as tx:
        tx.take_in([foreign(1, GOOD, received())])
    assert queries.case_state(store, GOOD) is not None
