"""The help ledger: its table written down a second time, and what holds for any sequence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest
from help_samples import ASK, AUTHORISATION, ORIGINAL, SAMPLES, stamp, state
from hypothesis import given, settings, strategies as st

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import HELP_ACTS, UnknownAct, case as shared, help as acts
from counter_app.models.case import MaterialForm
from counter_app.models.help import (
    HELP_ENDED,
    Authorisation,
    Custody,
    Handed,
    HelpGroup,
    HelpKind,
    HelpSource,
    HelpState,
    HelpStatus as S,
    Satisfaction,
    Scope,
)
from counter_app.models.labels import label_of
from counter_app.models.stamp import Actor
from counter_app.protocol.journal import encode_act
from counter_app.rules.custody import in_custody, originals_left
from counter_app.rules.help_conflict import conflicts
from counter_app.rules.help_context import HelpContext, HelpRules
from counter_app.rules.help_deadlines import next_due, reminders
from counter_app.rules.help_decide import available, decide
from counter_app.rules.help_evolve import evolve
from counter_app.rules.help_transitions import ALLOWED, OPENING, misfit
from counter_app.rules.workdays import Lamp, WorkCalendar

ALWAYS = "MaterialsReturned Corrected PaperIssued Attached Linked Revealed DisputeSettled"
RUNNING = "Authorised MaterialsTaken Submitted ResultHanded Visited Terminated Reassigned"
OPEN = "Visited Terminated Reassigned"
#: status -> acts that may follow
TABLE = {
    S.ASKED: f"Registered {OPEN}",
    S.REGISTERED: f"SuitabilityChecked Closed {RUNNING}",
    S.SUITABLE: f"Closed {RUNNING}",
    S.AUTHORISED: f"Continued {RUNNING}",
    S.HOLDING: f"Continued {RUNNING}",
    S.SUBMITTED: f"Continued {RUNNING}",
    S.HANDED: f"CalledBack Closed {OPEN}",
    S.CALLED_BACK: f"Closed {OPEN}",
    S.FINISHED: "CalledBack",
    S.UNSUITABLE: "",
    S.STOPPED: "Continued",
}


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("act", list(SAMPLES))
def test_table(status: S, act: type) -> None:
    expected = act.__name__ in f"{TABLE[status]} {ALWAYS}".split()
    assert (misfit(state(status), SAMPLES[act]) is None) is expected


def test_every_act_has_its_row_and_its_sample() -> None:
    every = set(HELP_ACTS) | set(acts.SHARED)
    assert set(ALLOWED) | set(OPENING) == every == set(SAMPLES)


@pytest.mark.parametrize("act", list(SAMPLES))
def test_only_the_opening_acts_stand_at_the_beginning(act: type) -> None:
    assert (misfit(None, SAMPLES[act]) is None) is (act in OPENING)


def test_nothing_goes_back_twice() -> None:
    held = state(S.HOLDING)
    back = SAMPLES[acts.MaterialsReturned]
    after = evolve(held, back, stamp(2))
    assert after is not None
    assert not originals_left(after)
    again = evolve(after, back, stamp(3))
    assert again is not None
    assert [each.n for each in again.disputes] == [7, 3]


def test_materials_go_back_oldest_first_whatever_lines_they_came_in() -> None:
    lines = tuple(Custody("照片", MaterialForm.COPY, count, at) for count, at in ((2, 1), (3, 2)))
    held = state(S.HOLDING, custody=lines)
    after = evolve(
        held, acts.MaterialsReturned((Handed("照片", MaterialForm.COPY, 4),), "李"), stamp(2)
    )
    assert after is not None
    assert [each.left for each in after.custody] == [0, 1]


def test_what_was_stopped_goes_on_where_it_was() -> None:
    stopped = evolve(
        state(S.HOLDING, authorisation=AUTHORISATION), SAMPLES[acts.Terminated], stamp(2)
    )
    assert stopped is not None
    assert stopped.status is S.STOPPED
    on = evolve(stopped, SAMPLES[acts.Continued], stamp(3))
    assert on is not None
    assert (on.status, on.end_reason, on.ended_ms) == (S.HOLDING, "", 0)
    assert on.authorisation is not None
    assert on.authorisation.until == date(2027, 1, 23)


def test_a_dispute_is_kept_and_settled_once() -> None:
    before = state(S.FINISHED, disputes=())
    after = evolve(before, SAMPLES[acts.Submitted], stamp(7, device="d0002"))
    assert after is not None
    assert (after.status, after.questions, after.cases) == (S.FINISHED, 1, ())
    settled = shared.DisputeSettled("d0002", 7, "keep", "核对过")
    kept = evolve(after, settled, stamp(8))
    assert kept is not None
    assert kept.questions == 0
    again = evolve(kept, settled, stamp(9))
    assert again is not None
    assert again.questions == 0
    taking = shared.DisputeSettled("d0002", 7, "take", "算数")
    assert misfit(after, taking, after.owner)


ANY_ACT = st.sampled_from(list(SAMPLES.values()))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([SAMPLES[kind] for kind in OPENING]), st.lists(ANY_ACT, max_size=25))
def test_any_sequence_folds_without_failing(first: acts.Asked, sequence: list) -> None:
    encode = msgspec.msgpack.encode
    now: HelpState | None = evolve(None, first, stamp(1))
    for n, act in enumerate(sequence, 2):
        assert now is not None
        data = encode(now)
        assert encode(msgspec.msgpack.decode(data, type=HelpState)) == data
        after = evolve(now, act, stamp(n))
        assert after is not None
        assert after.acts == now.acts + 1
        assert after.number == now.number
        assert len(after.disputes) <= len(now.disputes) + 1
        assert all(0 <= each.returned <= each.count for each in after.custody)
        if now.status in HELP_ENDED and after.status is not now.status:
            assert isinstance(act, acts.Continued)
        assert available(after, _context()) <= set(HELP_ACTS)
        next_due(after)
        now = after


def test_an_act_of_a_newer_program_is_counted_not_applied() -> None:
    after = evolve(state(), UnknownAct("help.teleported", 1, b""), stamp(2))
    assert after is not None
    assert (after.status, after.unknown_acts) == (S.ASKED, 1)
    assert evolve(None, UnknownAct("help.asked", 9, b""), stamp(1)) is None


#: Bytes that are on people's disks, so they must be read for ever.
GOLDEN = Path(__file__).parent.parent / "data" / "help_acts.json"


def test_golden_bytes() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="ascii"))
    assert golden.keys() == {act.KIND for act in HELP_ACTS}
    for act in HELP_ACTS:
        data = bytes.fromhex(golden[act.KIND])
        assert encode_act(SAMPLES[act]) == data, act.KIND
        assert msgspec.msgpack.decode(data, type=act) == SAMPLES[act]


def _context(roles: str = "help", today_ms: int = 1_795_500_000_000) -> HelpContext:
    actor = Actor("SX1", "李敏", "421321101000", 1, frozenset({roles}))
    return HelpContext(today_ms, actor, WorkCalendar({}), HelpRules())


def test_the_next_day_is_filled_in_and_counts_working_days(calendar: WorkCalendar) -> None:
    context = HelpContext(1_795_500_000_000, _context().actor, calendar)
    (asked,) = decide(None, acts.Asked(ASK), context)
    assert isinstance(asked, acts.Asked)
    assert asked.due == date(2026, 11, 25)


def test_who_has_no_such_role_is_refused() -> None:
    with pytest.raises(Refused):
        decide(None, acts.Asked(ASK), _context("approval"))


def test_an_agency_needs_an_authorisation_that_still_holds() -> None:
    context = _context()
    taking = SAMPLES[acts.MaterialsTaken]
    with pytest.raises(Refused, match="委托书"):
        decide(state(S.REGISTERED), taking, context)
    over = Authorisation(("submit",), date(2026, 10, 1), date(2026, 11, 1), "paper")
    with pytest.raises(Refused, match="到期"):
        decide(state(S.AUTHORISED, authorisation=over), taking, context)
    assert decide(state(S.AUTHORISED, authorisation=AUTHORISATION), taking, context)
    only_collect = Authorisation(("collect",), date(2026, 11, 1), date(2026, 12, 30), "paper")
    with pytest.raises(Refused, match="递交"):
        decide(state(S.HOLDING, authorisation=only_collect), SAMPLES[acts.Submitted], context)


def test_advice_needs_none() -> None:
    advice = state(S.REGISTERED, ask=msgspec.structs.replace(ASK, kind="advice"), custody=())
    assert decide(advice, SAMPLES[acts.Submitted], _context())
    assert decide(advice, acts.Closed("已告知"), _context())


def test_nothing_is_closed_while_an_original_is_here() -> None:
    with pytest.raises(Refused, match="身份证"):
        decide(state(S.CALLED_BACK), acts.Closed(), _context())
    assert decide(state(S.CALLED_BACK, custody=()), acts.Closed(), _context())


@pytest.mark.parametrize(
    ("status", "act", "field"),
    [
        (S.REGISTERED, acts.SuitabilityChecked(False), "reason"),
        (S.REGISTERED, acts.Terminated("principal", " "), "reason"),
        (S.HOLDING, acts.MaterialsReturned((ORIGINAL,), ""), "taken_by"),
        (S.SUBMITTED, acts.ResultHanded("证", "agent", "王"), "relation"),
        (S.SUBMITTED, acts.ResultHanded("证", "post", "王"), "post_no"),
        (S.HANDED, acts.CalledBack(""), "satisfaction"),
        (
            S.REGISTERED,
            acts.Authorised(Authorisation((), date(2026, 1, 1), date(2027, 1, 1), "screen")),
            "scope",
        ),
    ],
)
def test_what_must_be_written_down(status: S, act: acts.Act, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        decide(state(status, authorisation=AUTHORISATION), act, _context())
    assert caught.value.field == field


def test_lamps_speak_in_words() -> None:
    asked = state(S.SUBMITTED, due=date(2026, 12, 1), authorisation=AUTHORISATION, custody=())
    first, second = reminders(asked)
    assert next_due(asked) == first.day == date(2026, 12, 1)
    assert first.said(date(2026, 12, 3)) == "联系告知进展已超 2 天"
    assert first.said(date(2026, 12, 1)) == "今天应联系告知进展"
    assert first.said(date(2026, 11, 28)) == "3 天内联系告知进展"
    assert first.lamp(date(2026, 12, 3)) is Lamp.RED
    assert second.what == "续签委托"


def test_originals_are_told_the_longest_held_first() -> None:
    newer = state(
        S.STOPPED,
        number="B2",
        custody=(
            Custody(
                "户口簿", MaterialForm.ORIGINAL, 1, 1_790_100_000_000, back_due=date(2026, 9, 1)
            ),
            Custody("照片", MaterialForm.COPY, 2, 1_790_100_000_000),
        ),
    )
    told = in_custody([newer, state(S.HOLDING)], date(2026, 9, 25))
    assert [(each.line.name, each.overdue) for each in told] == [
        ("身份证", False),
        ("户口簿", True),
    ]
    assert told[0].days > told[1].days


def test_who_helps_and_decides_is_told() -> None:
    told = conflicts(
        state(staffs=("SX1", "SX2")),
        "42",
        [("case.received", "SX1"), ("case.accepted", "SX1"), ("case.decided", "SX9")],
    )
    assert [(each.staff, each.deed) for each in told] == [("SX1", "受理")]
    assert "SX1" in told[0].said


def test_every_value_has_a_label_and_an_unknown_one_stands_for_itself() -> None:
    for kind in (HelpKind, HelpGroup, HelpSource, Scope, Satisfaction, S):
        assert all(each.label for each in kind)
    assert label_of(HelpKind, "by_drone") == "by_drone"
