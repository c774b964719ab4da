"""Ratings at a desk: given at the window, seen to, kept apart from whoever gave them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from case_pages_rig import checked
from desk_rig import APPROVER, CLERK, COUNTY, INSTANT, MANAGER, TOWN, Rig, make_workplace
from msgspec.structs import replace

from counter_app.desk import intake, rate, rectify
from counter_app.desk.rate import Said
from counter_app.desk.rectify import Lane
from counter_app.errors import BadInput, Refused
from counter_app.models.acts import rating as acts
from counter_app.models.case import CaseState
from counter_app.models.rating import Grade, Rater, RatingChannel, RatingStage
from counter_app.models.rating_state import RatingStatus
from counter_app.models.reference import RatingReason, ReasonSide, StepLimit
from counter_app.models.stamp import Actor
from counter_app.protocol.ledgers import RATING
from counter_app.store import checks, ledger_queries

if TYPE_CHECKING:
    from collections.abc import Iterator

FINISHED, ACCEPTED = RatingStage.FINISHED, RatingStage.ACCEPTED
BAD = Said(Grade.DISSATISFIED, ("late",), "等了三个星期", Rater("王秀英", "13812345678"))
GOOD = Said(Grade.VERY_SATISFIED, ("warm_quick",))


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, TOWN)
    yield made
    made.close()


def closed(rig: Rig) -> CaseState:
    done = intake.Outcome(intake.Then.INSTANT)
    return intake.take_in(rig.desk, checked(rig, item=INSTANT), done).state


def sit(rig: Rig, work_no: str, *roles: str, place: str = TOWN) -> None:
    """Somebody else sits down at the window."""
    rig.desk.actor = Actor(work_no, "样一", place, 1, frozenset(roles))


def supervise(rig: Rig) -> None:
    sit(rig, "SXX0900", "supervision", place=COUNTY)


def test_a_case_is_rated_once_and_knows_of_it(rig: Rig) -> None:
    case = closed(rig)
    assert rate.stage_now(case) is FINISHED
    assert rate.rated(rig.desk, case.number, FINISHED) is None
    done = rate.rate_case(rig.desk, case.number, FINISHED, BAD)
    assert (done.counted, done.changes.ratings) == (True, True)
    about = done.state.about
    assert (about.place, about.supervisor, about.window) == (TOWN, COUNTY, 1)
    assert (about.clerk, about.clerk_name, about.item_name) == (CLERK, "王样一", case.item.name)
    assert done.state.places == (TOWN, COUNTY)
    assert done.state.due is not None
    again = rate.rate_case(rig.desk, case.number, FINISHED, GOOD)
    assert not again.counted
    assert again.state.grade is BAD.grade
    assert [each.grade for each in again.state.later] == [GOOD.grade]
    assert rate.ratings_of(rig.desk, case.number) == (again.state,)
    assert rate.rate_case(rig.desk, case.number, ACCEPTED, GOOD).state.number != done.state.number
    health = checks.examine(rig.store)
    assert health.ok, health.problems
    assert health.disputed == 0


def test_nothing_is_rated_before_anything_was_done(rig: Rig) -> None:
    case = intake.take_in(rig.desk, checked(rig), intake.RECEIVE_ONLY).state
    assert rate.stage_now(case) is None
    with pytest.raises(Refused, match="可以评价"):
        rate.rate_case(rig.desk, case.number, FINISHED, GOOD)
    with pytest.raises(Refused, match="没有编号"):
        rate.rate_case(rig.desk, "4213210001260000019", FINISHED, GOOD)


def test_a_window_is_rated_under_a_number_of_its_own(rig: Rig) -> None:
    one, two = (rate.rate_window(rig.desk, GOOD).state for _ in range(2))
    assert one.number != two.number
    assert (one.case, one.stage, one.about.window_name) == ("", "", "综合窗口")
    assert ledger_queries.by_number(rig.store, one.number) == one


def test_no_clerk_enters_what_came_in_elsewhere(rig: Rig) -> None:
    case = closed(rig)
    with pytest.raises(Refused, match="不能代评"):
        rate.give_for_case(rig.desk, case, FINISHED, GOOD, RatingChannel.PHONE, source="12345 热线")
    supervise(rig)
    done = rate.give_for_case(
        rig.desk, case, FINISHED, GOOD, RatingChannel.PHONE, source="12345 热线"
    )
    assert (done.state.channel, done.state.source) == ("phone", "12345 热线")


def test_other_wants_words(rig: Rig) -> None:
    case = closed(rig)
    with pytest.raises(BadInput):
        rate.rate_case(rig.desk, case.number, FINISHED, Said(Grade.FAIR, ("other",)))


def test_a_county_sets_reasons_and_days(tmp_path: Path) -> None:
    own = RatingReason("queue", ReasonSide.BAD, "排队太久", needs_text=True)
    rig = make_workplace(tmp_path, more=(own, StepLimit("rating.assign", "交办", 3)))
    assert [each.code for each in rate.reasons_for(rig.desk, Grade.DISSATISFIED)] == [
        "queue",
        "other",
    ]
    with pytest.raises(BadInput):
        rate.rate_window(rig.desk, Said(Grade.DISSATISFIED, ("queue",)))
    assert rig.desk.rating_context().rules.assign == 3
    rig.close()


def test_a_bad_rating_is_seen_to_by_the_right_people(rig: Rig) -> None:
    desk = rig.desk
    number = rate.rate_case(desk, closed(rig).number, FINISHED, BAD).state.number

    def waits() -> list[Lane]:
        return [lane for lane, lines in rectify.worklists(desk).items() if lines]

    assert waits() == [Lane.ASSIGN]
    with pytest.raises(Refused, match="岗位"):
        rectify.carry_out(desk, number, acts.Assigned(APPROVER))
    supervise(rig)
    assert [each.work_no for each in rectify.candidates(desk, TOWN)] == [CLERK, APPROVER, MANAGER]
    rectify.carry_out(desk, number, acts.Assigned(APPROVER, "李示安"))
    assert waits() == [Lane.CALL_BACK]
    assert [each.number for each in rectify.board(desk, staff=APPROVER)] == [number]

    sit(rig, CLERK, "intake")
    with pytest.raises(Refused, match="您本人"):
        rectify.carry_out(desk, number, acts.CalledBack("phone", True, "没事了"))
    sit(rig, APPROVER, "approval")
    with pytest.raises(Refused, match="先回访"):
        rectify.carry_out(desk, number, acts.Found("true", "查过"))
    rectify.carry_out(
        desk,
        number,
        acts.CalledBack("phone", True, "没有人告知"),
        acts.Found("true", "漏了告知"),
        acts.Planned("in_time", "当面道歉"),
    )
    assert waits() == [Lane.FIX]
    rectify.carry_out(desk, number, acts.Done("改好了"))
    assert waits() == [Lane.REVISIT]
    rectify.carry_out(desk, number, acts.Revisited("content"))
    assert waits() == [Lane.REVIEW]
    with pytest.raises(Refused):
        rectify.carry_out(desk, number, acts.Reviewed(True))
    supervise(rig)
    assert acts.Reviewed in rectify.possible(desk, rectify.rating(desk, number))
    done = rectify.carry_out(desk, number, acts.Reviewed(True))
    assert (done.state.status, done.state.disputes) == (RatingStatus.REVIEWED, ())
    assert waits() == []


def test_all_or_nothing(rig: Rig) -> None:
    number = rate.rate_window(rig.desk, BAD).state.number
    supervise(rig)
    with pytest.raises(Refused):
        rectify.carry_out(rig.desk, number, acts.Assigned(APPROVER), acts.Done("改好"))
    state = rectify.rating(rig.desk, number)
    assert state is not None
    assert state.status is RatingStatus.GIVEN


def test_an_appeal_waits_before_everything_else(rig: Rig) -> None:
    number = rate.rate_case(rig.desk, closed(rig).number, FINISHED, BAD).state.number
    rectify.carry_out(rig.desk, number, acts.Appealed("mistaken", "点错了"))
    supervise(rig)
    assert [each.number for each in rectify.worklists(rig.desk)[Lane.APPEAL]] == [number]
    done = rectify.carry_out(rig.desk, number, acts.AppealDecided(True, "本人说点错"))
    assert not done.state.counts


def test_the_rater_is_kept_from_the_clerk(rig: Rig) -> None:
    desk = rig.desk
    case = closed(rig)
    done = rate.rate_case(desk, case.number, FINISHED, BAD)
    number = done.state.number
    shown = (
        done.state,
        rectify.rating(desk, number),
        *rectify.board(desk),
        *rate.ratings_of(desk, case.number),
        *rectify.ledger(desk),
    )
    assert {each.rater for each in shown if each is not None} == {Rater()}
    for typed in ("王秀英", "13812345678", "5678"):
        assert rectify.find(desk, typed) == [], typed
    for typed in (case.number, number, "三个星期", CLERK, "综合窗口", number[7:]):
        assert [each.number for each in rectify.find(desk, typed)] == [number], typed
    for work_no, roles in ((CLERK, "intake"), ("SXX0901", "administration")):
        sit(rig, work_no, roles)
        with pytest.raises(Refused):
            rectify.show_contact(desk, number, "回访")
    supervise(rig)
    before = rig.store.head.n
    with pytest.raises(BadInput):
        rectify.show_contact(desk, number, "")
    contact, _ = rectify.show_contact(desk, number, "回访")
    assert contact == BAD.rater
    assert rig.store.head.n == before + 1


def test_no_contact_to_show(rig: Rig) -> None:
    number = rate.rate_window(rig.desk, replace(BAD, rater=None)).state.number
    supervise(rig)
    with pytest.raises(Refused, match="没有留"):
        rectify.show_contact(rig.desk, number, "回访")


def test_figures_of_a_period(rig: Rig) -> None:
    now = rig.store.now_ms()
    cases = [closed(rig) for _ in range(4)]
    rate.rate_case(rig.desk, cases[0].number, FINISHED, GOOD)
    rate.rate_case(rig.desk, cases[1].number, FINISHED, BAD)
    rate.rate_window(rig.desk, GOOD)
    told = rectify.figures_of(rig.desk, now - 1, now + 60_000)
    assert (told.counted, told.bad) == (3, 1)
    assert told.measure("active").percent == "50.00"
    assert told.measure("good").percent == "66.67"
    assert rectify.figures_of(rig.desk, now - 1, now + 60_000, COUNTY).counted == 0
    assert rectify.figures_of(rig.desk, 0, now - 1).measure("active").percent == "—"


def test_subjects_are_named_after_the_case(rig: Rig) -> None:
    case = closed(rig)
    state = rate.rate_case(rig.desk, case.number, FINISHED, GOOD).state
    assert ledger_queries.state_of(rig.store, RATING.subject(f"P{case.number}F")) == state
