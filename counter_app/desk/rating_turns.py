"""When another rating of a stage came to count (计入变更): an earlier one that arrived later.

Of two ratings of one stage the first given counts, whenever it arrives. Where the county had the
other one before, that had counted until then, and somebody may have begun to put it right. Which
came first to the county is told by its receipts. They are no part of a fold (an entry folds to
the same before it is acknowledged), so this is read from the journal beside the state: every
replica that holds the same acknowledged entries tells the same.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from counter_app.desk import rectify
from counter_app.desk.desk import Desk
from counter_app.models.acts import rating as acts
from counter_app.models.rating import Grade
from counter_app.models.rating_state import RatingState
from counter_app.protocol.ledgers import RATING
from counter_app.rules.rating_summary import AGAIN
from counter_app.store import ledger_queries, queries
from counter_app.store.queries import TimelineEntry

#: What is done about a rating once it is given.
_WORK = tuple(each for each in acts.RATING_ACTS if each is not acts.Given)
#: Of that what only who leads or supervises may do: by then it was looked at again.
_LOOKED = (acts.Assigned, acts.SentBack, acts.Reviewed, acts.AppealDecided, acts.Withdrawn)


class Side(msgspec.Struct, frozen=True):
    """One of the ratings of a stage: how, when (ms, UTC) and where it was given."""

    grade: Grade
    channel: str
    given_ms: int
    place: str


class Turn(msgspec.Struct, frozen=True):
    """From ``at_ms`` (ms, UTC) on ``now`` counted, and ``before`` no longer.

    ``begun``: something had been done by then about the one that counted before. ``looked``:
    since then it was given out anew, sent back or judged, knowing what counts.
    """

    at_ms: int
    before: Side
    now: Side
    begun: bool = False
    looked: bool = False


def turns_of(desk: Desk, state: RatingState) -> tuple[Turn, ...]:
    """Every time that another rating of this stage came to count, the earliest first."""
    if not state.later:
        return ()
    return turns(queries.timeline(desk.store, RATING.subject(state.number)))


def misled(found: Iterable[Turn]) -> bool:
    """Whether what was done is about a rating that counts no more, and supervision has not
    looked at it again."""
    return any(each.begun and not each.looked for each in found)


def to_look_at(desk: Desk) -> list[RatingState]:
    """Ratings under way of which that is so: for supervision, nobody else's task."""
    if not rectify.supervises(desk):
        return []
    again: list[RatingState] = ledger_queries.marked_states(desk.store, RATING, AGAIN)
    return [rectify.shielded(each) for each in again if each.open and misled(turns_of(desk, each))]


def turns(told: Iterable[TimelineEntry]) -> tuple[Turn, ...]:
    """The same of the entries of one stage, in the order in which they are folded."""
    listed = list(told)
    given = [(order, each) for order, each in enumerate(listed) if isinstance(each.act, acts.Given)]
    arrived = sorted(
        (each.received_ms, order, each) for order, each in given if each.received_ms is not None
    )
    found: list[Turn] = []
    counted: tuple[int, int, TimelineEntry] | None = None
    for came_ms, order, each in arrived:
        if counted is None or order < counted[1]:
            if counted is not None and came_ms > counted[0] and not _same(counted[2], each):
                begun = any(isinstance(one.act, _WORK) and one.at_ms < came_ms for one in listed)
                looked = any(
                    isinstance(one.act, _LOOKED) and one.at_ms >= came_ms for one in listed
                )
                found.append(Turn(came_ms, _side(counted[2]), _side(each), begun, looked))
            counted = came_ms, order, each
    return tuple(found)


def _same(one: TimelineEntry, other: TimelineEntry) -> bool:
    """One rating that came in twice: recorded again by a copy of a disk, or the same row of
    another system brought in on two devices."""
    assert isinstance(one.act, acts.Given)
    assert isinstance(other.act, acts.Given)
    mark = one.act.fingerprint
    if mark and mark == other.act.fingerprint:
        return True
    return (one.device_ms, one.staff, one.act) == (other.device_ms, other.staff, other.act)


def _side(each: TimelineEntry) -> Side:
    act = each.act
    assert isinstance(act, acts.Given)
    return Side(act.grade, act.channel, act.given_ms or each.at_ms, each.place)
