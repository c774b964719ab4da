"""What the state machine has found, as the shortest course of events that shows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from convergence.machine import Convergence


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
