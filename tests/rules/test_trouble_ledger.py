"""The ledger of the "办不成事" window: its table a second time, and what holds for any sequence."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings, strategies as st
from trouble_samples import (
    AT,
    COUNTY,
    NUMBER,
    REPORT,
    SAMPLES,
    TERMS,
    TOWN,
    VILLAGE,
    stamp,
    state,
)

from counter_app.models.acts import TROUBLE_ACTS, UnknownAct, case as shared, trouble as acts
from counter_app.models.acts.help import SHARED
from counter_app.models.stamp import Actor
from counter_app.models.trouble import (
    TROUBLE_ENDED,
    Channel,
    ContactWay,
    Opinion,
    Outcome,
    TroubleState,
    TroubleStatus as S,
)
from counter_app.protocol.journal import encode_act
from counter_app.rules.trouble_context import TroubleContext, TroubleRules
from counter_app.rules.trouble_deadlines import next_due
from counter_app.rules.trouble_decide import available
from counter_app.rules.trouble_evolve import evolve
from counter_app.rules.trouble_summary import summary
from counter_app.rules.trouble_transitions import ALLOWED, OPENING, misfit
from counter_app.rules.workdays import WorkCalendar

ALWAYS = "Corrected PaperIssued Attached Linked Revealed DisputeSettled"
OPEN = "Reclassified JoinAnswered Withdrawn"
PENDING = f"Dispatched Joined MeasureTaken Extended Escalated {OPEN}"
#: status -> acts that may follow
TABLE = {
    S.REPORTED: f"ScopeChecked {OPEN}",
    S.TAKEN: f"Answered {PENDING}",
    S.DISPATCHED: f"Answered HandedBack {PENDING}",
    S.HANDLING: f"Answered HandedBack {PENDING}",
    S.HANDED_BACK: PENDING,
    S.ANSWERED: f"OpinionHeard Revisited Closed MeasureTaken Escalated {OPEN}",
    S.REVISITED: f"Closed MeasureTaken Escalated {OPEN}",
    S.CLOSED: "Revisited Reopened",
    S.OUTSIDE: "Reopened",
    S.WITHDRAWN: "Reopened",
}


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("act", list(SAMPLES))
def test_table(status: S, act: type) -> None:
    expected = act.__name__ in f"{TABLE[status]} {ALWAYS}".split()
    assert (misfit(state(status), SAMPLES[act]) is None) is expected


def test_every_act_has_its_row_and_its_sample() -> None:
    every = set(TROUBLE_ACTS) | set(SHARED)
    assert set(ALLOWED) | set(OPENING) == every == set(SAMPLES)


@pytest.mark.parametrize("act", list(SAMPLES))
def test_only_the_opening_acts_stand_at_the_beginning(act: type) -> None:
    assert (misfit(None, SAMPLES[act]) is None) is (act in OPENING)


#: (act, place, owner) -> whether it fits: who no longer has it cannot answer for those who do
PLACES = [
    (acts.Answered, TOWN, TOWN, True),
    (acts.Answered, TOWN, VILLAGE, False),
    (acts.Answered, VILLAGE, VILLAGE, True),
    (acts.HandedBack, TOWN, VILLAGE, False),
    (acts.HandedBack, VILLAGE, VILLAGE, True),
    (acts.Extended, TOWN, VILLAGE, False),
    (acts.Dispatched, TOWN, VILLAGE, True),
    (acts.Dispatched, COUNTY, VILLAGE, False),
    (acts.MeasureTaken, COUNTY, VILLAGE, True),
    (acts.Withdrawn, TOWN, VILLAGE, True),
]


@pytest.mark.parametrize(("act", "place", "owner", "fits"), PLACES)
def test_where_it_may_happen(act: type, place: str, owner: str, fits: bool) -> None:
    before = state(S.HANDLING, owner=owner, places=(TOWN, VILLAGE))
    assert (misfit(before, SAMPLES[act], place) is None) is fits


@pytest.mark.parametrize(
    ("status", "act", "changes", "why"),
    [
        (S.HANDLING, acts.HandedBack("x"), {"steps": ()}, "没有转办过"),
        (S.HANDLING, acts.JoinAnswered("住建局", "x"), {}, "不在协办"),
        (S.HANDLING, acts.Joined(state().co_handlers[0]), {}, "已经在协办"),
        (S.HANDLING, acts.Corrected("place", "", "x"), {}, "不能更正"),
    ],
)
def test_what_else_does_not_fit(status: S, act: acts.Act, changes: dict, why: str) -> None:
    assert why in str(misfit(state(status, **changes), act))


def test_only_one_opinion_of_an_answer_at_once_and_one_revisit_after_the_end() -> None:
    heard = evolve(state(S.ANSWERED), SAMPLES[acts.OpinionHeard], stamp(2))
    assert heard is not None
    assert (heard.status, heard.opinion) == (S.ANSWERED, "satisfied")
    assert misfit(heard, SAMPLES[acts.OpinionHeard]) == "对这次答复的意见已经记下"
    closed = state(S.CLOSED)
    once = evolve(closed, acts.Revisited("dissatisfied", "phone"), stamp(2))
    assert once is not None
    assert (once.status, once.dissatisfied) == (S.CLOSED, 1)
    assert misfit(once, SAMPLES[acts.Revisited]) == "已经回访过"


def fold(*steps: tuple[acts.Act, str]) -> TroubleState:
    """Acts at places, one a minute."""
    now: TroubleState | None = None
    for n, (act, place) in enumerate(steps, 1):
        now = evolve(now, act, stamp(n, AT + n * 60_000, place=place))
    assert now is not None
    assert now.disputes == ()
    return now


def test_there_and_back_again() -> None:
    opened = (SAMPLES[acts.Reported], TOWN)
    taken = (SAMPLES[acts.ScopeChecked], TOWN)
    sent = (SAMPLES[acts.Dispatched], TOWN)
    dispatched = fold(opened, taken, sent)
    assert (dispatched.status, dispatched.owner, dispatched.staff) == (S.DISPATCHED, VILLAGE, "SX2")
    assert dispatched.places == (TOWN, VILLAGE, COUNTY)
    back = fold(opened, taken, sent, (SAMPLES[acts.HandedBack], VILLAGE))
    assert (back.status, back.owner, back.staff, back.department) == (
        S.HANDED_BACK, TOWN, "SX1", "",
    )  # fmt: skip
    again = fold(
        opened, taken, sent, (SAMPLES[acts.HandedBack], VILLAGE),
        (acts.Dispatched(COUNTY, department="档案馆"), TOWN),
        (SAMPLES[acts.MeasureTaken], COUNTY), (SAMPLES[acts.Answered], COUNTY),
    )  # fmt: skip
    assert (again.status, again.owner) == (S.ANSWERED, COUNTY)
    assert [each.move for each in again.steps] == ["dispatched", "handed_back", "dispatched"]
    assert again.measures[0].place == COUNTY


def test_a_dissatisfied_person_is_answered_anew_and_counted_until_it_goes_up() -> None:
    way: list[tuple[acts.Act, str]] = [(SAMPLES[acts.Reported], TOWN)]
    way.append((SAMPLES[acts.ScopeChecked], TOWN))
    for opinion in (acts.OpinionHeard("dissatisfied"), acts.Revisited("dissatisfied", "phone")):
        way += [(SAMPLES[acts.Answered], TOWN), (opinion, TOWN)]
    twice = fold(*way)
    assert (twice.status, twice.dissatisfied, len(twice.answers)) == (S.HANDLING, 2, 2)
    assert twice.opinion == "dissatisfied"
    up = fold(*way, (SAMPLES[acts.Escalated], TOWN))
    assert (up.status, up.level, up.dissatisfied, up.owner) == (S.DISPATCHED, 1, 0, COUNTY)
    assert len(up.opinions) == 2


def test_what_is_outside_is_told_and_can_be_taken_up_after_all() -> None:
    told = acts.ScopeChecked(False, "litigation", "请向人民法院提出")
    outside = fold((SAMPLES[acts.Reported], TOWN), (told, TOWN))
    assert (outside.status, outside.outside, outside.remedy) == (
        S.OUTSIDE, "litigation", "请向人民法院提出",
    )  # fmt: skip
    assert outside.due is None
    anew = evolve(outside, SAMPLES[acts.Reopened], stamp(9))
    assert anew is not None
    assert (anew.status, anew.outside, anew.reopened, anew.ended_ms) == (S.TAKEN, "", 1, 0)


def test_who_lost_it_to_another_place_does_not_overwrite_the_answer() -> None:
    sent = fold(
        (SAMPLES[acts.Reported], TOWN), (SAMPLES[acts.ScopeChecked], TOWN),
        (SAMPLES[acts.Dispatched], TOWN),
    )  # fmt: skip
    late = evolve(sent, SAMPLES[acts.Answered], stamp(8, device="d0002", place=TOWN))
    assert late is not None
    assert (late.status, late.answers, late.questions) == (S.DISPATCHED, (), 1)
    kept = evolve(
        late, shared.DisputeSettled("d0002", 8, "keep", "核对过"), stamp(9, place=VILLAGE)
    )
    assert kept is not None
    assert kept.questions == 0


ANY_ACT = st.sampled_from(list(SAMPLES.values()))
ANY_PLACE = st.sampled_from([TOWN, VILLAGE, COUNTY])


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([SAMPLES[kind] for kind in OPENING]),
    st.lists(st.tuples(ANY_ACT, ANY_PLACE), max_size=25),
)
def test_any_sequence_folds_without_failing(first: acts.Act, sequence: list) -> None:
    encode = msgspec.msgpack.encode
    now: TroubleState | None = evolve(None, first, stamp(1))
    for n, (act, place) in enumerate(sequence, 2):
        assert now is not None
        data = encode(now)
        assert encode(msgspec.msgpack.decode(data, type=TroubleState)) == data
        after = evolve(now, act, stamp(n, AT + n, place=place))
        assert after is not None
        assert after.acts == now.acts + 1
        assert after.number == now.number == NUMBER
        assert after.owner in after.places
        assert len(after.disputes) <= len(now.disputes) + 1
        assert set(now.places) <= set(after.places)
        if now.status in TROUBLE_ENDED and after.status is not now.status:
            assert isinstance(act, acts.Reopened)
        assert available(after, context()) <= set(TROUBLE_ACTS)
        assert next_due(after) is None or after.open
        assert summary(after).is_open is after.open
        now = after


def test_an_act_of_a_newer_program_is_counted_not_applied() -> None:
    after = evolve(state(), UnknownAct("trouble.teleported", 1, b""), stamp(2))
    assert after is not None
    assert (after.status, after.unknown_acts) == (S.REPORTED, 1)
    assert evolve(None, UnknownAct("trouble.reported", 9, b""), stamp(1)) is None


#: Bytes that are on people's disks, so they must be read for ever.
GOLDEN = Path(__file__).parent.parent / "data" / "trouble_acts.json"


def test_golden_bytes() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="ascii"))
    assert golden.keys() == {act.KIND for act in TROUBLE_ACTS}
    for act in TROUBLE_ACTS:
        data = bytes.fromhex(golden[act.KIND])
        assert encode_act(SAMPLES[act]) == data, act.KIND
        assert msgspec.msgpack.decode(data, type=act) == SAMPLES[act]


def test_a_list_shows_no_name_of_whoever_wants_none() -> None:
    shown = summary(state())
    assert (shown.person, shown.title) == (REPORT.person.name, "不动产登记")
    hidden = msgspec.structs.replace(REPORT, anonymous=True, item_name="")
    line = summary(state(report=hidden))
    assert line.person == "匿名"
    assert line.title.startswith("房产证")
    assert REPORT.person.name not in line.texts


def test_every_value_has_a_label() -> None:
    for kind in (Channel, Outcome, Opinion, ContactWay, S):
        assert all(each.label for each in kind)


def context(*roles: str, place: str = TOWN, staff: str = "SX1", now_ms: int = AT) -> TroubleContext:
    actor = Actor(staff, "李敏", place, 1, frozenset(roles or {"intake"}))
    return TroubleContext(now_ms, actor, WorkCalendar({}), TroubleRules(), TERMS)
