"""What the state machine has found, as the shortest course of events that shows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from convergence import truth
from convergence.faults import Fault
from convergence.machine import Convergence

from counter_app.sync import batches


@pytest.fixture
def course() -> Iterator[Convergence]:
    """A county and two windows of one place; in the end everything must have come to rest."""
    machine = Convergence()
    machine.begin(places=[3, 3])
    yield machine
    machine.teardown()


def test_a_fork_that_a_restored_county_has_forgotten_comes_to_light(course: Convergence) -> None:
    """Both copies of a disk have been acknowledged: one before the county was restored, one
    after. Neither owes anything, and the neighbour has seen the entry that is gone.
    """
    course.back_up_county()
    course.clone(which=0, declared=False)
    course.sync_well(which=2)
    course.sync_well(which=1)
    course.restore_county(which=0)
    course.sync_well(which=0)


def test_an_image_that_owes_nothing_is_found_out(course: Convergence) -> None:
    """The disk is put back to a state that was fully sent, and something came after it."""
    course.sync_well(which=0)
    course.image(which=0)
    course.receive(which=0, instant=False, papers=True, dies=0)
    course.sync_well(which=0)
    course.put_back(which=0, image=0, declared=False)


def test_a_device_killed_between_acknowledgement_and_cursor_goes_on(course: Convergence) -> None:
    course.receive(which=0, instant=False, papers=False, dies=0)
    for statements in range(1, 40, 3):
        course.sync(which=0, plan=[], dies=statements)
        course.receive(which=1, instant=False, papers=False, dies=0)
        course.sync(which=1, plan=[], dies=statements + 1)


def test_a_device_that_was_moved_sends_again_what_a_restored_county_lacks(
    course: Convergence,
) -> None:
    """The case belongs to the old place, where nobody has heard of it yet. The device that has
    it stands elsewhere by now, does not compare it any more and owes nothing.
    """
    course.move(which=0, place=0)
    course.back_up_county()
    course.receive(which=0, instant=False, papers=False, dies=0)
    course.sync_well(which=0)
    course.restore_county(which=0)


def test_a_device_that_was_stopped_sends_again_what_a_restored_county_lacks(
    course: Convergence,
) -> None:
    """It learns of both with its next exchange, and nobody else has heard of the case."""
    course.open_counter(place=1)
    course.back_up_county()
    course.receive(which=2, instant=False, papers=False, dies=0)
    course.sync_well(which=2)
    course.restore_county(which=0)
    course.revoke(which=2)


def test_a_number_that_the_other_copy_gives_later(course: Convergence) -> None:
    """One copy has forked with a case the county did not know; the other, which goes on under
    the old number, takes in its next case under the very same number.
    """
    course.clone(which=0, declared=False)
    course.sync_well(which=0)
    course.receive(which=2, instant=False, papers=True, dies=0)
    course.sync_well(which=2)
    course.receive(which=0, instant=False, papers=False, dies=0)
    course.sync_well(which=0)


def test_a_restored_copy_and_what_the_old_machine_still_takes_in(course: Convergence) -> None:
    course.clone(which=0, declared=True)
    course.receive(which=0, instant=False, papers=False, dies=0)
    course.sync_well(which=2)
    course.receive(which=0, instant=False, papers=False, dies=0)
    course.sync_well(which=0)


def test_a_copy_whose_place_was_changed_finds_its_numbers_taken(course: Convergence) -> None:
    """The county gives the device to another place between the two copies' syncs."""
    course.clone(which=0, declared=False)
    course.sync_well(which=2)
    course.move(which=2, place=0)
    course.sync_well(which=0)


def test_an_act_that_had_arrived_at_the_former_place(course: Convergence) -> None:
    """Of a disk with unsent acts: one copy sends them, the device moves, the other one comes."""
    course.receive(which=0, instant=False, papers=True, dies=0)
    course.image(which=0)
    course.sync_well(which=0)
    course.receive(which=0, instant=False, papers=False, dies=0)
    course.sync_well(which=0)
    course.put_back(which=0, image=0, declared=True)
    course.move(which=0, place=1)
    course.sync_well(which=0)


