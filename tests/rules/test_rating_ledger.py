"""The rating ledger: its table written down a second time, and what holds for any sequence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings, strategies as st
from rating_samples import BAD, CASE, COUNTY, GOOD, NUMBER, SAMPLES, TOWN, stamp, state

from counter_app.models.acts import RATING_ACTS, UnknownAct, case as shared, rating as acts
from counter_app.models.rating import GRADES, Grade, RatingStage
from counter_app.models.rating_state import (
    RATING_ENDED,
    Appeal,
    FixExtension,
    RatingState,
    RatingStatus as S,
)
from counter_app.protocol.fold import Recorded, fold
from counter_app.protocol.journal import Entry, encode_act
from counter_app.rules import numbers, rating_numbers
from counter_app.rules.rating_evolve import evolve
from counter_app.rules.rating_summary import next_due, summary
from counter_app.rules.rating_transitions import ALLOWED, OPENING, misfit

ALWAYS = "Given PaperIssued Attached Linked Revealed DisputeSettled"
#: status -> acts that may follow
TABLE = {
    S.GIVEN: "Assigned Appealed Withdrawn",
    S.ASSIGNED: "Assigned CalledBack Found Appealed Withdrawn",
    S.CALLED_BACK: "Assigned CalledBack Found Appealed Withdrawn",
    S.FOUND: "Assigned Planned Explained Reviewed Appealed Withdrawn",
    S.PLANNED: "Assigned Extended Done Explained Appealed Withdrawn",
    S.DONE: "Revisited SentBack Reviewed Appealed Withdrawn",
    S.EXPLAINED: "Revisited SentBack Reviewed Appealed Withdrawn",
    S.REVISITED: "SentBack Reviewed Appealed Withdrawn",
    S.REVIEWED: "Appealed",
    S.WITHDRAWN: "",
}


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("act", list(SAMPLES))
def test_table(status: S, act: type) -> None:
    expected = act.__name__ in f"{TABLE[status]} {ALWAYS}".split()
    assert (misfit(state(status), SAMPLES[act]) is None) is expected


def test_every_act_has_its_row_and_its_sample() -> None:
    every = set(RATING_ACTS) | set(acts.SHARED)
    assert set(ALLOWED) == every == set(SAMPLES)


@pytest.mark.parametrize("act", list(SAMPLES))
def test_only_a_rating_stands_at_the_beginning(act: type) -> None:
    assert (misfit(None, SAMPLES[act]) is None) is (act in OPENING)


@pytest.mark.parametrize("status", list(S))
def test_an_appeal_is_decided_once_and_more_time_granted_once(status: S) -> None:
    appeal = Appeal("mistaken", "点错", 1, "SX1")
    waiting = state(status, appeal=appeal)
    assert (misfit(waiting, SAMPLES[acts.AppealDecided]) is None) is (status is not S.WITHDRAWN)
    assert misfit(waiting, SAMPLES[acts.Appealed])
    decided = state(status, appeal=msgspec.structs.replace(appeal, decided_ms=2))
    assert misfit(decided, SAMPLES[acts.AppealDecided])
    extended = state(status, extension=FixExtension(date(2026, 11, 3), "x", 1, "SX9"))
    assert misfit(extended, SAMPLES[acts.Extended])


def _folded(*sequence: acts.Act) -> RatingState:
    now: RatingState | None = None
    for n, act in enumerate(sequence, 1):
        now = evolve(now, act, stamp(n))
    assert now is not None
    return now


def test_a_bad_rating_goes_its_way() -> None:
    kinds = [
        "Assigned",
        "CalledBack",
        "Found",
        "Planned",
        "Extended",
        "Done",
        "Revisited",
        "Reviewed",
    ]
    by_name = {kind.__name__: act for kind, act in SAMPLES.items()}
    done = _folded(BAD, *(by_name[name] for name in kinds))
    assert (done.status, done.disputes, done.open, done.counts) == (S.REVIEWED, (), False, True)
    assert (done.case, done.stage, done.places) == (CASE, "finished", (TOWN, COUNTY))
    assert (done.staff, done.clerk, done.fix_due) == ("SX2", "SX1", date(2026, 11, 3))
    assert done.revisit is not None
    assert done.revisit.grade is Grade.SATISFIED
    assert done.grade is Grade.DISSATISFIED  # 追评 stands beside the rating, it does not undo it
    assert next_due(done) is None


def test_a_second_rating_is_shown_and_nobodys_task() -> None:
    first = _folded(BAD)
    both = evolve(first, GOOD, stamp(2, device="d0007", place=COUNTY))
    assert both is not None
    assert (both.grade, both.status, both.due, both.disputes) == (
        first.grade,
        first.status,
        first.due,
        (),
    )
    assert [(each.grade, each.place) for each in both.later] == [(GOOD.grade, COUNTY)]


def test_the_same_imported_row_twice_is_one() -> None:
    row = msgspec.structs.replace(BAD, fingerprint="ab")
    assert _folded(row, row, row).later == ()
    assert len(_folded(BAD, row, row).later) == 1


def test_sent_back_begins_again_where_the_fix_begins() -> None:
    way = (BAD, *(SAMPLES[kind] for kind in (acts.Assigned, acts.Found, acts.Planned, acts.Done)))
    back = _folded(*way, SAMPLES[acts.SentBack])
    assert (back.status, back.done, back.returns, back.fix_due) == (
        S.PLANNED,
        None,
        1,
        date(2026, 11, 6),
    )
    unplanned = _folded(*way[:3], SAMPLES[acts.Explained], SAMPLES[acts.SentBack])
    assert (unplanned.status, unplanned.explained) == (S.FOUND, None)


@pytest.mark.parametrize(
    ("sequence", "counts", "is_open"),
    [
        ((GOOD,), True, False),
        ((BAD,), True, True),
        ((BAD, SAMPLES[acts.Withdrawn]), False, False),
        ((BAD, SAMPLES[acts.Appealed], SAMPLES[acts.AppealDecided]), False, False),
        ((BAD, SAMPLES[acts.Appealed], acts.AppealDecided(False, "不是")), True, True),
        ((GOOD, SAMPLES[acts.Appealed]), True, True),
        (
            (BAD, SAMPLES[acts.Assigned], SAMPLES[acts.Found], acts.Reviewed(False, "x")),
            False,
            False,
        ),
    ],
)
def test_what_counts_and_what_is_open(sequence: tuple, counts: bool, is_open: bool) -> None:
    now = _folded(*sequence)
    assert (now.counts, now.open, now.disputes) == (counts, is_open, ())


def test_an_appeal_has_a_day_of_its_own() -> None:
    now = _folded(BAD, SAMPLES[acts.Assigned], SAMPLES[acts.Found], SAMPLES[acts.Planned])
    assert next_due(now) == date(2026, 10, 20)
    appealed = evolve(now, SAMPLES[acts.Appealed], stamp(9))
    assert appealed is not None
    assert next_due(appealed) == date(2026, 9, 29)
    decided = evolve(appealed, acts.AppealDecided(False, "属实"), stamp(10))
    assert decided is not None
    assert next_due(decided) == date(2026, 10, 20)


ANY_ACT = st.sampled_from([*SAMPLES.values(), GOOD])


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([BAD, GOOD]), st.lists(ANY_ACT, max_size=25))
def test_any_sequence_folds_without_failing(first: acts.Given, sequence: list) -> None:
    encode = msgspec.msgpack.encode
    now: RatingState | None = evolve(None, first, stamp(1))
    for n, act in enumerate(sequence, 2):
        assert now is not None
        data = encode(now)
        assert encode(msgspec.msgpack.decode(data, type=RatingState)) == data
        after = evolve(now, act, stamp(n))
        assert after is not None
        assert after.acts == now.acts + 1
        assert (after.number, after.grade, after.given_ms) == (now.number, now.grade, now.given_ms)
        disputed = len(after.disputes) - len(now.disputes)
        assert disputed <= 1
        assert not (isinstance(act, acts.Given) and disputed)
        assert len(after.later) == len(now.later) + isinstance(act, acts.Given)
        if now.status in RATING_ENDED:
            assert after.status in RATING_ENDED
        assert summary(after).person == ""
        assert "13800000000" not in summary(after).numbers
        now = after


def _entry(device: str, n: int, hlc: int, act: acts.Act, place: str) -> Entry:
    raw = msgspec.Raw(encode_act(act))
    subject = f"rating:{NUMBER}"
    return Entry(device, n, hlc, "SX2", place, subject, act.KIND, act.VERSION, raw)


@settings(max_examples=100, deadline=None)
@given(st.permutations(range(5)), st.integers(0, 3))
def test_the_first_in_the_total_order_counts_in_whatever_order_they_come(
    order: list[int], earlier: int
) -> None:
    """Two places rate the same stage offline while one already handles its own."""
    town = [BAD, SAMPLES[acts.Assigned], SAMPLES[acts.CalledBack], SAMPLES[acts.Found]]
    entries = [_entry("d1", n, (n * 10) << 16, act, TOWN) for n, act in enumerate(town, 1)]
    entries.append(_entry("d2", 1, (earlier * 10 + 5) << 16, GOOD, COUNTY))
    now = fold(Recorded(entries[index], None) for index in order)
    assert now.grade is (GOOD.grade if earlier == 0 else BAD.grade)
    assert (len(now.later), now.disputes, now.status) == (1, (), S.FOUND)
    assert set(now.places) == {TOWN, COUNTY}


def test_an_act_of_a_newer_program_is_counted_not_applied() -> None:
    after = evolve(state(), UnknownAct("rating.teleported", 1, b""), stamp(2))
    assert after is not None
    assert (after.status, after.unknown_acts) == (S.GIVEN, 1)
    assert evolve(None, UnknownAct("rating.given", 9, b""), stamp(1)) is None


def test_a_dispute_can_be_kept() -> None:
    before = state(S.REVIEWED)
    kept = evolve(before, shared.DisputeSettled("d0002", 7, "keep", "核对过"), stamp(8))
    assert kept is not None
    assert kept.questions == 0


#: Bytes that are on people's disks, so they must be read for ever.
GOLDEN = Path(__file__).parent.parent / "data" / "rating_acts.json"


def test_golden_bytes() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="ascii"))
    assert golden.keys() == {act.KIND for act in RATING_ACTS}
    for act in RATING_ACTS:
        data = bytes.fromhex(golden[act.KIND])
        assert encode_act(SAMPLES[act]) == data, act.KIND
        assert msgspec.msgpack.decode(data, type=act) == SAMPLES[act]


@given(
    st.integers(1, 9999),
    st.integers(2000, 2099),
    st.integers(1, 99_999_999),
    st.sampled_from(RatingStage),
)
def test_numbers_name_their_case(serial: int, year: int, running: int, stage: RatingStage) -> None:
    case = numbers.case_number("421321", serial, year, running)
    other = numbers.case_number("421321", 9999, 2099, 7)
    number = rating_numbers.of_case(case, stage)
    assert rating_numbers.case_of(number) == (case, stage.value)
    assert rating_numbers.case_of(rating_numbers.renamed(number, case, other)) == (other, stage)
    assert rating_numbers.renamed(number, "x", other) == number
    assert numbers.parse_case_number(number.removeprefix("P")) is None


@given(st.binary())
def test_what_was_sent_in_has_one_number_and_no_case(fingerprint: bytes) -> None:
    number = rating_numbers.sent_in(fingerprint)
    assert number == rating_numbers.sent_in(fingerprint)
    assert len(number) == 20
    assert rating_numbers.case_of(number) == ("", "")


def test_grades_are_ranked_and_the_last_two_are_bad() -> None:
    assert [grade.rank for grade in GRADES] == [1, 2, 3, 4, 5]
    assert [grade.bad for grade in GRADES] == [False, False, False, True, True]
