"""What each act makes of a matter. Pure, total, and the same on every replica."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from msgspec.structs import replace

from counter_app.models.acts import trouble as acts
from counter_app.models.acts.base import Act, UnknownAct
from counter_app.models.stamp import Stamp
from counter_app.models.trouble import (
    Answer,
    Heard,
    Measure,
    Opinion,
    Step,
    TroubleState,
    TroubleStatus as S,
)
from counter_app.rules.ledger_effects import SHARED_EFFECTS, Changes, next_state
from counter_app.rules.trouble_transitions import CORRECTABLE, misfit

PREFIX = "trouble:"


def evolve(state: TroubleState | None, act: Act | UnknownAct, stamp: Stamp) -> TroubleState | None:
    """The next state. Never fails: what does not fit is kept as a dispute, without effect."""
    return next_state(state, act, stamp, misfit=misfit, opened=_opened, effects=_EFFECTS)


def _opened(act: Act, stamp: Stamp) -> TroubleState:
    assert isinstance(act, acts.Reported | acts.SettledAtOnce)
    base = TroubleState(
        number=stamp.subject.removeprefix(PREFIX),
        status=S.REPORTED,
        report=act.report,
        place=stamp.place,
        owner=stamp.place,
        places=(stamp.place,),
        clerk=stamp.staff,
        staff=stamp.staff,
        changed_ms=stamp.at_ms,
        acts=1,
    )
    if isinstance(act, acts.Reported):
        return replace(base, due=act.due, limit=act.limit)
    settled = act.settled_ms or stamp.at_ms
    staff = act.staff or stamp.staff
    answer = Answer(act.outcome, act.answer, "face", settled, staff, stamp.place)
    heard = (Heard(act.opinion, settled, staff, 1),) if act.opinion else ()
    return replace(
        base,
        staff=staff,
        staff_name=act.staff_name,
        status=S.CLOSED,
        taken_ms=act.report.reported_ms,
        answers=(answer,),
        opinions=heard,
        causes=act.causes,
        at_once=True,
        closed_by=staff,
        ended_ms=settled,
    )


def _scope_checked(state: TroubleState, act: acts.ScopeChecked, stamp: Stamp) -> Changes:
    if not act.inside:
        return {"outside": act.ground, "remedy": act.remedy} | _ended(S.OUTSIDE, act.note, stamp)
    return {"status": S.TAKEN, "taken_ms": stamp.at_ms, "due": act.due, "limit": act.limit}


def _reclassified(state: TroubleState, act: acts.Reclassified, stamp: Stamp) -> Changes:
    report = replace(state.report, kind=act.kind, reasons=act.reasons)
    if act.limit is None:
        return {"report": report}
    return {"report": report} | _with_limit(state, act.limit)


def _dispatched(state: TroubleState, act: acts.Dispatched, stamp: Stamp) -> Changes:
    known = {each.department for each in state.co_handlers}
    joined = tuple(each for each in act.co_handlers if each.department not in known)
    return {
        "status": S.DISPATCHED,
        "co_handlers": (*state.co_handlers, *joined),
        "due": act.due,
        **_handed(state, act, stamp, "dispatched", act.note, act.due),
        "places": _with(state.places, act.to_place, *(each.place for each in joined)),
    }


def _handed(
    state: TroubleState,
    act: acts.Dispatched | acts.Escalated,
    stamp: Stamp,
    move: str,
    reason: str,
    due: date | None,
) -> Changes:
    step = Step(
        move, stamp.at_ms, stamp.staff, act.to_place, act.staff, act.staff_name,
        act.department, reason, due,
    )  # fmt: skip
    return {
        "owner": act.to_place or state.owner,
        "places": _with(state.places, act.to_place),
        "staff": act.staff,
        "staff_name": act.staff_name,
        "department": act.department,
        "steps": (*state.steps, step),
    }


def _handed_back(state: TroubleState, act: acts.HandedBack, stamp: Stamp) -> Changes:
    step = Step("handed_back", stamp.at_ms, stamp.staff, state.place, reason=act.reason)
    return {
        "status": S.HANDED_BACK,
        "owner": state.place,
        "staff": state.clerk,
        "staff_name": "",
        "department": "",
        "due": act.due,
        "steps": (*state.steps, step),
    }


def _joined(state: TroubleState, act: acts.Joined, stamp: Stamp) -> Changes:
    return {
        "co_handlers": (*state.co_handlers, act.co_handler),
        "places": _with(state.places, act.co_handler.place),
    }


def _join_answered(state: TroubleState, act: acts.JoinAnswered, stamp: Stamp) -> Changes:
    return {
        "co_handlers": tuple(
            replace(each, said=act.said, said_ms=stamp.at_ms)
            if each.department == act.department
            else each
            for each in state.co_handlers
        )
    }


def _measure_taken(state: TroubleState, act: acts.MeasureTaken, stamp: Stamp) -> Changes:
    measure = Measure(act.what, act.at_ms, stamp.staff, stamp.place, act.department)
    changes: Changes = {"measures": (*state.measures, measure)}
    if state.status in (S.TAKEN, S.DISPATCHED):
        changes |= {"status": S.HANDLING, "due": state.limit or state.due}
    return changes


def _extended(state: TroubleState, act: acts.Extended, stamp: Stamp) -> Changes:
    return {"extensions": state.extensions + 1} | _with_limit(state, act.limit)


def _answered(state: TroubleState, act: acts.Answered, stamp: Stamp) -> Changes:
    answer = Answer(
        act.outcome, act.text, act.way, stamp.at_ms, stamp.staff, stamp.place, act.basis
    )
    return {"status": S.ANSWERED, "answers": (*state.answers, answer), "due": act.due}


def _opinion_heard(state: TroubleState, act: acts.OpinionHeard, stamp: Stamp) -> Changes:
    heard = Heard(act.opinion, stamp.at_ms, stamp.staff, len(state.answers), act.said)
    return _listened(state, heard, S.ANSWERED, act.due or state.due)


def _revisited(state: TroubleState, act: acts.Revisited, stamp: Stamp) -> Changes:
    answer = len(state.answers)
    heard = Heard(act.opinion, stamp.at_ms, stamp.staff, answer, act.said, act.way, revisit=True)
    return _listened(state, heard, S.REVISITED, act.due)


def _listened(state: TroubleState, heard: Heard, content: S, due: date | None) -> Changes:
    """A dissatisfied person's matter goes on; once it is closed only a reopening does that."""
    changes: Changes = {"opinions": (*state.opinions, heard)}
    bad = heard.opinion == Opinion.DISSATISFIED
    if bad:
        changes["dissatisfied"] = state.dissatisfied + 1
    if state.status is S.CLOSED:
        return changes
    if bad:
        return changes | {"status": S.HANDLING, "due": due, "limit": due}
    return changes | {"status": content, "due": due}


