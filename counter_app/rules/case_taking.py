"""A disputed act that counts after all (以后到的办理为准): from which state, with what result.

The ordinary effect of an act takes for granted that the act fits. Here it did not: the case had
been withdrawn, or decided otherwise, or was already past. So the act is given the *stage* it
belongs to, has its ordinary effect there, and what no longer belongs to the new state is cleared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from counter_app.models.acts import case as acts, papers_moved as moved, priority as first
from counter_app.models.acts.base import Act
from counter_app.models.case import ENDED, UNDECIDED, CaseState, CaseStatus as S
from counter_app.models.stamp import Stamp

Changes = dict[str, Any]
Effects = dict[type[Act], Callable[[CaseState, Any, Stamp], Changes]]

#: Ended without a result: what is taken instead makes the case go on.
BROKEN_OFF = frozenset({S.DECLINED, S.WITHDRAWN, S.TERMINATED, S.VOID})
_DECIDED = frozenset({S.DECIDED_YES, S.DECIDED_NO, S.CLOSED, S.READY})
_CORRECTING = frozenset({S.CORRECTING, S.SUPPLEMENT})
_RUNNING = frozenset({S.ACCEPTED, S.REVIEW})
#: Acts on the accepted way: taking an acceptance does not throw these back.
_PAST_ACCEPTANCE = _RUNNING | _DECIDED | {S.SUPPLEMENT}
#: Settlements inside settlements are unwrapped no deeper than this.
_DEEPEST = 8


def untakeable(state: CaseState, settlement: acts.DisputeSettled) -> str | None:
    """Why the act that a settlement takes cannot count (a Chinese clause); None when it can.

    An act of a newer program can be taken: it has no effect that this program knows.
    """
    act, _ = inside(settlement)
    if isinstance(act, acts.DisputeSettled):
        return "后一种处理要采用的办理不明,只能维持现状"
    if isinstance(act, acts.Received):
        return "两件用了同一个编号,不能合成一件"
    if act is None or stage(state, act) is not None:
        return None
    if state.status in (S.DELIVERED, S.ARCHIVED):
        return f"办件{state.status.label},结果已经生效,只能维持现状"
    if state.accepted_on is None and not isinstance(act, acts.Archived):
        return "办件没有受理,须先处理受理的争议"
    return f"办件现为“{state.status.label}”,不能以这一办理为准"


def inside(settlement: acts.DisputeSettled) -> tuple[Act | None, int]:
    """The act that counts by this settlement and its time (ms); None when this program cannot
    read it.

    A settlement that was itself disputed and is taken stands for the act inside it. What
    cannot be resolved in that way comes back as the settlement.
    """
    act: Act | None = settlement
    at_ms = 0
    for _ in range(_DEEPEST):
        if not isinstance(act, acts.DisputeSettled) or not act.kind:
            break
        at_ms = act.at_ms
        act = _decoded(act)
    return act, at_ms


def _decoded(settlement: acts.DisputeSettled) -> Act | None:
    key = (settlement.kind, settlement.version)
    kind = next((each for each in acts.CASE_ACTS if key == (each.KIND, each.VERSION)), None)
    if kind is None:
        return None
    try:
        return msgspec.msgpack.decode(settlement.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def take(state: CaseState, act: Act, stamp: Stamp, effects: Effects) -> Changes:
    """What a case becomes when this act counts after all. ``stamp``: of the act itself."""
    start = stage(state, act)
    effect = effects.get(type(act))
    if start is None or effect is None:
        return {}
    changes = dict(effect(replace(state, status=start), act, stamp))
    changes.setdefault("status", start)
    passing_on = isinstance(act, acts.Forwarded | acts.SentBack)
    if passing_on and state.status in _CORRECTING:
        changes["status"] = state.status  # it still waits for the applicant, elsewhere
    if isinstance(act, acts.Accepted) and state.status in _PAST_ACCEPTANCE:
        changes["status"] = state.status
    if isinstance(act, acts.CorrectionMade) and start not in _CORRECTING:
        changes = {"materials": changes["materials"], "status": start}
    return _consistent(replace(state, **changes), changes)


def stage(state: CaseState, act: Act) -> S | None:
    """The state in which this act belongs, for a case that stands as it does; None: nowhere."""
    now = state.status
    accepted = state.accepted_on is not None
    going_on = S.ACCEPTED if accepted else S.RECEIVED
    if isinstance(act, _DATA):
        return now
    if now is S.ARCHIVED or isinstance(act, acts.Received):
        return None
    if now is S.DELIVERED:
        return now if isinstance(act, acts.Delivered | acts.Archived) else None
    match act:
        case acts.Accepted():
            return S.RECEIVED
        case acts.Declined() | acts.Withdrawn() | acts.Terminated() | acts.Voided():
            return now
        case acts.CorrectionAsked():
            return going_on
        case acts.CorrectionMade():
            waiting = S.SUPPLEMENT if accepted else S.CORRECTING
            return waiting if now in BROKEN_OFF else now
        case acts.Forwarded() | acts.SentBack():
            return now if now in UNDECIDED else going_on
        case acts.Decided():
            return S.ACCEPTED if accepted else None
        case acts.Suspended() | acts.Resumed() | acts.Extended():
            return _limit_stage(state, act) if accepted else None
        case acts.Closed():
            fits = now in (S.DECIDED_YES, S.DECIDED_NO, S.CLOSED)
            return now if fits else None
        case acts.Ready():
            return S.CLOSED if now in (S.CLOSED, S.READY) else None
        case acts.Delivered():
            return now if now in (S.CLOSED, S.READY) else None
        case acts.Archived():
            return now if now in BROKEN_OFF or now is S.CLOSED else None
        case _:
            return now


#: Acts about the data of a case rather than its course.
_DATA = (
    acts.CorrectedOnSpot,
    acts.TwinSettled,
    acts.TwinFound,
    acts.PaperReprinted,
    acts.PaperIssued,
    acts.Linked,
    acts.Revealed,
    acts.Attached,
    first.Prioritised,
    first.PriorityProposed,
    first.PriorityTakenBack,
    moved.PapersSent,
    moved.PapersTaken,
)


def _limit_stage(state: CaseState, act: Act) -> S | None:
    """Acts about time limits belong to a case whose clocks can run."""
    now = state.status
    if now in _RUNNING:
        return now
    if now is S.SUPPLEMENT:
        return None if isinstance(act, acts.Suspended) else now
    return S.ACCEPTED if now in BROKEN_OFF else None


def _consistent(state: CaseState, changes: Changes) -> Changes:
    """The changes, with everything cleared that cannot be true in the state they lead to."""
    now = state.status
    if now not in ENDED:
        changes |= {"ended_ms": 0, "end_reason": ""}
    if now not in (S.DELIVERED, S.ARCHIVED):
        changes |= {"delivery": None}
    if now not in _DECIDED | {S.DELIVERED, S.ARCHIVED}:
        changes |= {"outcome": None}
    if now not in (S.CLOSED, S.READY, S.DELIVERED, S.ARCHIVED):
        changes |= {"closed_ms": 0}
    if now not in (S.READY, S.DELIVERED, S.ARCHIVED):
        changes |= {"ready_at": ""}
    if now not in _CORRECTING:
        changes |= {"correction": None}
    if now not in _RUNNING:
        changes |= {"suspension": None}
    if now is S.DECLINED:
        changes |= _NEVER_ACCEPTED
    return changes


_NEVER_ACCEPTED: Changes = {
    "accepted_on": None,
    "deemed": False,
    "tolerated": (),
    "promise_due": None,
    "legal_due": None,
    "due_provisional": False,
    "extended_days": 0,
}
