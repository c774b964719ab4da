"""Which act fits which state of a matter, as one table ("办不成事"反映流程).

Asked before recording and again in every fold, as in the case ledger.
"""

from __future__ import annotations

from counter_app.models.acts import trouble as acts
from counter_app.models.acts.base import Act
from counter_app.models.trouble import TROUBLE_ENDED, TroubleState, TroubleStatus as S
from counter_app.rules.ledger_effects import SHARED_EFFECTS, shared_misfit, table_misfit

_EVERY = frozenset(S)
_OPEN = _EVERY - TROUBLE_ENDED
#: It is this window's matter, and the person waits for an answer.
_PENDING = frozenset({S.TAKEN, S.DISPATCHED, S.HANDLING, S.HANDED_BACK})
_TOLD = frozenset({S.ANSWERED, S.REVISITED})

OPENING = (acts.Reported, acts.SettledAtOnce)

#: act -> states in which it may happen. The opening acts need that there is none.
ALLOWED: dict[type[Act], frozenset[S]] = {
    acts.ScopeChecked: frozenset({S.REPORTED}),
    acts.Reclassified: _OPEN,
    acts.Dispatched: _PENDING,
    acts.HandedBack: frozenset({S.DISPATCHED, S.HANDLING}),
    acts.Joined: _PENDING,
    acts.JoinAnswered: _OPEN,
    acts.MeasureTaken: _PENDING | _TOLD,
    acts.Extended: _PENDING,
    acts.Answered: frozenset({S.TAKEN, S.DISPATCHED, S.HANDLING}),
    acts.OpinionHeard: frozenset({S.ANSWERED}),
    acts.Revisited: frozenset({S.ANSWERED, S.CLOSED}),
    acts.Escalated: _PENDING | _TOLD,
    acts.Closed: _TOLD,
    acts.Withdrawn: _OPEN,
    acts.Reopened: TROUBLE_ENDED,
    acts.Corrected: _EVERY,
    **dict.fromkeys(SHARED_EFFECTS, _EVERY),
}

#: What can be put right: field -> whether it is the person's own.
CORRECTABLE: dict[str, bool] = {
    "name": True,
    "id_number": True,
    "phone": True,
    "address": True,
    "text": False,
    "wish": False,
    "item_name": False,
    "case": False,
    "department": False,
    "complained": False,
    "complained_name": False,
    "note": False,
}


def misfit(state: TroubleState | None, act: Act, place: str = "") -> str | None:
    """Why this act cannot happen in this state (a Chinese clause), or None when it fits.

    ``place``: where it happens; "" leaves out what depends on that.
    """
    why = table_misfit(state, act, OPENING, ALLOWED, "反映事项", "“办不成事”反映")
    if why is not None or state is None or isinstance(act, OPENING):
        return why
    match act:
        case acts.Answered() | acts.HandedBack() | acts.Extended():
            if place and place != state.owner:
                return "已转往别处,由那里答复或退回"
            if isinstance(act, acts.HandedBack) and not state.steps:
                return "没有转办过,不能退回"
        case acts.Dispatched():
            # Where it was reported it may be called back and sent elsewhere at any time.
            if place and place not in (state.owner, state.place):
                return "已转往别处,不能再从这里转办"
        case acts.JoinAnswered():
            return _no_such_co_handler(state, act.department)
        case acts.Joined():
            if any(each.department == act.co_handler.department for each in state.co_handlers):
                return "这一部门已经在协办"
        case acts.OpinionHeard():
            if state.opinion:
                return "对这次答复的意见已经记下"
        case acts.Revisited():
            if state.status is S.CLOSED and any(each.revisit for each in state.heard):
                return "已经回访过"
        case acts.Corrected():
            if act.field not in CORRECTABLE:
                return "这一项不能更正"
        case _:
            pass
    return shared_misfit(state, act, place)


def _no_such_co_handler(state: TroubleState, department: str) -> str | None:
    if any(each.department == department for each in state.co_handlers):
        return None
    return "这一部门不在协办"
