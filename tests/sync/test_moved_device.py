"""A device that the county gives to another place: its scope follows, its work stays."""

from __future__ import annotations

import pytest
from cli_rig import person_id
from sync_rig import OTHER_TOWN, TOWN, VILLAGE, Hall, Window, lose_answer

from counter_app.county.devices import revoke
from counter_app.county.moving import move
from counter_app.county.server import wall_ms
from counter_app.desk import cases
from counter_app.errors import BadInput, Refused, Trouble
from counter_app.models.acts.case import Forwarded
from counter_app.store import checks, queries
from counter_app.sync.line import Offline, Rejected

NEW_PLACE = OTHER_TOWN


def moved(hall: Hall, window: Window, place: str, number: int = 1) -> None:
    with hall.rig.opened() as database:
        move(database, window.workplace.store.identity.device, place, number)


def names(window: Window) -> list[str]:
    return sorted(each.applicant for each in queries.cases(window.workplace.store))


def same_as_the_county(hall: Hall, window: Window) -> None:
    verdict = hall.verify()
    assert verdict.ok, verdict.findings
    store = window.workplace.store
    health = checks.examine(store)
    assert health.ok, health.problems
    assert health.unsent == 0
    assert health.digest == verdict.places[store.identity.place]


def test_scope_follows_and_own_entries_stay(both_halls: Hall) -> None:
    hall = both_halls
    there = hall.window(NEW_PLACE)
    local = there.take_in(person_id(9), "本地")
    there.sync()
    window = hall.window(TOWN)
    for index, name in enumerate(("甲", "乙", "丙")):
        case = window.take_in(person_id(index), name)
    # One case goes to the other place: it concerns the device there as well.
    onward = Forwarded(NEW_PLACE, purpose="report", note="")
    cases.carry_out(window.workplace.desk, case.number, onward, papers=False)
    window.sync()
    entries = window.workplace.store.head.n
    moved(hall, window, NEW_PLACE)

    owed = window.take_in(person_id(3), "丁")  # before it knows: belongs to the old place
    done = window.sync()
    place = window.workplace
    assert (place.store.identity.place, place.store.identity.window) == (NEW_PLACE, 1)
    assert done.agreed
    assert names(window) == sorted(["丙", "本地"])
    assert place.store.head.n == entries + 1
    same_as_the_county(hall, window)

    # Work goes on at the new place, for the new place.
    place.follow_move()
    more = window.take_in(person_id(4), "戊")
    assert more.place == NEW_PLACE
    assert window.sync().agreed
    same_as_the_county(hall, window)
    done_there = cases.carry_out(place.desk, local.number, onward_back(), papers=False)
    assert done_there.state.owner == TOWN
    assert window.sync().agreed
    same_as_the_county(hall, window)

    # And back again: what was outside comes back, its own work included.
    moved(hall, window, TOWN)
    assert window.sync().agreed
    assert {"甲", "乙", "丙", "丁", "本地"} == set(names(window))
    assert queries.by_number(place.store, owed.number) is not None
    same_as_the_county(hall, window)
    root = place.profile.root
    hall.close(window)
    again = hall.open(root)
    assert again.workplace.desk.actor.place == TOWN
    assert again.sync().agreed


def onward_back() -> Forwarded:
    return Forwarded(TOWN, purpose="report", note="")


@pytest.mark.parametrize("cut", [1, 2])
def test_a_move_may_be_cut(hall: Hall, cut: int) -> None:
    there = hall.window(NEW_PLACE)
    there.take_in(person_id(9), "本地")
    there.sync()
    window = hall.window(TOWN)
    window.take_in(person_id(0), "甲")
    window.sync()
    moved(hall, window, NEW_PLACE)
    window.line.faults = [_pass] * (cut - 1) + [lose_answer]
    with pytest.raises(Offline):
        window.sync()
    root = window.workplace.profile.root
    hall.close(window)
    window = hall.open(root)
    assert checks.examine(window.workplace.store).ok
    assert window.sync().agreed
    assert names(window) == ["本地"]
    same_as_the_county(hall, window)


def _pass(request: object, send: object) -> object:
    assert callable(send)
    return send()


def test_an_act_begun_at_the_old_place_is_not_recorded_at_the_new_one(hall: Hall) -> None:
    window = hall.window(TOWN)
    window.sync()
    moved(hall, window, NEW_PLACE)
    window.sync()
    with pytest.raises(Trouble, match="另一个服务点"):
        window.take_in(person_id(0), "甲")
    window.workplace.follow_move()
    assert window.take_in(person_id(0), "甲").place == NEW_PLACE


def test_another_window_of_the_same_place_changes_nothing_else(hall: Hall) -> None:
    window = hall.window(TOWN)
    window.take_in(person_id(0), "甲")
    window.sync()
    before = window.workplace.store.head
    moved(hall, window, TOWN, 2)
    window.sync()
    assert window.workplace.store.identity.window == 2
    assert window.workplace.store.head.digest == before.digest
    assert names(window) == ["甲"]


def test_people_of_the_new_place_can_sign_in_there(hall: Hall) -> None:
    window = hall.window(TOWN)
    moved(hall, window, NEW_PLACE)
    window.sync()
    person = hall.rig.person_at(NEW_PLACE)
    assert person.work_no in window.workplace.keyring.read().people


def test_what_cannot_be_a_place_is_refused(hall: Hall) -> None:
    window = hall.window(TOWN)
    device = window.workplace.store.identity.device
    with hall.rig.opened() as database:
        for place, number in (("421321999000", 1), (TOWN, 99)):
            with pytest.raises(BadInput):
                move(database, device, place, number)
        with pytest.raises(Refused):
            move(database, device, TOWN, 1)
        with pytest.raises(Refused):
            move(database, "d9999", VILLAGE, 1)


@pytest.mark.parametrize("lost", [False, True])
def test_a_stopped_device_keeps_all_it_has_and_says_so(both_halls: Hall, lost: bool) -> None:
    hall = both_halls
    window = hall.window(TOWN)
    window.take_in(person_id(0), "甲")
    window.sync()
    window.take_in(person_id(1), "乙", papers=True)
    store = window.workplace.store
    with hall.rig.opened() as database:
        revoke(database, store.identity.device, wall_ms(), lost=lost)
    with pytest.raises(Rejected) as told:
        window.sync()
    assert told.value.refusal.reason == ("lost" if lost else "revoked")
    assert window.unsent == (2 if lost else 0)
    assert names(window) == ["乙", "甲"]
    assert hall.verify().cases == (1 if lost else 2)
    with pytest.raises(Trouble, match="不能再收件"):
        window.take_in(person_id(2), "丙")
    root = window.workplace.profile.root
    hall.close(window)
    window = hall.open(root)
    with pytest.raises(Trouble, match="不能再收件"):
        window.take_in(person_id(2), "丙")
    health = checks.examine(window.workplace.store)
    assert health.ok
    assert health.cases == 2