def _escalated(state: TroubleState, act: acts.Escalated, stamp: Stamp) -> Changes:
    return {
        "status": S.DISPATCHED,
        "level": state.level + 1,
        "dissatisfied": 0,
        "due": act.due,
        "limit": act.limit or act.due,
    } | _handed(state, act, stamp, "escalated", act.reason, act.due)


def _closed(state: TroubleState, act: acts.Closed, stamp: Stamp) -> Changes:
    done = {"causes": act.causes, "improvement": act.improvement, "closed_by": stamp.staff}
    return done | _ended(S.CLOSED, act.note, stamp)


def _withdrawn(state: TroubleState, act: acts.Withdrawn, stamp: Stamp) -> Changes:
    return _ended(S.WITHDRAWN, act.reason, stamp)


def _reopened(state: TroubleState, act: acts.Reopened, stamp: Stamp) -> Changes:
    return {
        "status": S.TAKEN,
        "reopened": state.reopened + 1,
        "taken_ms": state.taken_ms or stamp.at_ms,
        "outside": "",
        "remedy": "",
        "due": act.due,
        "limit": act.limit,
        "ended_ms": 0,
        "end_reason": "",
        "closed_by": "",
    }


def _corrected(state: TroubleState, act: acts.Corrected, stamp: Stamp) -> Changes:
    report = state.report
    if CORRECTABLE[act.field]:
        return {"report": replace(report, person=replace(report.person, **{act.field: act.new}))}
    return {"report": replace(report, **{act.field: act.new})}


def _ended(status: S, reason: str, stamp: Stamp) -> Changes:
    return {"status": status, "end_reason": reason, "ended_ms": stamp.at_ms, "due": None}


def _with_limit(state: TroubleState, limit: date) -> Changes:
    """A new day for the answer; while it is waited for, that is the day of the next step too."""
    waiting = state.status in (S.DISPATCHED, S.HANDLING)
    return {"limit": limit} | ({"due": limit} if waiting else {})


def _with(known: tuple[str, ...], *new: str) -> tuple[str, ...]:
    places: Iterable[str] = (each for each in new if each)
    return tuple(dict.fromkeys((*known, *places)))


_EFFECTS: dict[type[Act], Callable[[Any, Any, Stamp], Changes]] = {
    acts.ScopeChecked: _scope_checked,
    acts.Reclassified: _reclassified,
    acts.Dispatched: _dispatched,
    acts.HandedBack: _handed_back,
    acts.Joined: _joined,
    acts.JoinAnswered: _join_answered,
    acts.MeasureTaken: _measure_taken,
    acts.Extended: _extended,
    acts.Answered: _answered,
    acts.OpinionHeard: _opinion_heard,
    acts.Revisited: _revisited,
    acts.Escalated: _escalated,
    acts.Closed: _closed,
    acts.Withdrawn: _withdrawn,
    acts.Reopened: _reopened,
    acts.Corrected: _corrected,
    **SHARED_EFFECTS,
}
