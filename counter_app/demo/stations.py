"""More windows beside the town's: the village's, and the county's."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from counter_app.demo.hall import Elsewhere, Post

if TYPE_CHECKING:
    from counter_app.demo.walkthrough import Day


def station(town: Day, where: Elsewhere) -> Day:
    """Another device with a window of its own; its pictures and papers go to the same folder."""
    own = town.hall.profile
    names = (own.with_name(f"{own.name}-{where.value}-{n}") for n in count(1))
    profile = next(each for each in names if not each.exists())  # a demo may be walked twice
    day = type(town)(
        town.hall, town.hand, town.folder, post=Post(profile, town.hall.enrol_at(where, profile))
    )
    day.seen, day.papers = town.seen, town.papers
    return day


def turn_to(day: Day) -> None:
    """Sit down at this window."""
    day.window.shell.raise_()
    day.window.shell.activateWindow()
    day.hand.settle(0.2)
