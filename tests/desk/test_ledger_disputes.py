"""Disputes of a line of help at the desk: kept as it stands, or the same done anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desk_rig import MANAGER, TOWN, VILLAGE, Rig, make_workplace
from dispute_rig import Elsewhere
from help_samples import ASK, ORIGINAL
from msgspec.structs import replace

from counter_app.desk import disputes, help as helping
from counter_app.errors import BadInput, Refused
from counter_app.models.acts import Act, case as shared, help as acts
from counter_app.models.case import Dispute
from counter_app.models.help import HelpKind, HelpState, HelpStatus
from counter_app.protocol.ledgers import HELP
from counter_app.store import checks, ledger_queries
from counter_app.store.entries import recorded_of

if TYPE_CHECKING:
    from collections.abc import Iterator

STOPPED = acts.Terminated("principal", "自己去办")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, TOWN, MANAGER)
    yield made
    made.close()


def begun(rig: Rig, *more: Act) -> HelpState:
    ask = replace(ASK, kind=HelpKind.ACCOMPANYING.value, asked_ms=rig.store.now_ms())
    mine = acts.Registered(rig.desk.actor.work_no, rig.desk.actor.name)
    state = helping.open_line(rig.desk, acts.Asked(ask), mine).state
    return helping.carry_out(rig.desk, state.number, *more).state if more else state


def only(rig: Rig) -> disputes.Task:
    (task,) = disputes.listed(rig.desk).tasks
    return task


def kinds(rig: Rig, number: str) -> list[str]:
    with rig.store.read() as connection:
        recorded = recorded_of(connection, HELP.subject(number))
    return [each.entry.kind for each in recorded if each.entry.device == rig.store.identity.device]


def test_both_sides_of_a_line_and_keeping_it(rig: Rig) -> None:
    number = begun(rig, STOPPED).number
    Elsewhere(rig).act(number, acts.Visited("phone", 1, "材料齐了"))
    task = only(rig)
    assert task.here
    assert disputes.may_settle(rig.desk, task)
    sides = disputes.both_sides(rig.desk, task)
    assert [type(each.act) for each in sides.stood][-1] is acts.Terminated
    assert [(each.staff, each.place) for each in sides.late] == [("SXX0109", VILLAGE)]
    assert sides.other == disputes.AGAIN
    assert "已终止" in sides.impossible
    with pytest.raises(BadInput):
        disputes.settle(rig.desk, number, task.entries, disputes.KEEP)
    done = disputes.settle(rig.desk, number, task.entries, disputes.KEEP, "电话核对过")
    assert (done.state.status, done.state.disputes) == (HelpStatus.STOPPED, ())
    assert done.changes.helps
    assert disputes.listed(rig.desk).tasks == ()
    with pytest.raises(Refused):
        disputes.both_sides(rig.desk, task)
    assert checks.examine(rig.store).ok


def test_what_came_late_is_done_anew_with_its_paper(rig: Rig) -> None:
    """The village took materials while the line was stopped here; it goes on again."""
    number = begun(rig, STOPPED).number
    Elsewhere(rig).act(number, acts.MaterialsTaken((ORIGINAL,), "王𬱖"))
    helping.carry_out(rig.desk, number, acts.Continued("又要办了"))
    task = only(rig)
    assert disputes.both_sides(rig.desk, task).impossible == ""
    done = disputes.settle(rig.desk, number, task.entries, disputes.AGAIN, "材料确实在村里")
    state = done.state
    assert (state.status, state.disputes, len(state.custody)) == (HelpStatus.HOLDING, (), 1)
    assert [paper.kind for paper in state.papers if paper.number in done.papers] == [
        "help_handover"
    ]
    assert state.due is not None
    assert state.due >= rig.desk.today
    expected = [shared.DisputeSettled.KIND, acts.MaterialsTaken.KIND, shared.PaperIssued.KIND]
    assert kinds(rig, number)[-3:] == expected
    assert checks.examine(rig.store).ok


def test_nothing_is_settled_by_half(rig: Rig) -> None:
    number = begun(rig).number
    closed = helping.carry_out(rig.desk, number, acts.Closed("办好了")).state
    Elsewhere(rig).act(number, STOPPED)
    before = kinds(rig, number)
    with pytest.raises(Refused, match="已办结"):
        disputes.settle(rig.desk, number, only(rig).entries, disputes.AGAIN, "理由")
    assert kinds(rig, number) == before
    assert only(rig).state.disputes == (
        Dispute("d0009", 1, STOPPED.KIND, "帮代办现为“已办结”,不能这样办理"),
    )
    assert ledger_queries.state_of(rig.store, HELP.subject(number)).status is closed.status


def test_what_goes_back_twice_meets_what_went_back_first(rig: Rig) -> None:
    number = begun(rig, acts.MaterialsTaken((ORIGINAL,), "王𬱖")).number
    back = acts.MaterialsReturned((ORIGINAL,), "王𬱖")
    helping.carry_out(rig.desk, number, back)
    Elsewhere(rig).act(number, back)
    sides = disputes.both_sides(rig.desk, only(rig))
    assert type(sides.stood[-1].act) is acts.MaterialsReturned


def test_another_place_decides(tmp_path: Path) -> None:
    rig = make_workplace(tmp_path, TOWN, MANAGER)
    number = begun(rig).number
    helping.carry_out(rig.desk, number, acts.Reassigned("SXX0109", "住得近", to_place=VILLAGE))
    # the village does something from a state that it has left already
    village = Elsewhere(rig)
    village.act(number, acts.SuitabilityChecked(True), acts.SuitabilityChecked(True))
    task = only(rig)
    assert not task.here
    with pytest.raises(Refused, match="不在这里"):
        disputes.settle(rig.desk, number, task.entries, disputes.KEEP, "看过")
    rig.close()


def test_a_case_is_not_recorded_again(rig: Rig) -> None:
    with pytest.raises(Refused, match="以后到的办理为准"):
        disputes.settle(rig.desk, "4213210017260000423", (("d0009", 1),), disputes.AGAIN, "理由")
