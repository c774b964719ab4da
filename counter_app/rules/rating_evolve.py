"""What each act makes of a rating. Pure, total, and the same on every replica."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from counter_app.models.acts import rating as acts
from counter_app.models.acts.base import Act, UnknownAct
from counter_app.models.rating import LaterRating, is_founded
from counter_app.models.rating_state import (
    Appeal,
    Assignment,
    Facts,
    FixDone,
    FixExtension,
    FixPlan,
    RaterCall,
    RatingState,
    RatingStatus as S,
    Review,
    Revisit,
)
from counter_app.models.stamp import Stamp
from counter_app.rules.ledger_effects import SHARED_EFFECTS, Changes, next_state
from counter_app.rules.rating_numbers import case_of
from counter_app.rules.rating_transitions import misfit

PREFIX = "rating:"


def evolve(state: RatingState | None, act: Act | UnknownAct, stamp: Stamp) -> RatingState | None:
    """The next state. Never fails: what does not fit is kept as a dispute, without effect."""
    return next_state(state, act, stamp, misfit=misfit, opened=_opened, effects=_EFFECTS)


def _opened(act: Act, stamp: Stamp) -> RatingState:
    assert isinstance(act, acts.Given)
    number = stamp.subject.removeprefix(PREFIX)
    case, stage = case_of(number)
    about = act.about
    owner = about.place or stamp.place
    concerned = (stamp.place, owner, about.holder, about.supervisor)
    return RatingState(
        number=number,
        status=S.GIVEN,
        about=about,
        grade=act.grade,
        channel=act.channel,
        given_ms=act.given_ms or stamp.at_ms,
        place=stamp.place,
        owner=owner,
        places=tuple(dict.fromkeys(place for place in concerned if place)),
        clerk=about.clerk,
        staff=about.clerk,
        case=case,
        stage=stage,
        reasons=act.reasons,
        text=act.text,
        rater=act.rater,
        source=act.source,
        fingerprint=act.fingerprint,
        changed_ms=stamp.at_ms,
        due=act.due if act.grade.bad else None,
        acts=1,
    )


def _given_again(state: RatingState, act: acts.Given, stamp: Stamp) -> Changes:
    """Already rated (已评过): kept in sight, nobody's task, and never counted."""
    changes: Changes = {"places": _with(state.places, stamp.place)}
    known = (state.fingerprint, *(each.fingerprint for each in state.later))
    if act.fingerprint and act.fingerprint in known:
        return changes  # the same row, brought in on two devices
    later = LaterRating(
        act.grade,
        act.channel,
        act.given_ms or stamp.at_ms,
        stamp.place,
        act.reasons,
        act.text,
        act.fingerprint,
    )
    return changes | {"later": (*state.later, later)}


def _assigned(state: RatingState, act: acts.Assigned, stamp: Stamp) -> Changes:
    owner = act.to_place or state.owner
    return {
        "status": S.ASSIGNED if state.status is S.GIVEN else state.status,
        "assigned": Assignment(act.staff, stamp.at_ms, stamp.staff, act.staff_name, act.note),
        "staff": act.staff,
        "owner": owner,
        "places": _with(state.places, owner),
        "due": act.due or state.due,
    }


def _called_back(state: RatingState, act: acts.CalledBack, stamp: Stamp) -> Changes:
    call = RaterCall(act.way, act.reached, stamp.at_ms, stamp.staff, act.said)
    changes: Changes = {"calls": (*state.calls, call), "due": act.due or state.due}
    return changes | {"status": S.CALLED_BACK} if act.reached else changes


def _found(state: RatingState, act: acts.Found, stamp: Stamp) -> Changes:
    found = Facts(act.finding, act.facts, stamp.at_ms, stamp.staff)
    # what is not founded is explained by then; what is, gets its day with the plan
    fix_due = None if is_founded(act.finding) else act.due
    return {"status": S.FOUND, "found": found, "fix_due": fix_due, "due": act.due}


def _planned(state: RatingState, act: acts.Planned, stamp: Stamp) -> Changes:
    plan = FixPlan(act.way, act.measure, stamp.at_ms, stamp.staff, act.ground, act.due)
    return {"status": S.PLANNED, "plan": plan, "fix_due": act.due, "due": act.due}


def _extended(state: RatingState, act: acts.Extended, stamp: Stamp) -> Changes:
    more = FixExtension(act.due, act.reason, stamp.at_ms, act.approver or stamp.staff)
    return {"extension": more, "fix_due": act.due, "due": act.due}


def _done(state: RatingState, act: acts.Done, stamp: Stamp) -> Changes:
    done = FixDone(act.result, stamp.at_ms, stamp.staff)
    return {"status": S.DONE, "done": done, "due": act.due}


def _explained(state: RatingState, act: acts.Explained, stamp: Stamp) -> Changes:
    told = FixDone(act.said, stamp.at_ms, stamp.staff, act.ground)
    return {"status": S.EXPLAINED, "explained": told, "due": act.due}


def _revisited(state: RatingState, act: acts.Revisited, stamp: Stamp) -> Changes:
    heard = Revisit(act.opinion, stamp.at_ms, stamp.staff, act.said, act.grade)
    return {"status": S.REVISITED, "revisit": heard, "due": act.due}


def _sent_back(state: RatingState, act: acts.SentBack, stamp: Stamp) -> Changes:
    """To where the fix begins; what was done before is told by the acts."""
    status = S.FOUND if state.plan is None else S.PLANNED
    return {
        "status": status,
        "done": None,
        "explained": None,
        "revisit": None,
        "returns": state.returns + 1,
        "fix_due": act.due,
        "due": act.due,
    }


def _reviewed(state: RatingState, act: acts.Reviewed, stamp: Stamp) -> Changes:
    review = Review(act.adopted, stamp.at_ms, stamp.staff, act.note)
    return {"status": S.REVIEWED, "review": review, "due": None}


def _appealed(state: RatingState, act: acts.Appealed, stamp: Stamp) -> Changes:
    return {"appeal": Appeal(act.ground, act.reason, stamp.at_ms, stamp.staff, act.due)}


def _appeal_decided(state: RatingState, act: acts.AppealDecided, stamp: Stamp) -> Changes:
    assert state.appeal is not None
    appeal = replace(
        state.appeal,
        decided_ms=stamp.at_ms,
        upheld=act.upheld,
        decision=act.reason,
        decided_by=stamp.staff,
    )
    if not act.upheld:
        return {"appeal": appeal}
    return {"appeal": appeal, "status": S.REVIEWED, "due": None, "end_reason": act.reason}


def _withdrawn(state: RatingState, act: acts.Withdrawn, stamp: Stamp) -> Changes:
    return {
        "status": S.WITHDRAWN,
        "withdrawn_ms": stamp.at_ms,
        "end_reason": act.reason,
        "due": None,
    }


def _with(known: tuple[str, ...], new: str) -> tuple[str, ...]:
    return known if new in known else (*known, new)


_EFFECTS: dict[type[Act], Callable[[Any, Any, Stamp], Changes]] = {
    acts.Given: _given_again,
    acts.Assigned: _assigned,
    acts.CalledBack: _called_back,
    acts.Found: _found,
    acts.Planned: _planned,
    acts.Extended: _extended,
    acts.Done: _done,
    acts.Explained: _explained,
    acts.Revisited: _revisited,
    acts.SentBack: _sent_back,
    acts.Reviewed: _reviewed,
    acts.Appealed: _appealed,
    acts.AppealDecided: _appeal_decided,
    acts.Withdrawn: _withdrawn,
    **SHARED_EFFECTS,
}
