"""Which act fits which state of a question about a policy, as one table (政策咨询流程).

Asked before recording and again in every fold, as in the case ledger.
"""

from __future__ import annotations

from counter_app.models.acts import policy as acts
from counter_app.models.acts.base import Act
from counter_app.models.policy import PolicyState, PolicyStatus as S
from counter_app.rules.ledger_effects import SHARED_EFFECTS, shared_misfit, table_misfit

_EVERY = frozenset(S)
_OPEN = _EVERY - {S.CLOSED}

OPENING = (acts.Asked, acts.AnsweredAtOnce)

#: act -> states in which it may happen. The opening acts need that there is none.
ALLOWED: dict[type[Act], frozenset[S]] = {
    acts.Passed: frozenset({S.ASKED, S.PASSED, S.ANSWERED}),
    acts.HandedBack: frozenset({S.PASSED}),
    acts.Answered: frozenset({S.ASKED, S.PASSED, S.ANSWERED}),
    acts.FollowedUp: _OPEN,
    # after all, also where it was refused before
    acts.Applied: frozenset({S.ANSWERED, S.NOT_GRANTED}),
    # some are paid out without an application (免申即享)
    acts.Granted: frozenset({S.ANSWERED, S.APPLIED}),
    acts.NotGranted: frozenset({S.ANSWERED, S.APPLIED}),
    acts.CalledBack: _EVERY - {S.ASKED, S.PASSED},
    # an application has to end one way or the other first
    acts.Closed: frozenset({S.ASKED, S.ANSWERED, S.GRANTED, S.NOT_GRANTED}),
    acts.Reopened: frozenset({S.CLOSED}),
    acts.Reassigned: _OPEN,
    acts.Corrected: _EVERY,
    **dict.fromkeys(SHARED_EFFECTS, _EVERY),
}

#: What can be put right: field -> whether it is the enterprise's own.
CORRECTABLE: dict[str, bool] = {
    "name": True,
    "id_number": True,
    "phone": True,
    "address": True,
    "contact": False,
    "title": False,
    "question": False,
    "size": False,
    "industry": False,
    "note": False,
}


def misfit(state: PolicyState | None, act: Act, place: str = "") -> str | None:
    """Why this act cannot happen in this state (a Chinese clause), or None when it fits.

    ``place``: where it happens; "" leaves out what depends on that.
    """
    why = table_misfit(state, act, OPENING, ALLOWED, "咨询", "政策咨询")
    if why is not None or state is None or isinstance(act, OPENING):
        return why
    if isinstance(act, acts.Corrected) and act.field not in CORRECTABLE:
        return "这一项不能更正"
    if place and isinstance(act, acts.Passed | acts.HandedBack | acts.Reassigned):
        # the window that asked may take its question back from whoever it went to
        here = place == state.owner or (place == state.place and isinstance(act, acts.HandedBack))
        if not here:
            return "已转往别处,由那里办理"
    return shared_misfit(state, act, place)
