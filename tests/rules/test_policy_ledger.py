"""The policy ledger: its table written down a second time, and what holds for any sequence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings, strategies as st
from policy_samples import AT, INQUIRY, SAMPLES, stamp, state

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import POLICY_ACTS, UnknownAct, case as shared, policy as acts
from counter_app.models.acts.help import SHARED
from counter_app.models.labels import label_of
from counter_app.models.policy import (
    ContactWay,
    FirmSize,
    GrantKind,
    PolicySource,
    PolicyState,
    PolicyStatus as S,
)
from counter_app.models.stamp import Actor
from counter_app.protocol.journal import encode_act
from counter_app.rules.policy_context import PolicyContext, PolicyRules
from counter_app.rules.policy_decide import available, decide
from counter_app.rules.policy_evolve import evolve
from counter_app.rules.policy_transitions import ALLOWED, OPENING, misfit
from counter_app.rules.step_limits import with_limits
from counter_app.rules.workdays import WorkCalendar

COUNTY, TOWN = "421321000000", "421321101000"
ALWAYS = "Corrected PaperIssued Attached Linked Revealed DisputeSettled"
OPEN = "FollowedUp Reassigned"
#: status -> acts that may follow
TABLE = {
    S.ASKED: f"Passed Answered Closed {OPEN}",
    S.PASSED: f"Passed HandedBack Answered {OPEN}",
    S.ANSWERED: f"Passed Answered Applied Granted NotGranted CalledBack Closed {OPEN}",
    S.APPLIED: f"Granted NotGranted CalledBack {OPEN}",
    S.GRANTED: f"CalledBack Closed {OPEN}",
    S.NOT_GRANTED: f"Applied CalledBack Closed {OPEN}",
    S.CLOSED: "CalledBack Reopened",
}


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("act", list(SAMPLES))
def test_table(status: S, act: type) -> None:
    expected = act.__name__ in f"{TABLE[status]} {ALWAYS}".split()
    assert (misfit(state(status), SAMPLES[act]) is None) is expected


def test_every_act_has_its_row_and_its_sample() -> None:
    every = set(POLICY_ACTS) | set(SHARED)
    assert set(ALLOWED) | set(OPENING) == every == set(SAMPLES)


@pytest.mark.parametrize("act", list(SAMPLES))
def test_only_the_opening_acts_stand_at_the_beginning(act: type) -> None:
    assert (misfit(None, SAMPLES[act]) is None) is (act in OPENING)


@pytest.mark.parametrize(
    ("act", "owner", "origin", "elsewhere"),
    [
        ("Passed", True, False, False),
        ("HandedBack", True, True, False),
        ("Reassigned", True, False, False),
        ("Answered", True, True, True),
        ("FollowedUp", True, True, True),
    ],
)
def test_who_may_move_what_was_passed_on(
    act: str, owner: bool, origin: bool, elsewhere: bool
) -> None:
    passed = state(S.PASSED, owner=COUNTY, places=(TOWN, COUNTY))
    sample = SAMPLES[getattr(acts, act)]
    places = (COUNTY, TOWN, "421321102000")
    assert [misfit(passed, sample, place) is None for place in places] == [
        owner,
        origin,
        elsewhere,
    ]


def test_passed_on_answered_and_home_again() -> None:
    passed = evolve(state(), SAMPLES[acts.Passed], stamp(2))
    assert passed is not None
    assert (passed.status, passed.owner, passed.staff) == (S.PASSED, COUNTY, "SX2")
    assert passed.places == (TOWN, COUNTY)
    assert passed.answer_due == date(2026, 12, 1), "a department may take as long as it was given"
    home = evolve(passed, SAMPLES[acts.Answered], stamp(3, AT + 9, "d0009", COUNTY))
    assert home is not None
    assert (home.status, home.owner, home.staff) == (S.ANSWERED, TOWN, "SX1")
    assert home.answers[-1].department == "县人社局"
    assert home.answers[-1].place == COUNTY
    assert home.passings[-1].back_ms == AT + 9


def test_passed_on_twice_it_still_goes_back_to_who_asked() -> None:
    first = evolve(state(), SAMPLES[acts.Passed], stamp(2))
    second = evolve(first, acts.Passed("县财政局", COUNTY, "SX4"), stamp(3, place=COUNTY))
    assert second is not None
    assert [bool(each.back_ms) for each in second.passings] == [True, False]
    back = evolve(second, SAMPLES[acts.HandedBack], stamp(4, place=COUNTY))
    assert back is not None
    assert (back.status, back.owner, back.staff) == (S.ASKED, TOWN, "SX1")
    assert back.passings[-1].back_reason == "不归我局管"


@pytest.mark.parametrize("before", [S.ASKED, S.ANSWERED, S.GRANTED, S.NOT_GRANTED])
def test_what_was_closed_is_taken_up_where_it_was(before: S) -> None:
    closed = evolve(state(before), SAMPLES[acts.Closed], stamp(2))
    assert closed is not None
    assert (closed.open, closed.due, closed.ended_ms) == (False, None, AT)
    on = evolve(closed, SAMPLES[acts.Reopened], stamp(3))
    assert on is not None
    assert (on.status, on.ended_ms, on.due) == (before, 0, date(2026, 12, 30))


@pytest.mark.parametrize("follow", [False, True])
def test_answered_at_once(follow: bool) -> None:
    act = acts.AnsweredAtOnce(INQUIRY, "免申即享", follow=follow, due=date(2026, 12, 8))
    after = evolve(None, act, stamp(1))
    assert after is not None
    assert after.open is follow
    assert after.due == (date(2026, 12, 8) if follow else None)
    assert (after.at_once, after.answer_due, len(after.answers)) == (True, None, 1)
    again = evolve(after, SAMPLES[acts.Reopened], stamp(2))
    assert again is not None
    assert again.status is S.ANSWERED


def test_a_late_call_wakes_nothing_up() -> None:
    called = evolve(state(S.CLOSED, due=None), SAMPLES[acts.CalledBack], stamp(2))
    assert called is not None
    assert (called.status, called.due, called.satisfaction) == (S.CLOSED, None, "very_good")


def test_a_dispute_is_kept_and_settled_once() -> None:
    after = evolve(state(S.CLOSED, disputes=()), SAMPLES[acts.Granted], stamp(7, device="d0002"))
    assert after is not None
    assert (after.status, after.questions, after.grant) == (S.CLOSED, 1, None)
    kept = evolve(after, shared.DisputeSettled("d0002", 7, "keep", "核对过"), stamp(8))
    assert kept is not None
    assert kept.questions == 0


ANY_ACT = st.sampled_from(list(SAMPLES.values()))
PLACES = st.sampled_from([TOWN, COUNTY])


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([SAMPLES[kind] for kind in OPENING]),
    st.lists(st.tuples(ANY_ACT, PLACES), max_size=25),
)
def test_any_sequence_folds_without_failing(first: acts.Asked, sequence: list) -> None:
    encode = msgspec.msgpack.encode
    now: PolicyState | None = evolve(None, first, stamp(1))
    for n, (act, place) in enumerate(sequence, 2):
        assert now is not None
        data = encode(now)
        assert encode(msgspec.msgpack.decode(data, type=PolicyState)) == data
        after = evolve(now, act, stamp(n, place=place))
        assert after is not None
        assert after.acts == now.acts + 1
        assert (after.number, after.place) == (now.number, now.place)
        assert set(now.places) <= set(after.places)
        assert after.owner in after.places
        assert after.staff in after.staffs
        assert after.open is (after.ended_ms == 0)
        assert (after.status is S.PASSED) is (
            bool(after.passings) and after.passings[-1].back_ms == 0
        )
        if not now.open and after.open:
            assert isinstance(act, acts.Reopened)
        assert available(after, context()) <= set(POLICY_ACTS)
        now = after


def test_an_act_of_a_newer_program_is_counted_not_applied() -> None:
    after = evolve(state(), UnknownAct("policy.teleported", 1, b""), stamp(2))
    assert after is not None
    assert (after.status, after.unknown_acts) == (S.ASKED, 1)
    assert evolve(None, UnknownAct("policy.asked", 9, b""), stamp(1)) is None


#: Bytes that are on people's disks, so they must be read for ever.
GOLDEN = Path(__file__).parent.parent / "data" / "policy_acts.json"


def test_golden_bytes() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="ascii"))
    assert golden.keys() == {act.KIND for act in POLICY_ACTS}
    for act in POLICY_ACTS:
        data = bytes.fromhex(golden[act.KIND])
        assert encode_act(SAMPLES[act]) == data, act.KIND
        assert msgspec.msgpack.decode(data, type=act) == SAMPLES[act]


#: Wednesday 2026-11-25, 02:00 at the counter (UTC+8); no holidays.
NOW = 1_795_543_200_000


def context(
    roles: str = "intake", own: dict[str, int] | None = None, rules: PolicyRules | None = None
) -> PolicyContext:
    actor = Actor("SX1", "李敏", TOWN, 1, frozenset({roles}))
    return PolicyContext(NOW, actor, WorkCalendar({}), rules or PolicyRules(), own or {})


@pytest.mark.parametrize(
    ("status", "act", "due"),
    [
        (None, acts.Asked(INQUIRY), date(2026, 11, 26)),
        (None, acts.AnsweredAtOnce(INQUIRY, "免申即享"), None),
        (None, acts.AnsweredAtOnce(INQUIRY, "免申即享", follow=True), date(2026, 12, 9)),
        (S.ASKED, acts.Passed("县人社局"), date(2026, 12, 2)),
        (S.ASKED, acts.Passed("县人社局", due=date(2026, 11, 27)), date(2026, 11, 27)),
        (S.PASSED, acts.HandedBack("不归我局管"), date(2026, 11, 26)),
        (S.ASKED, acts.Answered("免申即享"), date(2026, 12, 9)),
        (S.PASSED, acts.Answered("免申即享"), date(2026, 11, 26)),
        (S.ASKED, acts.FollowedUp("phone", "还在问", AT), None),
        (S.PASSED, acts.FollowedUp("phone", "催过", AT), None),
        (S.ANSWERED, acts.FollowedUp("phone", "准备中", AT), date(2026, 12, 9)),
        (S.APPLIED, acts.FollowedUp("phone", "在审", AT), date(2026, 12, 23)),
        (S.ANSWERED, acts.Applied(date(2026, 9, 21), where="人社窗口"), date(2026, 12, 23)),
        (S.APPLIED, acts.Granted("money", date(2026, 9, 21), 100), date(2026, 11, 30)),
        (S.APPLIED, acts.NotGranted("不符"), date(2026, 11, 30)),
        (S.GRANTED, acts.CalledBack("phone", "good"), date(2026, 11, 30)),
        (S.ANSWERED, acts.CalledBack("phone", "good"), date(2026, 12, 9)),
        (S.CLOSED, acts.CalledBack("phone", "good"), None),
        (S.CLOSED, acts.Reopened("又来申报"), date(2026, 12, 9)),
    ],
)
def test_the_next_day_is_filled_in_in_working_days(
    status: S | None, act: acts.Act, due: date | None
) -> None:
    (made,) = decide(None if status is None else state(status), act, context())
    assert made.due == due  # type: ignore[attr-defined]


def test_the_county_sets_the_days() -> None:
    rules = with_limits(
        PolicyRules(), "policy", {"policy.answer": 3, "trouble.answer": 9, "policy.none": 1}
    )
    assert rules == PolicyRules(answer=3)
    (asked,) = decide(None, acts.Asked(INQUIRY), context(rules=rules))
    assert asked.due == date(2026, 11, 30)  # type: ignore[attr-defined]
    own = context(rules=rules, own={INQUIRY.policy: 2})
    (asked,) = decide(None, acts.Asked(INQUIRY), own)
    assert asked.due == date(2026, 11, 27)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("roles", "may"),
    [
        ("intake", True),
        ("help", True),
        ("vanguard", True),
        ("delivery", True),
        ("approval", True),
        ("chief_officer", True),
        ("supervision", True),
        ("administration", True),
        ("other", False),
    ],
)
def test_who_may_work_in_it(roles: str, may: bool) -> None:
    assert bool(available(state(), context(roles))) is may
    if not may:
        with pytest.raises(Refused):
            decide(None, acts.Asked(INQUIRY), context(roles))


@pytest.mark.parametrize(
    ("status", "act", "field"),
    [
        (None, acts.Asked(msgspec.structs.replace(INQUIRY, question=" ")), "question"),
        (None, acts.Asked(msgspec.structs.replace(INQUIRY, source="")), "source"),
        (None, acts.Asked(msgspec.structs.replace(INQUIRY, asked_ms=NOW + 90_000)), "asked_at"),
        (None, acts.AnsweredAtOnce(INQUIRY, " "), "answer"),
        (S.ASKED, acts.Passed(" "), "department"),
        (S.ASKED, acts.Passed("人社局", due=date(2026, 11, 24)), "due"),
        (S.PASSED, acts.HandedBack(""), "reason"),
        (S.ASKED, acts.Answered("\n"), "text"),
        (S.ASKED, acts.Closed(), "outcome"),
        (S.ANSWERED, acts.FollowedUp("phone", "", AT), "said"),
        (S.ANSWERED, acts.FollowedUp("phone", "好", NOW + 90_000), "at_ms"),
        (S.ANSWERED, acts.Applied(date(2026, 11, 26), "1"), "applied_on"),
        (S.ANSWERED, acts.Applied(date(2026, 11, 25)), "where"),
        (S.APPLIED, acts.Granted("", date(2026, 11, 25), 5), "kind"),
        (S.APPLIED, acts.Granted("money", date(2026, 11, 25)), "cents"),
        (S.APPLIED, acts.Granted("title", date(2026, 11, 25)), "what"),
        (S.APPLIED, acts.Granted("money", date(2026, 11, 26), 5), "granted_on"),
        (S.APPLIED, acts.NotGranted(""), "reason"),
        (S.GRANTED, acts.CalledBack("phone", ""), "satisfaction"),
        (S.CLOSED, acts.Reopened(""), "reason"),
        (S.ASKED, acts.Reassigned("", "轮休"), "staff"),
        (S.ASKED, acts.Corrected("question", "甲", ""), "new"),
    ],
)
def test_what_must_be_written_down(status: S | None, act: acts.Act, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        decide(None if status is None else state(status), act, context())
    assert caught.value.field == field


def test_labels() -> None:
    for kind in (S, PolicySource, FirmSize, GrantKind, ContactWay):
        for each in kind:
            assert label_of(kind, each.value) == each.label
    assert label_of(FirmSize, "huge") == "huge"
