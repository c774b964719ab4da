"""Which act fits which state of a line of help, as one table (帮代办流程).

Asked before recording and again in every fold, as in the case ledger.
"""

from __future__ import annotations

from counter_app.models.acts import help as acts
from counter_app.models.acts.base import Act
from counter_app.models.help import HELP_ENDED, HelpState, HelpStatus as S
from counter_app.rules.ledger_effects import SHARED_EFFECTS, shared_misfit, table_misfit

_EVERY = frozenset(S)
_OPEN = _EVERY - HELP_ENDED
#: A helper has it, and the result is not back yet.
_RUNNING = frozenset({S.REGISTERED, S.SUITABLE, S.AUTHORISED, S.HOLDING, S.SUBMITTED})
_ENTRUSTED = frozenset({S.AUTHORISED, S.HOLDING, S.SUBMITTED})

OPENING = (acts.Asked, acts.FinishedAtOnce)

#: act -> states in which it may happen. The opening acts need that there is none.
ALLOWED: dict[type[Act], frozenset[S]] = {
    acts.Registered: frozenset({S.ASKED}),
    acts.SuitabilityChecked: frozenset({S.REGISTERED}),
    acts.Authorised: _RUNNING,
    acts.MaterialsTaken: _RUNNING,
    # originals go back whenever they can, also after the end
    acts.MaterialsReturned: _EVERY,
    acts.Submitted: _RUNNING,
    acts.Visited: _OPEN,
    acts.ResultHanded: _RUNNING,
    acts.CalledBack: frozenset({S.HANDED, S.FINISHED}),
    acts.Closed: frozenset({S.REGISTERED, S.SUITABLE, S.HANDED, S.CALLED_BACK}),
    acts.Terminated: _OPEN,
    acts.Continued: _ENTRUSTED | {S.STOPPED},
    acts.Reassigned: _OPEN,
    acts.Corrected: _EVERY,
    **dict.fromkeys(SHARED_EFFECTS, _EVERY),
}

#: What can be put right: field -> whether it is the person's own.
CORRECTABLE: dict[str, bool] = {
    "name": True,
    "id_number": True,
    "phone": True,
    "address": True,
    "kind": False,
    "group": False,
    "wish": False,
    "item_name": False,
    "project": False,
    "group_proof": False,
    "note": False,
}


def misfit(state: HelpState | None, act: Act, place: str = "") -> str | None:
    """Why this act cannot happen in this state (a Chinese clause), or None when it fits.

    ``place``: where it happens; "" leaves out what depends on that.
    """
    why = table_misfit(state, act, OPENING, ALLOWED, "帮代办", "帮办代办")
    if why is not None or state is None or isinstance(act, OPENING):
        return why
    if isinstance(act, acts.MaterialsReturned):
        return _not_held(state, act)
    if isinstance(act, acts.CalledBack) and state.call_back is not None:
        return "已经回访过"
    if isinstance(act, acts.Corrected) and act.field not in CORRECTABLE:
        return "这一项不能更正"
    if isinstance(act, acts.Reassigned) and _gone(state, act, place):
        return "已转往别处,不能再从这里转交"
    return shared_misfit(state, act, place)


def _not_held(state: HelpState, act: acts.MaterialsReturned) -> str | None:
    """Nothing can go back twice, whoever was first."""
    wanted: dict[tuple[str, str], int] = {}
    for line in act.lines:
        key = (line.name, line.form.value)
        wanted[key] = wanted.get(key, 0) + line.count
    for (name, form), count in wanted.items():
        held = sum(
            each.left for each in state.custody if (each.name, each.form.value) == (name, form)
        )
        if count > held:
            return f"“{name}”在这里没有那么多"
    return None


def _gone(state: HelpState, act: acts.Reassigned, place: str) -> bool:
    return bool(place) and place != state.owner and act.to_place != state.owner
