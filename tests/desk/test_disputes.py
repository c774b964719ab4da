"""Disputes and duplicates at the desk: both sides, one decision, the papers it owes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desk_rig import APPROVER, TOWN, VILLAGE, Rig, make_workplace
from dispute_rig import DECLINED, WITHDRAWN, Elsewhere

from counter_app.desk import cases, disputes, intake
from counter_app.errors import BadInput, Refused
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseStatus
from counter_app.rules import case_commands as commands
from counter_app.store import queries
from counter_app.store.checks import examine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counter_app.desk.desk import Done

EXTENDED = acts.Extended(5, "情况复杂", "SXX0102")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, TOWN)
    yield made
    made.close()


@pytest.fixture
def accepted(rig: Rig) -> Done:
    from case_pages_rig import checked

    return intake.take_in(rig.desk, checked(rig), intake.Outcome(intake.Then.ACCEPT))


def only(rig: Rig) -> disputes.Task:
    (task,) = disputes.listed(rig.desk).tasks
    return task


def test_both_sides_are_shown_and_kept(rig: Rig, accepted: Done) -> None:
    village = Elsewhere(rig)
    number = accepted.state.number
    village.act(number, DECLINED)
    task = only(rig)
    assert task.here
    assert task.entries == (("d0009", 1),)
    sides = disputes.both_sides(rig.desk, task)
    assert [type(each.act) for each in sides.stood] == [acts.Accepted]
    assert [(each.staff, each.place) for each in sides.late] == [("SXX0109", VILLAGE)]
    assert sides.impossible == ""
    done = disputes.settle(rig.desk, number, task.entries, "keep")
    assert (done.state.status, done.state.disputes, done.papers) == (CaseStatus.ACCEPTED, (), ())
    assert disputes.listed(rig.desk).tasks == ()
    with pytest.raises(Refused):
        disputes.both_sides(rig.desk, task)
    kept = queries.timeline(rig.store, f"case:{number}")[-1].act
    assert isinstance(kept, acts.DisputeSettled)
    # the act that stood goes along, in case somebody else decided otherwise before
    assert kept.kind == "case.accepted"


def test_what_is_taken_owes_its_paper(rig: Rig, accepted: Done) -> None:
    number = accepted.state.number
    Elsewhere(rig).act(number, DECLINED)
    task = only(rig)
    with pytest.raises(BadInput):
        disputes.settle(rig.desk, number, task.entries, "take")
    assert examine(rig.store).disputed == 1
    done = disputes.settle(rig.desk, number, task.entries, "take", "年龄未到")
    assert (done.state.status, len(done.papers)) == (CaseStatus.DECLINED, 1)
    assert done.state.papers[-1].kind == "refusal"
    assert done.state.promise_due is None


def test_a_paper_made_out_there_is_not_made_out_again(rig: Rig, accepted: Done) -> None:
    number = accepted.state.number
    paper = acts.PaperIssued("refusal", "不受〔2026〕1号", "不予受理通知书", "A4", b"")
    Elsewhere(rig).act(number, DECLINED, paper)
    done = disputes.settle(rig.desk, number, only(rig).entries, "take", "年龄未到")
    assert (done.state.status, done.papers) == (CaseStatus.DECLINED, ())


def test_what_was_done_in_one_go_is_one_task(rig: Rig, accepted: Done) -> None:
    """Withdrawn here, while another window accepted, decided and closed."""
    number = accepted.state.number
    cases.carry_out(rig.desk, number, WITHDRAWN)
    decided = (acts.Decided(True, "同意", result_name="审批表"), acts.Closed("审批表"))
    Elsewhere(rig).act(number, *decided)
    task = only(rig)
    assert len(task.entries) == 2
    sides = disputes.both_sides(rig.desk, task)
    assert [type(each.act) for each in sides.stood][-1] is acts.Withdrawn
    done = disputes.settle(rig.desk, number, task.entries, "take", "结果已经做出")
    assert (done.state.status, done.state.disputes) == (CaseStatus.CLOSED, ())


def test_all_or_nothing(rig: Rig, accepted: Done) -> None:
    number = accepted.state.number
    cases.carry_out(rig.desk, number, WITHDRAWN)
    Elsewhere(rig).act(number, acts.Decided(True, "同意"), acts.Delivered("hand", "王"))
    task = only(rig)
    with pytest.raises(Refused, match="不能"):
        disputes.settle(rig.desk, number, task.entries, "take", "结果已经做出")
    assert only(rig).entries == task.entries
    assert examine(rig.store).ok


def test_another_place_decides(tmp_path: Path) -> None:
    from case_pages_rig import checked

    rig = make_workplace(tmp_path, TOWN)
    done = intake.take_in(rig.desk, checked(rig), intake.Outcome(intake.Then.ACCEPT))
    number = done.state.number
    cases.carry_out(rig.desk, number, acts.Forwarded(VILLAGE))
    Elsewhere(rig).act(number, DECLINED)
    task = only(rig)
    assert not task.here
    with pytest.raises(Refused, match="不在这里"):
        disputes.settle(rig.desk, number, task.entries, "keep")
    assert acts.DisputeSettled not in cases.possible(rig.desk, task.state)
    rig.close()


def test_who_may_settle(tmp_path: Path, rig: Rig, accepted: Done) -> None:
    Elsewhere(rig).act(accepted.state.number, DECLINED)
    assert acts.DisputeSettled in cases.possible(rig.desk, only(rig).state)
    approver = make_workplace(tmp_path / "other", TOWN, APPROVER, serial=18)
    assert "approval" in approver.desk.actor.roles
    approver.close()


def test_decided_otherwise_at_another_window(rig: Rig, accepted: Done) -> None:
    """We kept, a colleague who was offline took it: a dispute again, settled once for all."""
    number = accepted.state.number
    Elsewhere(rig).act(number, DECLINED)
    task = only(rig)
    disputes.settle(rig.desk, number, task.entries, "keep")
    declined = journal_body(DECLINED)
    colleague = Elsewhere(rig, "d0018", TOWN, "SXX0102", later_ms=120_000)
    take = acts.DisputeSettled("d0009", 1, "take", "年龄未到", DECLINED.KIND, 1, declined)
    colleague.act(number, take)
    again = only(rig)
    sides = disputes.both_sides(rig.desk, again)
    assert [type(each.act) for each in sides.stood] == [acts.DisputeSettled]
    assert sides.impossible == ""
    done = disputes.settle(rig.desk, number, again.entries, "take", "同事核实过")
    assert (done.state.status, done.state.disputes) == (CaseStatus.DECLINED, ())
    assert done.state.papers[-1].kind == "refusal"


def journal_body(act: acts.Declined) -> bytes:
    from counter_app.protocol.journal import encode_act

    return encode_act(act)


def test_a_twin_is_listed_and_settled(rig: Rig, accepted: Done) -> None:
    village = Elsewhere(rig)
    other = village.twin_of(accepted)
    task = only(rig)
    assert task.twin is not None
    assert (task.twin.number, task.here) == (other, True)
    assert disputes.pair(rig.desk, task).other is None
    assert examine(rig.store).twins == 1
    bench = queries.workbench(rig.store, "x", today=rig.desk.today, day_start_ms=0)
    assert bench.disputed == 1
    done = disputes.settle_twin(rig.desk, accepted.state.number, other, "same", "村里也收了")
    assert done.state.twins[0].settled == "same"
    assert disputes.listed(rig.desk).tasks == ()
    assert examine(rig.store).twins == 0


def test_a_command_that_only_accepts_owes_what_it_always_owed(rig: Rig) -> None:
    from case_pages_rig import checked

    done = intake.take_in(rig.desk, checked(rig))
    done = cases.carry_out(rig.desk, done.state.number, commands.Accept())
    assert [paper.kind for paper in done.state.papers[1:]] == ["acceptance", "return_slip"]
