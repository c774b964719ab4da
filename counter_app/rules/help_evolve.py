"""What each act makes of a line of help. Pure, total, and the same on every replica."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from counter_app.models.acts import help as acts
from counter_app.models.acts.base import Act, UnknownAct
from counter_app.models.help import (
    CallBack,
    Custody,
    Handed,
    HelpState,
    HelpStatus as S,
    Result,
    Visit,
)
from counter_app.models.stamp import Stamp
from counter_app.rules.help_transitions import CORRECTABLE, misfit
from counter_app.rules.ledger_effects import SHARED_EFFECTS, Changes, next_state

PREFIX = "help:"
#: The steps on the way to a result, in order: an act never takes a line of help back.
_WAY = (S.REGISTERED, S.SUITABLE, S.AUTHORISED, S.HOLDING, S.SUBMITTED)


def evolve(state: HelpState | None, act: Act | UnknownAct, stamp: Stamp) -> HelpState | None:
    """The next state. Never fails: what does not fit is kept as a dispute, without effect."""
    return next_state(state, act, stamp, misfit=misfit, opened=_opened, effects=_EFFECTS)


def _opened(act: Act, stamp: Stamp) -> HelpState:
    assert isinstance(act, acts.Asked | acts.FinishedAtOnce)
    base = HelpState(
        number=stamp.subject.removeprefix(PREFIX),
        status=S.ASKED,
        ask=act.ask,
        place=stamp.place,
        owner=stamp.place,
        places=(stamp.place,),
        clerk=stamp.staff,
        staff=stamp.staff,
        staffs=(stamp.staff,),
        changed_ms=stamp.at_ms,
        acts=1,
    )
    if isinstance(act, acts.Asked):
        return replace(base, due=act.due)
    finished = act.finished_ms or stamp.at_ms
    staff = act.staff or stamp.staff
    heard = CallBack(act.satisfaction, finished) if act.satisfaction else None
    return replace(
        base,
        staff=staff,
        staffs=(staff,),
        staff_name=act.staff_name,
        status=S.FINISHED,
        outcome=act.outcome,
        minutes=act.minutes,
        at_once=True,
        registered_ms=finished,
        ended_ms=finished,
        call_back=heard,
    )


def _registered(state: HelpState, act: acts.Registered, stamp: Stamp) -> Changes:
    staff = act.staff or stamp.staff
    return {
        "status": S.REGISTERED,
        "staff": staff,
        "staffs": _with(state.staffs, staff),
        "staff_name": act.staff_name,
        "planned": act.planned,
        "registered_ms": stamp.at_ms,
        "due": act.due,
    }


def _suitability_checked(state: HelpState, act: acts.SuitabilityChecked, stamp: Stamp) -> Changes:
    if not act.suitable:
        return _ended(S.UNSUITABLE, act.reason, stamp)
    return {"status": S.SUITABLE, "suitability": act.reason, "due": act.due}


def _authorised(state: HelpState, act: acts.Authorised, stamp: Stamp) -> Changes:
    return {
        "status": _at_least(state.status, S.AUTHORISED),
        "authorisation": act.authorisation,
        "due": act.due,
    }


def _materials_taken(state: HelpState, act: acts.MaterialsTaken, stamp: Stamp) -> Changes:
    taken = tuple(
        Custody(
            line.name,
            line.form,
            line.count,
            stamp.at_ms,
            back_due=line.back_due,
            note=line.note,
        )
        for line in act.lines
    )
    return {
        "status": _at_least(state.status, S.HOLDING),
        "custody": (*state.custody, *taken),
        "due": act.due,
    }


def _materials_returned(state: HelpState, act: acts.MaterialsReturned, stamp: Stamp) -> Changes:
    custody = list(state.custody)
    for line in act.lines:
        _give_back(custody, line, stamp.at_ms)
    return {"custody": tuple(custody)}


def _give_back(custody: list[Custody], line: Handed, at_ms: int) -> None:
    """The oldest of the kind goes back first."""
    count = line.count
    for index, held in enumerate(custody):
        if (held.name, held.form) != (line.name, line.form) or not held.left:
            continue
        now = min(held.left, count)
        custody[index] = replace(held, returned=held.returned + now, returned_ms=at_ms)
        count -= now
        if not count:
            return


def _submitted(state: HelpState, act: acts.Submitted, stamp: Stamp) -> Changes:
    return {
        "status": S.SUBMITTED,
        "cases": _with(state.cases, act.case) if act.case else state.cases,
        "due": act.due,
    }


def _visited(state: HelpState, act: acts.Visited, stamp: Stamp) -> Changes:
    visit = Visit(act.way, act.at_ms, stamp.staff, act.said, act.where)
    return {"visits": (*state.visits, visit), "due": act.due or state.due}


def _result_handed(state: HelpState, act: acts.ResultHanded, stamp: Stamp) -> Changes:
    return {
        "status": S.HANDED,
        "result": Result(
            result=act.result,
            way=act.way,
            collector=act.collector,
            handed_ms=stamp.at_ms,
            relation=act.relation,
            post_no=act.post_no,
            paid_cents=act.paid_cents,
        ),
        "due": act.due,
    }


def _called_back(state: HelpState, act: acts.CalledBack, stamp: Stamp) -> Changes:
    heard = CallBack(act.satisfaction, stamp.at_ms, act.said)
    if state.status is S.FINISHED:
        return {"call_back": heard}
    return {"status": S.CALLED_BACK, "call_back": heard, "due": act.due}


def _closed(state: HelpState, act: acts.Closed, stamp: Stamp) -> Changes:
    done = {"outcome": act.outcome or state.outcome, "minutes": act.minutes or state.minutes}
    return done | _ended(S.FINISHED, "", stamp)


def _terminated(state: HelpState, act: acts.Terminated, stamp: Stamp) -> Changes:
    return {"stopped_from": state.status.value} | _ended(S.STOPPED, act.reason, stamp)


def _continued(state: HelpState, act: acts.Continued, stamp: Stamp) -> Changes:
    changes: Changes = {"continuations": state.continuations + 1, "due": act.due}
    if act.until is not None and state.authorisation is not None:
        changes["authorisation"] = replace(state.authorisation, until=act.until)
    if state.status is S.STOPPED:
        back = S(state.stopped_from) if state.stopped_from in _VALUES else S.REGISTERED
        changes |= {"status": back, "stopped_from": "", "ended_ms": 0, "end_reason": ""}
    return changes


_VALUES = frozenset(each.value for each in S)


def _reassigned(state: HelpState, act: acts.Reassigned, stamp: Stamp) -> Changes:
    owner = act.to_place or state.owner
    return {
        "staff": act.staff or state.staff,
        "staffs": _with(state.staffs, act.staff) if act.staff else state.staffs,
        "staff_name": act.staff_name,
        "owner": owner,
        "places": _with(state.places, owner),
        "due": act.due or state.due,
    }


def _corrected(state: HelpState, act: acts.Corrected, stamp: Stamp) -> Changes:
    ask = state.ask
    if CORRECTABLE[act.field]:
        return {"ask": replace(ask, person=replace(ask.person, **{act.field: act.new}))}
    return {"ask": replace(ask, **{act.field: act.new})}


def _ended(status: S, reason: str, stamp: Stamp) -> Changes:
    return {"status": status, "end_reason": reason, "ended_ms": stamp.at_ms, "due": None}


def _at_least(now: S, step: S) -> S:
    if now not in _WAY:
        return step
    return max(now, step, key=_WAY.index)


def _with(known: tuple[str, ...], new: str) -> tuple[str, ...]:
    return known if new in known else (*known, new)


_EFFECTS: dict[type[Act], Callable[[Any, Any, Stamp], Changes]] = {
    acts.Registered: _registered,
    acts.SuitabilityChecked: _suitability_checked,
    acts.Authorised: _authorised,
    acts.MaterialsTaken: _materials_taken,
    acts.MaterialsReturned: _materials_returned,
    acts.Submitted: _submitted,
    acts.Visited: _visited,
    acts.ResultHanded: _result_handed,
    acts.CalledBack: _called_back,
    acts.Closed: _closed,
    acts.Terminated: _terminated,
    acts.Continued: _continued,
    acts.Reassigned: _reassigned,
    acts.Corrected: _corrected,
    **SHARED_EFFECTS,
}
