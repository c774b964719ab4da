"""What the page of ratings shows, read in one go on the reader."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import msgspec

from counter_app.desk.desk import Desk
from counter_app.desk.rectify import Lane, figures_of, ledger, shielded, worklists
from counter_app.models.rating_state import RatingState
from counter_app.protocol.ledgers import RATING
from counter_app.rules.rating_figures import Figures
from counter_app.settings import LOCAL_ZONE
from counter_app.store import ledger_queries
from counter_app.ui import rating_words as words
from counter_app.ui.pages.ratings.filters import Wanted

#: A list shows so many lines.
MOST = 300


class Listing(msgspec.Struct, frozen=True):
    """The lines that are shown, and how many stand in each lane of work. ``held``: all there
    are."""

    rows: list[words.RatingRow]
    held: int
    waiting: dict[Lane, int]


def read_listing(desk: Desk, lane: Lane | None, wanted: Wanted, query: str) -> Listing:
    """Blocking. ``lane`` None: every rating of the time. With words to look for, all ratings are
    looked through, whatever the lane."""
    lists = {each: list(filter(wanted.takes, states)) for each, states in worklists(desk).items()}
    found: list[RatingState]
    if query:
        states = ledger_queries.states(desk.store, RATING, query=query, limit=MOST)
        found = list(map(shielded, states))
    elif lane is not None:
        found = lists[lane]
    else:
        since_ms, until_ms = instants(wanted)
        found = ledger(desk, since_ms=since_ms, until_ms=until_ms, of=wanted.takes)[::-1]
    waiting = {each: len(states) for each, states in lists.items()}
    return Listing(words.rows_of(desk, found[:MOST]), len(found), waiting)


def read_figures(desk: Desk, wanted: Wanted) -> Figures:
    """Blocking: the figures of this time and place."""
    since_ms, until_ms = instants(wanted)
    after = until_ms if until_ms is not None else desk.store.now_ms() + 1
    return figures_of(desk, since_ms, after, wanted.place)


def instants(wanted: Wanted) -> tuple[int, int | None]:
    """The time that is looked at, in ms since the epoch: from its first day to its last."""
    since = 0
    if wanted.since is not None:
        since = round(datetime.combine(wanted.since, time(), LOCAL_ZONE).timestamp() * 1000)
    if wanted.until is None:
        return since, None
    after = datetime.combine(wanted.until + timedelta(days=1), time(), LOCAL_ZONE)
    return since, round(after.timestamp() * 1000)
