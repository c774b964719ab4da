"""What went through the green lane: listed, counted by reason and period, exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from case_pages_rig import checked, take_in
from desk_rig import CLERK, MANAGER, PROMISE, Rig, make_workplace
from msgspec.structs import replace
from policy_samples import ROWS

from counter_app.desk import cases, green_lane, intake
from counter_app.desk.intake_check import Intake, IntakeParty, check_intake
from counter_app.models.acts.priority import PriorityTakenBack
from counter_app.rules import case_commands as commands
from counter_app.store import checks, queries, review_lists


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER, more=ROWS)
    yield made
    made.close()


def test_listed_counted_and_exported(rig: Rig, tmp_path: Path) -> None:
    numbers = [take_in(rig, checked(rig, name)).state.number for name in "甲乙丙丁"]
    for number, wish in zip(
        numbers,
        (
            commands.Prioritise("elderly"),
            commands.Prioritise("urgent", "明天出国"),
            commands.Prioritise("elderly"),
        ),
        strict=False,
    ):
        cases.carry_out(rig.desk, number, wish)
    cases.carry_out(rig.desk, numbers[2], PriorityTakenBack("选错了"))
    views = green_lane.matters(rig.desk)
    assert {view.applicant for view in views} == {"甲", "乙"}
    counted = [(each.reason, each.granted, each.proposed) for each in green_lane.by_reason(views)]
    assert counted == [("紧急事项", 1, 0), ("老年人", 1, 0)]
    later = rig.store.now_ms() + 1
    assert green_lane.matters(rig.desk, since_ms=later) == []
    out = tmp_path / "绿色通道.xlsx"
    assert green_lane.export(rig.desk, out) == 2
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["绿色通道办件", "按事由统计"]
    rows = list(book["绿色通道办件"].iter_rows(values_only=True))
    assert {row[6] for row in rows[1:]} == {None, "明天出国"}
    assert {row[7] for row in rows[1:]} == {"刘示平"}
    assert checks.examine(rig.store).ok


@pytest.mark.parametrize(
    ("reason", "note", "granted"),
    [("elderly", "", True), ("urgent", "明天出国", False), ("", "", None)],
)
def test_at_intake_a_clerk_grants_a_group_and_proposes_the_rest(
    tmp_path: Path, reason: str, note: str, granted: bool | None
) -> None:
    rig = make_workplace(tmp_path, work_no=CLERK, more=ROWS)
    what = replace(checked(rig, item=PROMISE), priority=reason, note=note)
    state = intake.take_in(rig.desk, what).state
    assert (state.priority.granted if state.priority else None) is granted
    view = queries.cases(rig.store)[0]
    assert (bool(view.priority), view.prioritised) == (bool(reason), bool(granted))
    rig.close()


def test_why_must_be_said_where_no_group_says_it(rig: Rig) -> None:
    typed = Intake(PROMISE, IntakeParty(name="甲"), priority="urgent")
    made, problems = check_intake(typed, rig.catalogue(), rig.desk.today, whole_form=False)
    assert made is None
    assert "note" in [each.field for each in problems]


def test_whoever_goes_first_is_seen_on_a_full_page_too(rig: Rig) -> None:
    desk = rig.desk
    accepted = intake.Outcome(intake.Then.ACCEPT)
    numbers = [take_in(rig, checked(rig, name), accepted).state.number for name in "甲乙丙丁"]
    assert len(review_lists.waiting(rig.store, limit=2)) == 2
    cases.carry_out(desk, numbers[3], commands.Prioritise("elderly"))
    seen = [view.applicant for view in review_lists.waiting(rig.store, limit=2)]
    assert seen == ["甲", "乙", "丁"]
    assert [view.applicant for view in review_lists.waiting(rig.store)] == list("甲乙丙丁")
    day, start = desk.today.replace(year=desk.today.year + 1), desk.day_start_ms
    due = queries.worklist(rig.store, queries.WorkList.DUE, today=day, day_start_ms=start, limit=1)
    assert [view.applicant for view in due] == ["甲", "丁"]
    ready = queries.worklist(
        rig.store, queries.WorkList.READY, today=day, day_start_ms=start, limit=1
    )
    assert ready == []
