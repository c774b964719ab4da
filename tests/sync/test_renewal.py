"""A restored or cloned device goes on as another one: nothing lost, no number given twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from county_rig import TOWN
from sqlalchemy import select
from stick_rig import PEOPLE, backed_up, devices, image_of, names, restored
from sync_rig import Hall, Window, lose_answer, lose_request, pass_on

from counter_app.desk import cases
from counter_app.errors import Trouble
from counter_app.models.acts import case as acts
from counter_app.models.tables.device import superseded
from counter_app.rules import case_commands as commands
from counter_app.store import checks, queries
from counter_app.sync.line import Offline, Rejected


def whole(hall: Hall, *windows: Window) -> None:
    """Every window and the county hold the same, and each is sound in itself."""
    for _ in range(2):
        for window in windows:
            assert window.sync().agreed is not False
    verdict = hall.verify()
    assert verdict.ok, verdict.findings
    for window in windows:
        health = checks.examine(window.workplace.store)
        assert health.ok, health.problems
        assert health.unsent == 0
        assert health.digest == verdict.places[TOWN]


def test_moving_to_a_new_pc(both_halls: Hall, tmp_path: Path) -> None:
    hall = both_halls
    old = hall.window()
    sent = old.take_in(PEOPLE["a"], "甲", papers=True)
    old.sync()
    owed = old.take_in(PEOPLE["b"], "乙")
    file = backed_up(hall, old, tmp_path / "stick")
    after = old.take_in(PEOPLE["c"], "丙")  # after the backup, never sent before the move

    new = restored(hall, file, "new-pc")
    assert names(new) == ["乙", "甲"]
    with pytest.raises(Trouble, match="换发设备编号"):
        new.take_in(PEOPLE["c"], "丁")
    done = new.sync()
    assert done.renewed is not None
    assert (done.renewed.old, done.renewed.reissued) == ("d0001", 0)
    assert done.renewed.new == new.workplace.store.identity.device == "d0002"
    assert devices(hall) == {"d0001": "replaced", "d0002": ""}
    more = new.take_in(PEOPLE["c"], "丁", papers=True)
    assert more.number[6:10] == "0002"
    assert new.sync().agreed

    # The old PC hears of it, keeps everything, sends what it owes, records no more.
    with pytest.raises(Rejected) as told:
        old.sync()
    assert told.value.refusal.reason == "replaced"
    assert old.unsent == 0
    assert "接替" in str(told.value)
    with pytest.raises(Trouble, match="接替"):
        old.take_in(PEOPLE["a"], "戊")
    assert len(names(old)) == 3
    whole(hall, new)
    assert names(new) == sorted(["甲", "乙", "丙", "丁"])
    for case in (sent, owed, after, more):
        assert queries.by_number(new.workplace.store, case.number) is not None
    # A paper of the old number is printed by the new device, and is genuine.
    again = cases.issue_paper(new.workplace.desk, sent.number, "receipt")
    assert again.state.papers[-1].device == "d0002"
    assert new.sync().agreed


@pytest.mark.parametrize(
    ("step", "fault"), [(0, lose_answer), (1, lose_request), (1, lose_answer), (2, lose_answer)]
)
def test_a_cut_anywhere_in_a_renewal_is_repeated(
    tmp_path: Path, hall: Hall, step: int, fault: object
) -> None:
    old = hall.window()
    old.take_in(PEOPLE["a"], "甲")
    old.sync()
    old.take_in(PEOPLE["b"], "乙")
    new = restored(hall, backed_up(hall, old, tmp_path / "stick"), "new-pc")
    new.line.faults = [pass_on] * step + [fault]  # type: ignore[list-item]
    try:
        new.sync()
    except Offline:
        root = new.workplace.profile.root
        hall.close(new)
        new = hall.open(root)
        assert new.sync().renewed is not None or step == 2
    new.take_in(PEOPLE["c"], "丙")
    whole(hall, new)
    assert names(new) == sorted(["甲", "乙", "丙"])
    assert list(devices(hall).values()) == ["replaced", ""]


def test_an_image_restored_after_more_was_sent(both_halls: Hall) -> None:
    hall = both_halls
    first = hall.window()
    first.take_in(PEOPLE["a"], "甲")
    first.sync()
    image = image_of(hall, first)
    first = hall.open(first.workplace.profile.root)
    lost = first.take_in(PEOPLE["b"], "乙")
    cases.carry_out(first.workplace.desk, lost.number, commands.Accept(), papers=False)
    first.sync()
    hall.close(first)

    second = hall.open(image)
    clash = second.take_in(PEOPLE["c"], "丙", papers=True)
    assert clash.number == lost.number
    done = second.sync()
    assert done.renewed is not None
    assert (done.renewed.reissued, len(done.renewed.renumbered)) == (2, 1)
    ((before, now),) = done.renewed.renumbered
    assert before == lost.number
    assert now[6:10] == "0002"
    store = second.workplace.store
    found = queries.cases(store, query=lost.number)
    assert sorted(each.applicant for each in found) == ["丙", "乙"]
    moved = queries.by_number(store, now)
    assert moved is not None
    assert moved.links == {"formerly": lost.number}
    assert moved.applicant.name == "丙"
    assert moved.papers[0].device == "d0002"
    act, _ = cases.snapshot(second.workplace.desk, moved, moved.papers[0].number)
    assert act.snapshot
    back = queries.by_number(store, lost.number)
    assert back is not None
    assert (back.applicant.name, back.accepted_on is not None) == ("乙", True)
    with store.read() as connection:
        kept = connection.execute(select(superseded.c.device, superseded.c.n)).all()
    assert [tuple(row) for row in kept] == [("d0001", 2), ("d0001", 3)]
    whole(hall, second)
    # Only the image's own timeline ended; the county goes on taking in the old number.
    assert devices(hall) == {"d0001": "", "d0002": ""}


def test_two_clones_at_work_at_the_same_time(hall: Hall) -> None:
    first = hall.window()
    first.take_in(PEOPLE["a"], "甲")
    first.sync()
    image = image_of(hall, first)
    one, two = hall.open(first.workplace.profile.root), hall.open(image)
    same = [one.take_in(PEOPLE["b"], "乙").number, two.take_in(PEOPLE["c"], "丙").number]
    assert same[0] == same[1]
    assert one.sync().renewed is None
    told = two.sync().renewed
    assert told is not None
    assert told.renumbered[0][0] == same[1]
    for window in (one, two):
        window.take_in(PEOPLE["a"], "丁")
    whole(hall, one, two)
    assert names(one) == names(two) == sorted(["甲", "乙", "丙", "丁", "丁"])
    numbers = [each.number for each in queries.cases(one.workplace.store)]
    assert len(set(numbers)) == 5


def test_the_same_image_again_sends_nothing_twice(hall: Hall) -> None:
    """An image with unsent work is put back twice: its acts reach the county once."""
    first = hall.window()
    first.take_in(PEOPLE["a"], "甲")
    first.sync()
    first.take_in(PEOPLE["b"], "乙", papers=True)
    image = image_of(hall, first)
    again = hall.copy(image)
    first = hall.open(first.workplace.profile.root)
    first.take_in(PEOPLE["c"], "丙")
    first.sync()
    for root in (image, again):
        window = hall.open(root)
        window.take_in(PEOPLE["c"], "丁")  # under the number of 丙
        assert window.sync().renewed is not None
        whole(hall, window)
    final = hall.open(hall.enrol())
    final.sync()
    assert names(final) == sorted(["甲", "乙", "丙", "丁", "丁"])
    assert not [each for each in queries.cases(final.workplace.store) if each.disputed]


def test_acts_on_a_known_case_come_again_under_the_new_number(hall: Hall) -> None:
    """Both timelines went on with one case: the second act is kept for a person to settle."""
    first = hall.window()
    case = first.take_in(PEOPLE["a"], "甲")
    first.sync()
    image = image_of(hall, first)
    first = hall.open(first.workplace.profile.root)
    cases.carry_out(first.workplace.desk, case.number, commands.Accept(), papers=False)
    first.sync()
    hall.close(first)
    second = hall.open(image)
    withdrawn = acts.Withdrawn(reason="不办了")
    cases.carry_out(second.workplace.desk, case.number, withdrawn, papers=False)
    told = second.sync().renewed
    assert told is not None
    assert told.renumbered == ()
    whole(hall, second)
    history = queries.timeline(second.workplace.store, f"case:{case.number}")
    assert {type(each.act) for each in history} == {acts.Received, acts.Accepted, acts.Withdrawn}


@pytest.mark.parametrize(
    ("step", "fault"),
    [(1, lose_request), (1, lose_answer), (2, lose_request), (2, lose_answer), (3, lose_answer)],
)
def test_a_fork_survives_cuts_and_what_is_typed_meanwhile(
    hall: Hall, step: int, fault: object
) -> None:
    first = hall.window()
    first.take_in(PEOPLE["a"], "甲")
    first.sync()
    image = image_of(hall, first)
    first = hall.open(first.workplace.profile.root)
    first.take_in(PEOPLE["b"], "乙")
    first.sync()
    second = hall.open(image)
    second.take_in(PEOPLE["c"], "丙")
    second.line.faults = [pass_on] * step + [fault]  # type: ignore[list-item]
    try:
        second.sync()
    except Offline:
        second.take_in(PEOPLE["a"], "戊")
        root = second.workplace.profile.root
        hall.close(second)
        second = hall.open(root)
    second.sync()
    whole(hall, second, first)
    expected = {"甲", "乙", "丙"}
    assert expected <= set(names(second)) <= expected | {"戊"}
    assert not [each for each in queries.cases(second.workplace.store) if each.disputed]


def test_a_second_machine_from_the_same_backup_goes_on_too(hall: Hall, tmp_path: Path) -> None:
    old = hall.window()
    old.take_in(PEOPLE["a"], "甲")
    file = backed_up(hall, old, tmp_path / "stick")
    one, two = restored(hall, file, "one"), restored(hall, file, "two")
    for window, name in ((one, "乙"), (two, "丙")):
        assert window.sync().renewed is not None
        window.take_in(PEOPLE["b"], name)
    whole(hall, one, two)
    assert names(one) == ["丙", "乙", "甲"]


def test_a_backup_made_before_the_outcome_was_known(hall: Hall, tmp_path: Path) -> None:
    """A backup of a device that was just being renewed, restored elsewhere."""
    first = hall.window()
    first.take_in(PEOPLE["a"], "甲")
    first.sync()
    image = image_of(hall, first)
    first = hall.open(first.workplace.profile.root)
    first.take_in(PEOPLE["b"], "乙")
    first.sync()
    second = hall.open(image)
    second.take_in(PEOPLE["c"], "丙")
    second.line.faults = [pass_on, pass_on, lose_answer]
    with pytest.raises(Offline):
        second.sync()
    assert second.workplace.store.standing.unsettled
    third = restored(hall, backed_up(hall, second, tmp_path / "stick"), "third")
    third.sync()
    third.take_in(PEOPLE["a"], "丁")
    whole(hall, third)
    assert names(third) == sorted(["甲", "乙", "丙", "丁"])


def test_profiles_stay_shut_and_files_apart(hall: Hall, tmp_path: Path) -> None:
    old = hall.window()
    old.take_in(PEOPLE["a"], "甲乙丙丁")
    file = backed_up(hall, old, tmp_path / "stick")
    new = restored(hall, file, "new-pc")
    new.sync()
    root = new.workplace.profile.root
    key = new.workplace.store.identity.private_key
    hall.close(new)
    for path in root.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert "甲乙丙丁".encode() not in data
            assert key not in data
    shutil.rmtree(root)
