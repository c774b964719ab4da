"""Which act fits which state of a rating, as one table (差评处理流程).

Asked before recording and again in every fold, as in the case ledger. What depends on the
person, his role and the time is asked in rating_decide.py only.
"""

from __future__ import annotations

from counter_app.models.acts import rating as acts
from counter_app.models.acts.base import Act
from counter_app.models.rating_state import RATING_ENDED, RatingState, RatingStatus as S
from counter_app.rules.ledger_effects import SHARED_EFFECTS, shared_misfit

_EVERY = frozenset(S)
_OPEN = _EVERY - RATING_ENDED

OPENING = (acts.Given,)

#: act -> states in which it may happen. The opening act always fits: a second rating of the
#: same case and stage is kept beside the first, and is nobody's task.
ALLOWED: dict[type[Act], frozenset[S]] = {
    acts.Given: _EVERY,
    acts.Assigned: frozenset({S.GIVEN, S.ASSIGNED, S.CALLED_BACK, S.FOUND, S.PLANNED}),
    acts.CalledBack: frozenset({S.ASSIGNED, S.CALLED_BACK}),
    acts.Found: frozenset({S.ASSIGNED, S.CALLED_BACK}),
    acts.Planned: frozenset({S.FOUND}),
    acts.Extended: frozenset({S.PLANNED}),
    acts.Done: frozenset({S.PLANNED}),
    acts.Explained: frozenset({S.FOUND, S.PLANNED}),
    acts.Revisited: frozenset({S.DONE, S.EXPLAINED}),
    acts.SentBack: frozenset({S.DONE, S.EXPLAINED, S.REVISITED}),
    acts.Reviewed: frozenset({S.FOUND, S.DONE, S.EXPLAINED, S.REVISITED}),
    acts.Appealed: _EVERY - {S.WITHDRAWN},
    acts.AppealDecided: _EVERY - {S.WITHDRAWN},
    acts.Withdrawn: _OPEN,
    **dict.fromkeys(SHARED_EFFECTS, _EVERY),
}


def misfit(state: RatingState | None, act: Act, place: str = "") -> str | None:
    """Why this act cannot happen in this state (a Chinese clause), or None when it fits.

    ``place``: where it happens; "" leaves out what depends on that.
    """
    if isinstance(act, OPENING):
        return None
    if state is None:
        return "还没有这一评价"
    allowed = ALLOWED.get(type(act))
    if allowed is None:
        return "这一行为不属于好差评"
    if state.status not in allowed:
        return f"评价现为“{state.status.label}”,不能这样办理"
    if isinstance(act, acts.Extended) and state.extension is not None:
        return "整改已经延期过一次"
    if isinstance(act, acts.Appealed) and state.appeal is not None:
        return "已经申诉过"
    if isinstance(act, acts.AppealDecided) and (state.appeal is None or not state.appeal.pending):
        return "没有待裁定的申诉"
    return shared_misfit(state, act, place)
