"""What a signed-in person can do with a bad rating (差评整改): see to it, answer it, judge it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from counter_app.desk import ledger_deeds, ledger_work
from counter_app.desk.desk import Desk
from counter_app.desk.ledger_work import LineDone
from counter_app.errors import Refused
from counter_app.models.acts import Act
from counter_app.models.acts.case import Revealed
from counter_app.models.changes import Changes
from counter_app.models.rating import Rater
from counter_app.models.rating_state import RatingState, RatingStatus as S
from counter_app.models.reference import Staff
from counter_app.protocol.ledgers import RATING
from counter_app.rules.case_context import local_day
from counter_app.rules.rating_authority import HANDLING
from counter_app.rules.rating_decide import available
from counter_app.rules.rating_figures import Figures, figures
from counter_app.store import case_periods, ledger_queries
from counter_app.store.ledger_queries import LineView

#: The field that is asked for when the rater's way to be reached is shown.
CONTACT = "rater"


class RatingDone(msgspec.Struct, frozen=True):
    """What an action left behind: the rating now, and what pages must know.

    ``counted`` False: this stage had been rated before (已评过); what was said now is kept
    beside it. ``papers``: numbers of the documents that were made out.
    """

    state: RatingState
    changes: Changes
    papers: tuple[str, ...] = ()
    counted: bool = True


class Lane(StrEnum):
    """One worklist (待办) of the ledger, by what is to be done next."""

    ASSIGN = "assign"
    CALL_BACK = "call_back"
    FIND = "find"
    FIX = "fix"
    REVISIT = "revisit"
    REVIEW = "review"
    APPEAL = "appeal"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Lane.ASSIGN: "待交办",
    Lane.CALL_BACK: "待回访",
    Lane.FIND: "待认定",
    Lane.FIX: "待整改",
    Lane.REVISIT: "待再回访",
    Lane.REVIEW: "待审核",
    Lane.APPEAL: "待裁定申诉",
}
_LANE_OF = {
    S.GIVEN: Lane.ASSIGN,
    S.ASSIGNED: Lane.CALL_BACK,
    S.CALLED_BACK: Lane.FIND,
    S.FOUND: Lane.FIX,
    S.PLANNED: Lane.FIX,
    S.DONE: Lane.REVISIT,
    S.EXPLAINED: Lane.REVISIT,
    S.REVISITED: Lane.REVIEW,
}


def lane_of(state: RatingState) -> Lane | None:
    """Where an open rating waits; an appeal goes before everything else. None = nowhere."""
    if not state.open:
        return None
    if state.appeal is not None and state.appeal.pending:
        return Lane.APPEAL
    return _LANE_OF.get(state.status)


def carry_out(desk: Desk, number: str, *wishes: Act) -> RatingDone:
    """Do these things to one rating, all or nothing, in one durable transaction.

    Raises :class:`Refused` or ``BadInput`` with nothing recorded.
    """
    return _told(ledger_deeds.carry_out(desk, number, *wishes))


def issue_paper(desk: Desk, number: str, kind: str) -> RatingDone:
    """Make out one document of a rating (a new number, not a reprint)."""
    return _told(ledger_work.issue_paper(desk, number, kind))


def _told(done: LineDone) -> RatingDone:
    return RatingDone(shielded(done.state), done.changes, done.papers)


def possible(desk: Desk, state: RatingState) -> frozenset[type[Act]]:
    """What this person may do with this rating now."""
    return available(state, desk.rating_context())


def rating(desk: Desk, number: str) -> RatingState | None:
    """One rating as everybody may see it."""
    found = _whole(desk, number)
    return None if found is None else shielded(found)


def shielded(state: RatingState) -> RatingState:
    """The rating with nothing of whoever gave it but that he can be reached: an empty
    :class:`Rater` (评价人信息保密)."""
    return state if state.rater is None else replace(state, rater=Rater())


def show_contact(desk: Desk, number: str, purpose: str) -> tuple[Rater, RatingDone]:
    """How to reach the rater: for supervision alone, and that it was looked at is recorded."""
    state = _whole(desk, number)
    if state is None:
        raise _not_here(number)
    if state.rater is None:
        raise Refused("评价人没有留联系方式")
    return state.rater, carry_out(desk, number, Revealed(CONTACT, purpose))


def find(desk: Desk, typed: str) -> list[LineView]:
    """What was typed: a number, a case, a window, a clerk, an item or words of a rating."""
    return ledger_queries.lines(desk.store, RATING, query=typed)


def worklists(desk: Desk) -> dict[Lane, list[RatingState]]:
    """Open ratings by what is to be done next, the most urgent first; supervision sees every
    place's, everybody else those that his own place has to see to."""
    lists: dict[Lane, list[RatingState]] = {lane: [] for lane in Lane}
    for state in board(desk):
        lane = lane_of(state)
        if lane is not None:
            lists[lane].append(state)
    return lists


def board(desk: Desk, staff: str = "") -> list[RatingState]:
    """Open ratings, the most urgent first; ``staff``: those given to one person."""
    states: list[RatingState] = ledger_queries.states(
        desk.store, RATING, open_only=True, staff=staff
    )
    mine = desk.actor.place
    return [shielded(each) for each in states if supervises(desk) or each.owner == mine]


def candidates(desk: Desk, place: str) -> list[Staff]:
    """People at this place to whom a rating may be given, by work number."""
    people = desk.catalogue().staff.values()
    fitting = (each for each in people if each.active and each.place == place)
    may = (each for each in fitting if HANDLING & {role.value for role in each.roles})
    return sorted(may, key=lambda each: each.work_no)


def ledger(
    desk: Desk,
    *,
    since_ms: int = 0,
    until_ms: int | None = None,
    of: Callable[[RatingState], bool] = lambda state: True,
) -> list[RatingState]:
    """Every rating given in this time, the earliest first."""
    states = ledger_queries.every_state(desk.store, RATING, since_ms=since_ms, until_ms=until_ms)
    return [shielded(state) for state in states if of(state)]


def figures_of(desk: Desk, since_ms: int, until_ms: int, place: str = "") -> Figures:
    """The measures of a period, of every place held here or of one. Instants in ms (UTC)."""
    ratings = ledger(
        desk,
        since_ms=since_ms,
        until_ms=until_ms,
        of=lambda state: not place or place == state.owner,
    )
    closed = case_periods.closed_between(desk.store, since_ms, until_ms, place)
    return figures(ratings, closed, local_day(desk.store.now_ms()))


def supervises(desk: Desk) -> bool:
    """Whether this person sees every place's ratings."""
    return bool({"supervision", "administration"} & desk.actor.roles)


def _whole(desk: Desk, number: str) -> RatingState | None:
    found: RatingState | None = ledger_queries.state_of(desk.store, RATING.subject(number))
    return found


def _not_here(number: str) -> Refused:
    return Refused(f"本机没有编号 {number} 的评价")
