"""Which act fits which state of a case: the lifecycle as one table (domain: 办件状态机).

Both ``decide`` (before recording) and the fold (when another device's act arrives) ask
:func:`misfit`, so what one program would record another never calls disputed for its
state. Passing a case on and settling are for the place that has it.
"""

from __future__ import annotations

from counter_app.models.acts import case as acts, papers_moved as moved, priority as first
from counter_app.models.acts.base import Act
from counter_app.models.case import ENDED, UNDECIDED, CaseState, CaseStatus as S
from counter_app.rules import papers_moved
from counter_app.rules.case_taking import untakeable

_EVERY = frozenset(S)

#: act -> states in which it may happen. Received is the only act that needs no state.
ALLOWED: dict[type[Act], frozenset[S]] = {
    acts.CorrectedOnSpot: frozenset({S.RECEIVED, S.ACCEPTED}),
    acts.CorrectionAsked: frozenset({S.RECEIVED, S.ACCEPTED, S.REVIEW}),
    acts.CorrectionMade: frozenset({S.CORRECTING, S.SUPPLEMENT}),
    acts.Accepted: frozenset({S.RECEIVED}),
    acts.Declined: frozenset({S.RECEIVED}),
    acts.Forwarded: frozenset({S.RECEIVED, S.ACCEPTED, S.REVIEW}),
    acts.SentBack: frozenset({S.RECEIVED, S.REVIEW}),
    acts.Suspended: frozenset({S.ACCEPTED, S.REVIEW}),
    acts.Resumed: frozenset({S.ACCEPTED, S.REVIEW}),
    acts.Extended: frozenset({S.ACCEPTED, S.REVIEW}),
    acts.Decided: frozenset({S.ACCEPTED, S.REVIEW}),
    acts.Closed: frozenset({S.DECIDED_YES, S.DECIDED_NO}),
    acts.Ready: frozenset({S.CLOSED}),
    acts.Delivered: frozenset({S.CLOSED, S.READY}),
    acts.Archived: frozenset(
        {S.DECLINED, S.CLOSED, S.DELIVERED, S.WITHDRAWN, S.TERMINATED, S.VOID}
    ),
    acts.Withdrawn: UNDECIDED,
    acts.Terminated: UNDECIDED,
    acts.Voided: UNDECIDED,
    acts.Linked: _EVERY,
    acts.Revealed: _EVERY,
    acts.PaperIssued: _EVERY,
    acts.PaperReprinted: _EVERY,
    acts.Attached: _EVERY,
    acts.DisputeSettled: _EVERY,
    acts.TwinFound: _EVERY,
    acts.TwinSettled: _EVERY,
    # until it is in the person's hands: who waits at the counter for it is let in first too
    first.Prioritised: _EVERY - ENDED,
    first.PriorityProposed: _EVERY - ENDED,
    first.PriorityTakenBack: _EVERY - ENDED,
    # paper lies somewhere whatever became of the case
    moved.PapersSent: _EVERY,
    moved.PapersTaken: _EVERY,
}

#: Nothing but these may happen while a special procedure stops the clock.
_WHILE_SUSPENDED = (
    acts.Resumed,
    acts.Withdrawn,
    acts.Terminated,
    acts.Voided,
    acts.Linked,
    acts.Revealed,
    acts.PaperIssued,
    acts.PaperReprinted,
    acts.Attached,
    acts.DisputeSettled,
    acts.TwinFound,
    acts.TwinSettled,
    first.Prioritised,
    first.PriorityProposed,
    first.PriorityTakenBack,
    moved.PapersSent,
    moved.PapersTaken,
)


def misfit(state: CaseState | None, act: Act, place: str = "") -> str | None:
    """Why this act cannot happen in this state (a Chinese clause), or None when it fits.

    ``place``: where it happens; "" leaves out what depends on that.
    """
    if isinstance(act, acts.Received):
        return None if state is None else "这一编号已经收过件"
    if state is None:
        return "还没有这一办件的收件记录"
    allowed = ALLOWED.get(type(act))
    if allowed is None:
        return "这一行为不属于办件"
    if state.status not in allowed:
        return f"办件现为“{state.status.label}”,不能这样办理"
    if state.suspension is not None and not isinstance(act, _WHILE_SUSPENDED):
        return "特别程序进行中,须先结束特别程序"
    if isinstance(act, acts.Resumed) and state.suspension is None:
        return "没有正在进行的特别程序"
    if isinstance(act, acts.Extended) and state.extended_days:
        return "办理期限已经延长过一次"
    if isinstance(act, acts.SentBack) and state.owner == act.to_place:
        return "办件已在该处"
    if isinstance(act, acts.Forwarded | acts.SentBack) and _gone(state, act, place):
        return "办件已送往别处,不能再从这里送出"
    if isinstance(act, acts.PaperReprinted) and not any(
        paper.number == act.number for paper in state.papers
    ):
        return "没有这一文号的文书"
    if isinstance(act, acts.DisputeSettled):
        return _unsettleable(state, act, place)
    if isinstance(act, acts.TwinSettled):
        return _uncheckable(state, act, place)
    if isinstance(act, moved.PapersTaken):
        return papers_moved.untakeable(state, act, place)
    if isinstance(act, first.PriorityProposed) and state.prioritised:
        return "办件已经走绿色通道"
    if isinstance(act, first.PriorityTakenBack) and state.priority is None:
        return "办件没有走绿色通道"
    return None


def _gone(state: CaseState, act: acts.Forwarded | acts.SentBack, place: str) -> bool:
    """Whether somebody else has passed the case on meanwhile, and to another place."""
    return bool(place) and place != state.owner and act.to_place != state.owner


def _unsettleable(state: CaseState, act: acts.DisputeSettled, place: str) -> str | None:
    """The same decision twice does no harm; another one is a dispute in its turn."""
    for known in state.settled:
        if (known.device, known.n) == (act.device, act.n):
            return None if known.choice == act.choice else "这一争议已有另一种处理"
    dispute = next((d for d in state.disputes if (d.device, d.n) == (act.device, act.n)), None)
    if dispute is None:
        return "没有这一争议"
    if place and place != state.owner:
        return _ELSEWHERE
    if act.choice == "keep":
        return None
    if act.choice != "take" or act.kind != dispute.kind:
        return "看不懂的争议处理"
    return untakeable(state, act)


def _uncheckable(state: CaseState, act: acts.TwinSettled, place: str) -> str | None:
    twin = next((each for each in state.twins if each.number == act.number), None)
    if twin is None:
        return "没有这一疑似重复办件"
    if twin.settled:
        return None if twin.settled == act.choice else "这一疑似重复已有另一种核对结果"
    if place and place != state.owner:
        return _ELSEWHERE
    return None if act.choice in ("same", "different") else "看不懂的核对结果"


_ELSEWHERE = "办件不在这里,由现在办理的地点处理"
