"""What each act makes of a question about a policy. Pure, total, the same on every replica."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec.structs import replace

from counter_app.models.acts import policy as acts
from counter_app.models.acts.base import Act, UnknownAct
from counter_app.models.policy import (
    Answer,
    Application,
    Contact,
    Grant,
    Passing,
    PolicyState,
    PolicyStatus as S,
)
from counter_app.models.stamp import Stamp
from counter_app.rules.ledger_effects import SHARED_EFFECTS, Changes, next_state
from counter_app.rules.policy_transitions import CORRECTABLE, misfit

PREFIX = "policy:"


def evolve(state: PolicyState | None, act: Act | UnknownAct, stamp: Stamp) -> PolicyState | None:
    """The next state. Never fails: what does not fit is kept as a dispute, without effect."""
    return next_state(state, act, stamp, misfit=misfit, opened=_opened, effects=_EFFECTS)


def _opened(act: Act, stamp: Stamp) -> PolicyState:
    assert isinstance(act, acts.Asked | acts.AnsweredAtOnce)
    base = PolicyState(
        number=stamp.subject.removeprefix(PREFIX),
        status=S.ASKED,
        inquiry=act.inquiry,
        place=stamp.place,
        owner=stamp.place,
        places=(stamp.place,),
        clerk=stamp.staff,
        staff=stamp.staff,
        staffs=(stamp.staff,),
        changed_ms=stamp.at_ms,
        due=act.due,
        answer_due=act.due,
        acts=1,
    )
    if isinstance(act, acts.Asked):
        return base
    answered = act.answered_ms or stamp.at_ms
    staff = act.staff or stamp.staff
    heard = Contact("window", answered, staff, satisfaction=act.satisfaction)
    return replace(
        base,
        status=S.ANSWERED if act.follow else S.CLOSED,
        due=act.due if act.follow else None,
        answer_due=None,
        staff=staff,
        staffs=(staff,),
        staff_name=act.staff_name,
        answers=(Answer(act.text, answered, staff, stamp.place, act.ground),),
        contacts=(heard,) if act.satisfaction else (),
        minutes=act.minutes,
        at_once=True,
        ended_ms=0 if act.follow else answered,
        closed_from="" if act.follow else S.ANSWERED.value,
    )


def _passed(state: PolicyState, act: acts.Passed, stamp: Stamp) -> Changes:
    owner = act.to_place or state.owner
    passing = Passing(
        department=act.department,
        to_place=owner,
        at_ms=stamp.at_ms,
        due=act.due,
        # to whom it goes back; of a question passed on twice, to whoever passed it on first
        staff=_passed_by(state) or state.staff,
        note=act.note,
    )
    staff = act.staff or state.staff
    return {
        "status": S.PASSED,
        "owner": owner,
        "places": _with(state.places, owner),
        "staff": staff,
        "staffs": _with(state.staffs, staff),
        "staff_name": act.staff_name if act.staff else state.staff_name,
        "passings": (*_ended(state, stamp, "已另转"), passing),
        "answer_due": state.answer_due if state.answers else _later(state.answer_due, act.due),
        "due": act.due,
    }


def _handed_back(state: PolicyState, act: acts.HandedBack, stamp: Stamp) -> Changes:
    status = S.ANSWERED if state.answers else S.ASKED
    return _home(state, stamp, act.reason) | {"status": status, "due": act.due}


def _answered(state: PolicyState, act: acts.Answered, stamp: Stamp) -> Changes:
    answer = Answer(
        text=act.text,
        at_ms=stamp.at_ms,
        staff=stamp.staff,
        place=stamp.place,
        ground=act.ground,
        by=act.by,
        department=act.department or _asked_department(state),
    )
    changes: Changes = {
        "status": S.ANSWERED,
        "answers": (*state.answers, answer),
        "minutes": state.minutes + act.minutes,
        "due": act.due,
    }
    return changes | (_home(state, stamp, "") if state.status is S.PASSED else {})


def _followed_up(state: PolicyState, act: acts.FollowedUp, stamp: Stamp) -> Changes:
    contact = Contact(act.way, act.at_ms, stamp.staff, act.said)
    return {"contacts": (*state.contacts, contact), "due": act.due or state.due}


def _applied(state: PolicyState, act: acts.Applied, stamp: Stamp) -> Changes:
    application = Application(act.applied_on, stamp.at_ms, act.case, act.where, act.note)
    return {"status": S.APPLIED, "application": application, "refusal": "", "due": act.due}


def _granted(state: PolicyState, act: acts.Granted, stamp: Stamp) -> Changes:
    grant = Grant(act.kind, act.granted_on, stamp.at_ms, act.cents, act.what, act.note)
    return {"status": S.GRANTED, "grant": grant, "due": act.due}


def _not_granted(state: PolicyState, act: acts.NotGranted, stamp: Stamp) -> Changes:
    why = f"{act.reason}（依据：{act.ground}）" if act.ground else act.reason
    return {"status": S.NOT_GRANTED, "refusal": why, "due": act.due}


def _called_back(state: PolicyState, act: acts.CalledBack, stamp: Stamp) -> Changes:
    heard = Contact(act.way, stamp.at_ms, stamp.staff, act.said, act.satisfaction)
    return {
        "contacts": (*state.contacts, heard),
        "due": (act.due or state.due) if state.open else None,
    }


def _closed(state: PolicyState, act: acts.Closed, stamp: Stamp) -> Changes:
    return {
        "status": S.CLOSED,
        "outcome": act.outcome,
        "ended_ms": stamp.at_ms,
        "closed_from": state.status.value,
        "due": None,
    }


def _reopened(state: PolicyState, act: acts.Reopened, stamp: Stamp) -> Changes:
    back = S(state.closed_from) if state.closed_from in _VALUES else S.ANSWERED
    return {"status": back, "closed_from": "", "ended_ms": 0, "due": act.due}


_VALUES = frozenset(each.value for each in S)


def _reassigned(state: PolicyState, act: acts.Reassigned, stamp: Stamp) -> Changes:
    return {
        "staff": act.staff or state.staff,
        "staffs": _with(state.staffs, act.staff) if act.staff else state.staffs,
        "staff_name": act.staff_name,
    }


def _corrected(state: PolicyState, act: acts.Corrected, stamp: Stamp) -> Changes:
    inquiry = state.inquiry
    if CORRECTABLE[act.field]:
        return {"inquiry": replace(inquiry, firm=replace(inquiry.firm, **{act.field: act.new}))}
    return {"inquiry": replace(inquiry, **{act.field: act.new})}


def _home(state: PolicyState, stamp: Stamp, reason: str) -> Changes:
    """It goes back to the window where it was asked, and to whoever passed it on."""
    staff = _passed_by(state) or state.clerk
    return {
        "owner": state.place,
        "staff": staff,
        "staff_name": "",
        "passings": _ended(state, stamp, reason),
    }


def _ended(state: PolicyState, stamp: Stamp, reason: str) -> tuple[Passing, ...]:
    if not state.passings or state.passings[-1].back_ms:
        return state.passings
    last = replace(state.passings[-1], back_ms=stamp.at_ms, back_reason=reason)
    return (*state.passings[:-1], last)


def _under_way(state: PolicyState) -> Passing | None:
    last = state.passings[-1] if state.passings else None
    return last if last is not None and state.status is S.PASSED else None


def _passed_by(state: PolicyState) -> str:
    last = _under_way(state)
    return last.staff if last is not None else ""


def _asked_department(state: PolicyState) -> str:
    last = _under_way(state)
    return last.department if last is not None else ""


def _later(one: date | None, other: date | None) -> date | None:
    """The later of two days; a question that went to a department may take as long as that."""
    known = [each for each in (one, other) if each is not None]
    return max(known) if known else None


def _with(known: tuple[str, ...], new: str) -> tuple[str, ...]:
    return known if new in known else (*known, new)


_EFFECTS: dict[type[Act], Callable[[Any, Any, Stamp], Changes]] = {
    acts.Passed: _passed,
    acts.HandedBack: _handed_back,
    acts.Answered: _answered,
    acts.FollowedUp: _followed_up,
    acts.Applied: _applied,
    acts.Granted: _granted,
    acts.NotGranted: _not_granted,
    acts.CalledBack: _called_back,
    acts.Closed: _closed,
    acts.Reopened: _reopened,
    acts.Reassigned: _reassigned,
    acts.Corrected: _corrected,
    **SHARED_EFFECTS,
}
