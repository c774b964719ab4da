"""Another ledger beside the cases, in a real store: folded, found, repaired, counted, renamed."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_samples import received
from help_samples import ASK, SAMPLES
from sqlalchemy import delete, select, text, update
from store_rig import actor, new_store

from counter_app.models.acts import help as acts
from counter_app.models.help import HelpStatus
from counter_app.models.tables.device import ledger_row, meta
from counter_app.protocol import digest as digests
from counter_app.protocol.ledgers import CASE, HELP, ledger_of, number_of
from counter_app.rules import custody, numbers
from counter_app.store import checks, ledger_queries, queries, refold, repair
from counter_app.store.identity import load
from counter_app.store.store import Store

NUMBER = numbers.ledger_number("B", "421321", 1, 2026, 1)
SUBJECT = HELP.subject(NUMBER)


@pytest.fixture
def store(tmp_path: Path):
    opened = new_store(tmp_path)
    yield opened
    opened.close()


def _help(store: Store, subject: str = SUBJECT, *more: acts.Act) -> object:
    with store.write() as tx:
        state = tx.record(subject, acts.Asked(ASK), actor(), None)
        return tx.record_all(subject, more, actor(), state) if more else state


def test_subjects_are_told_apart_by_their_beginning() -> None:
    assert ledger_of(SUBJECT) is HELP
    assert [ledger_of(each) for each in ("case:1", "task:1", "help", "")][0:2] == [CASE, CASE]
    assert number_of(SUBJECT) == NUMBER


def test_a_line_is_shown_found_and_counted(store: Store) -> None:
    _help(store, SUBJECT, SAMPLES[acts.Registered])
    (line,) = ledger_queries.lines(store, HELP)
    assert (line.number, line.status, line.person) == (NUMBER, "registered", "王𬱖")
    for typed in (
        "王𬱖",
        "0015",
        "010015",
        NUMBER,
        NUMBER[7:],
        numbers.spoken(NUMBER),
        "SX1",
        "高龄",
    ):
        assert ledger_queries.lines(store, HELP, query=typed) == [line], typed
    assert ledger_queries.lines(store, HELP, query="李四") == []
    assert ledger_queries.lines(store, HELP, open_only=True, staff="SX1") == [line]
    assert ledger_queries.lines(store, HELP, statuses=["finished"]) == []
    assert ledger_queries.open_by_status(store, HELP) == {"registered": 1}
    assert queries.cases(store) == []


def test_words_follow_a_correction(store: Store) -> None:
    state = _help(store)
    with store.write() as tx:
        tx.record(SUBJECT, acts.Corrected("name", "王𬱖", "李四"), actor(), state)
    assert [each.person for each in ledger_queries.lines(store, HELP, query="李四")] == ["李四"]
    assert ledger_queries.lines(store, HELP, query="王𬱖") == []


def test_the_digest_covers_all_ledgers(store: Store) -> None:
    with store.write() as tx:
        tx.record("case:4213210001260000019", received(), actor(), None)
    one = store.head.digest
    _help(store)
    assert store.head.digest != one
    assert store.head.cases == 2
    health = checks.examine(store)
    assert health.ok, health.problems
    assert (health.cases, health.others, health.digest) == (1, 1, store.head.digest.hex())


def test_a_damaged_row_is_mended_from_the_entries(store: Store) -> None:
    state = _help(store)
    whole = ledger_queries.lines(store, HELP)
    with store.write() as tx:
        tx.connection.execute(update(ledger_row).values(state=b"x", person="?"))
    assert not checks.examine(store).ok
    assert repair.mend_rows(store) == {SUBJECT}
    assert checks.examine(store).ok
    assert ledger_queries.lines(store, HELP) == whole
    with store.write() as tx:
        tx.connection.execute(text("DELETE FROM ledger_row"))
        tx.connection.execute(text("DELETE FROM ledger_search"))
    assert repair.mend_rows(store) == {SUBJECT}
    assert checks.examine(store).ok
    assert digests.encode_state(ledger_queries.state_of(store, SUBJECT)) == digests.encode_state(
        state
    )
    (line,) = repair.lines(store)
    assert (line.subject, line.entries) == (SUBJECT, 1)


def test_an_act_of_another_ledger_changes_nothing_but_is_told(store: Store) -> None:
    state = _help(store)
    with store.write() as tx:
        after = tx.record(SUBJECT, received(), actor(), state)
        again = tx.record("case:1", acts.Asked(ASK), actor(), None)
    assert (after.status, after.questions) == (HelpStatus.ASKED, 1)
    assert again is None
    assert checks.examine(store).ok


def test_numbers_of_two_ledgers_are_never_the_same() -> None:
    case = numbers.case_number("421321", 1, 2026, 1)
    assert f"B{case}" == NUMBER
    assert numbers.parse_case_number(NUMBER) is None
    assert numbers.parse_ledger_number(case, "B") is None
    spoken = numbers.spoken(NUMBER)
    assert spoken == f"B{numbers.spoken(case)}"
    parsed = numbers.parse_ledger_number(f" {spoken.lower()} ", "B")
    assert parsed is not None
    assert (parsed.text, parsed.running) == (NUMBER, 1)


def test_disputed_lines_are_found_without_reading_every_line(store: Store) -> None:
    _help(store, SUBJECT, SAMPLES[acts.Registered])
    other = HELP.subject(numbers.ledger_number("B", "421321", 1, 2026, 2))
    _help(store, other, SAMPLES[acts.CalledBack])  # nothing was handed over yet
    (found,) = ledger_queries.disputed_states(store)
    assert HELP.subject(found.number) == other
    asked = "SELECT state FROM ledger_row WHERE disputed > 0 ORDER BY changed_ms DESC"
    with store.read() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all()
        compiled = str(ledger_queries.DISPUTED)
    assert "ledger_disputed" in plan[0].detail
    assert "disputed > 0" in compiled


def test_lines_with_originals_are_found_by_the_index(store: Store) -> None:
    taken = (SAMPLES[acts.Registered], SAMPLES[acts.Authorised], SAMPLES[acts.MaterialsTaken])
    held = _help(store, SUBJECT, *taken)
    for running in range(2, 40):
        _help(store, HELP.subject(numbers.ledger_number("B", "421321", 1, 2026, running)))
    assert ledger_queries.marked_states(store, HELP, custody.MARK) == [held]
    for typed in ("custody", "§custody", "§", "§cust"):
        assert ledger_queries.lines(store, HELP, query=typed) == [], "no words find a mark"
    with store.read() as connection:
        found = f"EXPLAIN QUERY PLAN {ledger_queries.FOUND}"
        (by_words,) = connection.execute(text(found), {"words": '"§custody"'}).all()
        wanted = select(ledger_row.c.state).where(
            ledger_queries.BY_ID == "help", ledger_row.c.id.in_(range(40))
        )
        rows = wanted.compile(store._engine, compile_kwargs={"literal_binds": True})
        (by_id,) = connection.execute(text(f"EXPLAIN QUERY PLAN {rows}")).all()
    assert "VIRTUAL TABLE INDEX" in by_words.detail
    assert ":M" in by_words.detail, "by the words, not row by row"
    assert by_id.detail == "SEARCH ledger_row USING INTEGER PRIMARY KEY (rowid=?)"
    with store.write() as tx:
        tx.record(SUBJECT, SAMPLES[acts.MaterialsReturned], actor(), held)
    assert ledger_queries.marked_states(store, HELP, custody.MARK) == []
    assert checks.examine(store).ok


def test_lines_of_an_older_program_are_marked_once(store: Store) -> None:
    taken = (SAMPLES[acts.Registered], SAMPLES[acts.Authorised], SAMPLES[acts.MaterialsTaken])
    held = _help(store, SUBJECT, *taken)
    plain = HELP.subject(numbers.ledger_number("B", "421321", 1, 2026, 2))
    _help(store, plain)
    assert held is not None
    before = store.head
    with store.write() as tx:
        (row_id,) = tx.connection.execute(
            select(ledger_row.c.id).where(ledger_row.c.subject == SUBJECT)
        ).one()
        tx.connection.execute(text("DELETE FROM ledger_search WHERE rowid = :id"), {"id": row_id})
        words = "王 𬱖 ¦ 0015"
        tx.connection.execute(
            text("INSERT INTO ledger_search (rowid, tokens) VALUES (:id, :words)"),
            {"id": row_id, "words": words},
        )
        tx.connection.execute(
            update(ledger_row).values(state=b"x").where(ledger_row.c.subject == plain)
        )  # what cannot be read stops nobody
        tx.connection.execute(delete(meta).where(meta.c.key == refold.MARKS_KEY))
    assert ledger_queries.marked_states(store, HELP, custody.MARK) == []
    store.mend()
    assert ledger_queries.marked_states(store, HELP, custody.MARK) == [held]
    assert store.head == before, "neither entries nor digest"
    with store.read() as connection:
        assert load(connection, refold.MARKS_KEY, refold.Marked) == refold.marked_now()
    assert repair.mend_rows(store) == {plain}
    assert checks.examine(store).ok
