"""Ratings between places: one case rated twice offline, fed to who has to see to it, and kept
with its case when a copied disk has to give it another number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from county_rig import COUNTY, TOWN, VILLAGE
from sync_rig import Hall, Window

from counter_app.desk import cases, disputes, intake, rate, rectify
from counter_app.desk.rate import Said
from counter_app.desk.rating_turns import to_look_at, turns_of
from counter_app.models.acts import case as case_acts, rating as acts
from counter_app.models.rating import Grade, RatingStage
from counter_app.models.rating_state import RatingState, RatingStatus
from counter_app.models.stamp import Actor
from counter_app.store import checks, queries

pytestmark = pytest.mark.slow

FINISHED = RatingStage.FINISHED
BAD = Said(Grade.DISSATISFIED, ("late",), "等了三个星期")
GOOD = Said(Grade.VERY_SATISFIED)


def ratings(window: Window, number: str) -> tuple[RatingState, ...]:
    return rate.ratings_of(window.workplace.desk, number)


def settled(hall: Hall, *windows: Window) -> None:
    for _ in range(2):
        for window in windows:
            assert window.sync().agreed is not False
    verdict = hall.verify()
    assert verdict.ok, verdict.findings
    for window in windows:
        health = checks.examine(window.workplace.store)
        assert health.ok, health.problems


def test_two_places_rate_one_case_offline(hall: Hall) -> None:
    town, village, county = (hall.window(place) for place in (TOWN, VILLAGE, COUNTY))
    case = village.take_in(outcome=intake.Outcome(intake.Then.ACCEPT))
    village.sync()
    cases.carry_out(village.workplace.desk, case.number, case_acts.Forwarded(TOWN))
    settled(hall, village, town)
    assert queries.by_number(town.workplace.store, case.number) is not None
    stage = RatingStage.ACCEPTED
    first = rate.rate_case(village.workplace.desk, case.number, stage, BAD)
    second = rate.rate_case(town.workplace.desk, case.number, stage, GOOD)
    assert first.state.number == second.state.number
    assert first.counted
    assert second.counted  # as far as the town can know
    settled(hall, town, village, county)
    one, two, three = (ratings(each, case.number) for each in (town, village, county))
    assert one == two == three
    (state,) = one
    assert (state.grade, [each.grade for each in state.later]) == (BAD.grade, [GOOD.grade])
    assert (state.disputes, set(state.places)) == ((), {TOWN, VILLAGE, COUNTY})
    for window in (town, village, county):
        assert not disputes.listed(window.workplace.desk).tasks


def test_an_earlier_rating_that_arrives_later_is_told_alike_everywhere(hall: Hall) -> None:
    town, village, county = (hall.window(place) for place in (TOWN, VILLAGE, COUNTY))
    case = village.take_in(outcome=intake.Outcome(intake.Then.ACCEPT))
    cases.carry_out(village.workplace.desk, case.number, case_acts.Forwarded(TOWN))
    settled(hall, village, town)
    stage = RatingStage.ACCEPTED
    rate.rate_case(village.workplace.desk, case.number, stage, GOOD)  # and then no line
    rated = rate.rate_case(town.workplace.desk, case.number, stage, BAD).state
    settled(hall, town, county)
    supervisor = replace(
        county.workplace.desk,
        actor=Actor("SX9", "样九", COUNTY, 1, frozenset({"supervision"})),
    )
    rectify.carry_out(supervisor, rated.number, acts.Assigned(town.workplace.desk.actor.work_no))
    assert to_look_at(supervisor) == []
    settled(hall, county, town, village)
    told = []
    for window in (town, village, county):
        (state,) = ratings(window, case.number)
        told.append(turns_of(window.workplace.desk, state))
    assert told[0] == told[1] == told[2]
    (turn,) = told[0]
    assert (turn.before.grade, turn.now.grade) == (BAD.grade, GOOD.grade)
    assert (turn.before.place, turn.now.place) == (TOWN, VILLAGE)
    assert (turn.begun, turn.looked) == (True, False)
    assert [each.number for each in to_look_at(supervisor)] == [rated.number]


def test_what_the_county_decides_reaches_the_window(hall: Hall) -> None:
    town, county = hall.window(TOWN), hall.window(COUNTY)
    rated = rate.rate_window(town.workplace.desk, BAD).state
    settled(hall, town, county)
    supervisor = replace(
        county.workplace.desk,
        actor=Actor("SX9", "样九", COUNTY, 1, frozenset({"supervision"})),
    )
    assert rectify.rating(supervisor, rated.number) is not None
    rectify.carry_out(supervisor, rated.number, acts.Assigned(town.workplace.desk.actor.work_no))
    settled(hall, county, town)
    seen = rectify.rating(town.workplace.desk, rated.number)
    assert seen is not None
    assert seen.status is RatingStatus.ASSIGNED


def test_a_rating_goes_with_its_case_to_another_number(hall: Hall) -> None:
    first = hall.window()
    first.take_in()
    first.sync()
    root = first.workplace.profile.root
    hall.close(first)
    image = hall.copy(root)
    one, two = hall.open(root), hall.open(image)
    outcome = intake.Outcome(intake.Then.ACCEPT)
    mine = one.take_in("421321198503152027", "甲", outcome=outcome).number
    other = two.take_in("421321199001010015", "乙", outcome=outcome).number
    assert mine == other
    stage = RatingStage.ACCEPTED
    rate.rate_case(one.workplace.desk, mine, stage, GOOD)
    rate.rate_case(two.workplace.desk, other, stage, BAD)
    settled(hall, one, two)
    by_name = {each.applicant: each.number for each in queries.cases(one.workplace.store)}
    assert by_name["甲"] != by_name["乙"]
    for window in (one, two):
        (of_one,) = ratings(window, by_name["甲"])
        (of_two,) = ratings(window, by_name["乙"])
        assert (of_one.grade, of_two.grade) == (GOOD.grade, BAD.grade)
        assert of_one.later == of_two.later == ()
