"""Places that disagree while the line is down: settled at one, the same everywhere after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sync_rig import OTHER_TOWN, TOWN, VILLAGE, Hall, Window

from counter_app.desk import cases, disputes
from counter_app.models.acts import Act, case as acts
from counter_app.models.case import CaseState, CaseStatus
from counter_app.rules import case_commands as commands
from counter_app.store import queries
from counter_app.store.checks import examine

if TYPE_CHECKING:
    from collections.abc import Sequence

FORWARD = acts.Forwarded(TOWN, purpose="report")
DECLINED = acts.Declined("not_eligible", "年龄未到")
WITHDRAWN = acts.Withdrawn("不办了")


def do(window: Window, number: str, command: object) -> CaseState:
    return cases.carry_out(window.workplace.desk, number, command).state


def now(window: Window, number: str) -> CaseState:
    found = queries.by_number(window.workplace.store, number)
    assert found is not None
    return found


def sync_all(windows: Sequence[Window]) -> None:
    """Until everybody has heard of everything."""
    for _ in range(2):
        for window in windows:
            window.sync()
    for window in windows:
        assert window.sync().agreed


def tasks(window: Window) -> tuple[disputes.Task, ...]:
    return disputes.listed(window.workplace.desk).tasks


def settle(window: Window, number: str, choice: str, note: str = "核对过") -> CaseState:
    (task,) = tasks(window)
    return disputes.settle(window.workplace.desk, number, task.entries, choice, note).state


def assert_same_everywhere(hall: Hall, windows: Sequence[Window], number: str) -> CaseState:
    sync_all(windows)
    states = [now(window, number) for window in windows]
    assert all(state == states[0] for state in states)
    verdict = hall.verify()
    assert verdict.ok, verdict.findings
    for window in windows:
        health = examine(window.workplace.store)
        assert health.ok
        assert health.digest == verdict.places[window.workplace.store.identity.place]
    return states[0]


@pytest.mark.slow
@pytest.mark.parametrize(("choice", "first"), [("keep", WITHDRAWN), ("take", DECLINED)])
def test_settled_at_the_owning_place_and_the_same_everywhere(
    both_halls: Hall, choice: str, first: Act
) -> None:
    village, town = both_halls.window(VILLAGE), both_halls.window(TOWN)
    number = village.take_in().number
    do(village, number, FORWARD)
    sync_all([village, town])
    do(village, number, first)
    ended = now(village, number).status
    do(town, number, commands.Accept())
    sync_all([town, village])
    assert [len(now(each, number).disputes) for each in (village, town)] == [1, 1]
    assert now(town, number).status is ended
    # the village sees it and may not decide
    assert [task.here for task in tasks(village)] == [False]
    with pytest.raises(Exception, match="不在这里"):
        settle(village, number, choice)
    settle(town, number, choice)
    after = assert_same_everywhere(both_halls, [village, town], number)
    expected = CaseStatus.ACCEPTED if choice == "take" else ended
    assert (after.status, after.disputes) == (expected, ())


@pytest.mark.slow
def test_two_windows_of_one_place_decide_differently(hall: Hall) -> None:
    village, one, two = hall.window(VILLAGE), hall.window(TOWN), hall.window(TOWN)
    everybody = [village, one, two]
    number = village.take_in().number
    do(village, number, FORWARD)
    sync_all(everybody)
    do(village, number, DECLINED)
    do(one, number, commands.Accept())
    sync_all(everybody)
    settle(one, number, "keep")
    settle(two, number, "take")
    state = assert_same_everywhere(hall, everybody, number)
    assert [each.kind for each in state.disputes] == [acts.DisputeSettled.KIND]
    assert state.status is CaseStatus.DECLINED
    settle(one, number, "take")
    state = assert_same_everywhere(hall, everybody, number)
    assert (state.status, state.disputes) == (CaseStatus.ACCEPTED, ())


@pytest.mark.slow
def test_two_windows_decide_alike(hall: Hall) -> None:
    village, one, two = hall.window(VILLAGE), hall.window(TOWN), hall.window(TOWN)
    everybody = [village, one, two]
    number = village.take_in().number
    do(village, number, FORWARD)
    sync_all(everybody)
    do(village, number, DECLINED)
    do(one, number, commands.Accept())
    sync_all(everybody)
    settle(one, number, "take")
    settle(two, number, "take")
    state = assert_same_everywhere(hall, everybody, number)
    assert (state.status, state.disputes) == (CaseStatus.ACCEPTED, ())


@pytest.mark.slow
def test_sent_to_two_places(hall: Hall) -> None:
    """Two windows of the village send the same case on, to different towns."""
    one, two = hall.window(VILLAGE), hall.window(VILLAGE)
    town, other = hall.window(TOWN), hall.window(OTHER_TOWN)
    number = one.take_in().number
    sync_all([one, two, town, other])
    do(one, number, FORWARD)
    do(two, number, acts.Forwarded(OTHER_TOWN, purpose="report"))
    sync_all([one, two, town, other])
    assert now(town, number).owner == TOWN
    assert queries.by_number(other.workplace.store, number) is None
    settle(town, number, "take", "群众要在另一镇办")
    sync_all([one, two, town, other])
    state = assert_same_everywhere(hall, [one, two, town, other], number)
    assert (state.owner, state.disputes) == (OTHER_TOWN, ())
    assert do(other, number, commands.Accept()).status is CaseStatus.ACCEPTED


@pytest.mark.slow
def test_twins_reach_both_places_and_are_settled(both_halls: Hall) -> None:
    village, town = both_halls.window(VILLAGE), both_halls.window(TOWN)
    here, there = town.take_in().number, village.take_in().number
    town.sync()
    village.sync()
    sync_all([town, village])
    assert [twin.number for twin in now(town, here).twins] == [there]
    assert [twin.number for twin in now(village, there).twins] == [here]
    (task,) = tasks(village)
    assert task.twin is not None
    disputes.settle_twin(village.workplace.desk, there, here, "same", "镇里先收")
    do(village, there, acts.Withdrawn("镇里已收同一件"))
    disputes.settle_twin(town.workplace.desk, here, there, "same")
    sync_all([town, village])
    assert tasks(town) == tasks(village) == ()
    assert now(town, here).open
    verdict = both_halls.verify()
    assert verdict.ok, verdict.findings