def test_three_machines_from_one_disk(course: Convergence) -> None:
    """Two copies hold an unsent case and an unsent act; the disk itself was put back before
    them, and sends something else under their numbers.
    """
    course.sync_well(which=0)
    course.sync_well(which=1)
    course.image(which=0)
    course.work(which=0, acts=[(0, 0, 0, True)], dies=0)
    course.receive(which=0, instant=False, papers=True, dies=0)
    for _ in range(2):
        course.clone(which=0, declared=False)
    course.put_back(which=0, image=0, declared=False)
    course.sync_well(which=0)
    course.sync_well(which=2)
    course.sync_well(which=3)


def test_two_copies_settle_before_either_sends(course: Convergence) -> None:
    """The same act comes twice then, and counts once."""
    course.receive(which=0, instant=False, papers=False, dies=0)
    course.sync_well(which=0)
    course.sync_well(which=1)
    course.image(which=0)
    course.work(which=0, acts=[(0, 0, 0, True)], dies=0)
    for _ in range(2):
        course.clone(which=0, declared=False)
    course.put_back(which=0, image=0, declared=False)
    course.sync_well(which=0)
    nothing = (Fault.NONE, 0)
    # Refused as a fork, renewed, asked what is held: and then the line is gone.
    course.sync(which=2, plan=[nothing, nothing, nothing, (Fault.LOSE_REQUEST, 0)], dies=0)
    assert not course.counters[2].store.standing.unsettled
    assert course.counters[2].store.head.unsent
    course.sync_well(which=3)
    course.sync_well(which=2)
    facts, _ = truth.facts_at(course.county)
    assert len(facts) > len(set(facts))


def test_an_acknowledgement_reaches_no_further_than_what_was_sent(course: Convergence) -> None:
    """The county has more under this device's number, from another copy of the disk. The device
    hears so after its first small batch, the line goes before the fork is settled, and the
    county gives the window to a third copy: what it has not told yet must still be owed.
    """
    course.receive(which=0, instant=False, papers=False, dies=0)
    course.clone(which=0, declared=True)
    course.clone(which=0, declared=False)
    course.sync_well(which=0)
    store = course.counters[3].store
    with store.write() as tx:
        batches.remember(tx, batches.Batch(1))
    nothing = (Fault.NONE, 0)
    course.sync(which=3, plan=[nothing, nothing, nothing, (Fault.LOSE_REQUEST, 0)], dies=0)
    assert store.head.unsent == 1
    course.sync_well(which=2)
    course.sync_well(which=3)


def test_an_edition_that_a_restored_county_has_lost(course: Convergence) -> None:
    """Both windows have it; one hears of the loss before the next load, the other after."""
    course.back_up_county()
    course.weather(which=0, what=3, by=2)
    course.sync_well(which=0)
    course.sync_well(which=1)
    lost = course.counters[1].store.head.edition
    course.restore_county(which=0)
    course.sync_well(which=0)
    assert course.counters[0].store.head.edition < lost
    course.weather(which=0, what=3, by=0)
    assert course.editions > lost
    course.sync_well(which=1)
    assert course.counters[1].store.head.edition == course.editions


def test_what_stood_before_an_edition_that_is_lost(course: Convergence) -> None:
    """The window began with the newest version of a row, which a restored county does not have:
    it must get the one before, which it never saw.
    """
    course.weather(which=0, what=3, by=0)
    course.back_up_county()
    course.weather(which=0, what=3, by=0)
    course.sync_well(which=0)
    course.restore_county(which=0)
    course.sync_well(which=0)


def test_a_forgotten_fork_of_a_device_that_was_moved(course: Convergence) -> None:
    """As above, but what the two copies have sent lies outside their place by now."""
    course.clone(which=0, declared=False)
    course.back_up_county()
    course.sync_well(which=2)
    course.restore_county(which=0)
    course.move(which=0, place=0)
    course.sync_well(which=0)
