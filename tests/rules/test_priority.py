"""Who lets a case go first, who may only propose it, and who takes it back: as tables."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from case_samples import SAMPLES, stamp, state

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import priority as first
from counter_app.models.case import ENDED, CaseState, CaseStatus as S, Priority
from counter_app.models.reference import PriorityReason
from counter_app.models.stamp import Actor
from counter_app.protocol.journal import encode_act
from counter_app.rules import case_commands as commands
from counter_app.rules.case_context import CaseContext
from counter_app.rules.case_decide import available, decide
from counter_app.rules.case_evolve import evolve
from counter_app.rules.case_transitions import misfit
from counter_app.rules.workdays import WorkCalendar

REASONS = (
    PriorityReason("elderly", "老年人", 1, by_itself=True),
    PriorityReason("urgent", "紧急事项", 2),
    PriorityReason("old", "旧事由", 3, by_itself=True, active=False),
)
COUNTER = ("intake", "help", "delivery", "approval")
CHIEFS = ("chief_officer", "supervision", "administration")


def context(role: str, work_no: str = "SX1") -> CaseContext:
    actor = Actor(work_no, "李敏", "421321101000", 1, frozenset({role}))
    return CaseContext(1_790_000_000_000, actor, WorkCalendar({}), priority_reasons=REASONS)


def priority(granted: bool, reason: str = "urgent", staff: str = "SX1") -> Priority:
    name = {"elderly": "老年人", "urgent": "紧急事项"}[reason]
    return Priority(reason, name, staff, "421321101000", 5, "赶火车", granted=granted)


@pytest.mark.parametrize("role", COUNTER + CHIEFS)
@pytest.mark.parametrize("reason", ["elderly", "urgent"])
def test_who_grants_and_who_proposes(role: str, reason: str) -> None:
    granted = reason == "elderly" or role in CHIEFS
    (made,) = decide(state(), commands.Prioritise(reason, "赶火车"), context(role))
    kind = first.Prioritised if granted else first.PriorityProposed
    assert made == kind(reason, {"elderly": "老年人", "urgent": "紧急事项"}[reason], "赶火车")


@pytest.mark.parametrize("act", [first.Prioritised, first.PriorityProposed])
def test_the_bare_acts_go_the_same_way(act: type) -> None:
    bare = act("urgent", "随便写的", "赶火车")
    proposed = first.PriorityProposed("urgent", "紧急事项", "赶火车")
    assert decide(state(), bare, context("intake")) == (proposed,)
    granted = first.Prioritised("urgent", "紧急事项", "赶火车")
    assert decide(state(), bare, context("supervision")) == (granted,)


@pytest.mark.parametrize("role", ["vanguard", "other"])
def test_nobody_else(role: str) -> None:
    with pytest.raises(Refused):
        decide(state(), commands.Prioritise("elderly"), context(role))
    assert not available(state(), context(role))


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (commands.Prioritise("none"), "reason"),
        (commands.Prioritise("old"), "reason"),
        (commands.Prioritise(""), "reason"),
        (commands.Prioritise("urgent", " "), "note"),
        (first.PriorityTakenBack(" "), "reason"),
    ],
)
def test_what_must_be_said(command: object, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        decide(state(priority=priority(True)), command, context("supervision"))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("now", "role", "may"),
    [
        (None, "supervision", False),
        (priority(True, "elderly"), "intake", True),
        (priority(True, "urgent"), "intake", False),
        (priority(True, "urgent"), "chief_officer", True),
        (priority(False, "urgent"), "intake", True),
        (priority(False, "urgent"), "supervision", True),
    ],
)
def test_who_takes_it_back(now: Priority | None, role: str, may: bool) -> None:
    wish = first.PriorityTakenBack("选错了")
    if may:
        assert decide(state(priority=now), wish, context(role)) == (wish,)
    else:
        with pytest.raises(Refused):
            decide(state(priority=now), wish, context(role))


@pytest.mark.parametrize(
    ("now", "wish", "role", "may"),
    [
        (priority(True), commands.Prioritise("urgent", "赶火车"), "supervision", False),
        (priority(True), commands.Prioritise("urgent", "手术"), "supervision", True),
        (priority(True), commands.Prioritise("urgent", "手术"), "intake", False),
        (priority(True), commands.Prioritise("elderly"), "intake", True),
        (priority(False), commands.Prioritise("urgent", "手术"), "intake", True),
    ],
)
def test_a_second_reason(now: Priority, wish: commands.Prioritise, role: str, may: bool) -> None:
    if may:
        assert decide(state(priority=now), wish, context(role))
    else:
        with pytest.raises(Refused):
            decide(state(priority=now), wish, context(role))


@pytest.mark.parametrize("status", list(S))
def test_until_the_result_is_in_the_persons_hands(status: S) -> None:
    fits = misfit(state(status), SAMPLES[first.Prioritised]) is None
    assert fits is (status not in ENDED)


def test_proposed_granted_and_taken_back() -> None:
    proposed = evolve(state(), SAMPLES[first.PriorityProposed], stamp(2))
    assert proposed is not None
    assert proposed.priority is not None
    assert (proposed.prioritised, proposed.priority.note) == (False, "明天出国")
    chief = msgspec.structs.replace(stamp(3), staff="SX9")
    granted = evolve(proposed, first.Prioritised("urgent", "紧急事项"), chief)
    assert granted is not None
    assert granted.priority is not None
    assert (granted.prioritised, granted.priority.staff) == (True, "SX9")
    assert granted.priority.proposer == "SX1"
    assert granted.status is proposed.status
    late = evolve(granted, SAMPLES[first.PriorityProposed], stamp(4))
    assert late is not None
    assert late.priority == granted.priority, "who proposes what is granted changes nothing"
    assert late.questions == granted.questions + 1
    back = evolve(granted, SAMPLES[first.PriorityTakenBack], stamp(4))
    assert back is not None
    assert back.priority is None


def test_bytes_of_a_case_that_does_not_go_first_are_as_before() -> None:
    assert b"priority" not in msgspec.msgpack.encode(state())
    old = msgspec.msgpack.decode(msgspec.msgpack.encode(state()), type=CaseState)
    assert old.priority is None


#: Bytes that are on people's disks, so they must be read for ever.
GOLDEN = Path(__file__).parent.parent / "data" / "priority_acts.json"


def test_golden_bytes() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="ascii"))
    assert golden.keys() == {act.KIND for act in first.PRIORITY_ACTS}
    for act in first.PRIORITY_ACTS:
        data = bytes.fromhex(golden[act.KIND])
        assert encode_act(SAMPLES[act]) == data, act.KIND
        assert msgspec.msgpack.decode(data, type=act) == SAMPLES[act]
