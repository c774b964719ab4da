"""What is the same in every ledger: papers, files, other numbers, disputes, and a fold's frame.

A ledger's state has the fields ``papers``, ``links``, ``attachments``, ``disputes``, ``settled``,
``unknown_acts``, ``acts`` and ``changed_ms``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from counter_app.models.acts import case as acts
from counter_app.models.acts.base import Act, UnknownAct
from counter_app.models.case import Dispute, IssuedPaper, Settled
from counter_app.models.stamp import Stamp

Changes = dict[str, Any]
State = TypeVar("State", bound=msgspec.Struct)


def linked(state: Any, act: acts.Linked, stamp: Stamp) -> Changes:
    return {"links": {**state.links, act.system: act.number}}


def revealed(state: Any, act: acts.Revealed, stamp: Stamp) -> Changes:
    return {}


def paper_issued(state: Any, act: acts.PaperIssued, stamp: Stamp) -> Changes:
    paper = IssuedPaper(
        kind=act.paper,
        number=act.number,
        title=act.title,
        issued_ms=stamp.at_ms,
        device=stamp.device,
        n=stamp.n,
    )
    return {"papers": (*state.papers, paper)}


def paper_reprinted(state: Any, act: acts.PaperReprinted, stamp: Stamp) -> Changes:
    return {
        "papers": tuple(
            replace(paper, copies=paper.copies + 1) if paper.number == act.number else paper
            for paper in state.papers
        )
    }


def attached(state: Any, act: acts.Attached, stamp: Stamp) -> Changes:
    if any(each.hash == act.attachment.hash for each in state.attachments):
        return {}
    return {"attachments": (*state.attachments, act.attachment)}


def dispute_kept(state: Any, act: acts.DisputeSettled, stamp: Stamp) -> Changes:
    """Somebody looked at what did not fit and left things as they stand."""
    left = tuple(each for each in state.disputes if (each.device, each.n) != (act.device, act.n))
    if len(left) == len(state.disputes):
        return {}  # the same decision a second time
    return {
        "disputes": left,
        "settled": (*state.settled, Settled(act.device, act.n, act.choice)),
    }


#: The effects of the shared acts, for a ledger in which a dispute can only be kept.
SHARED_EFFECTS: Mapping[type[Act], Callable[[Any, Any, Stamp], Changes]] = {
    acts.Linked: linked,
    acts.Revealed: revealed,
    acts.PaperIssued: paper_issued,
    acts.PaperReprinted: paper_reprinted,
    acts.Attached: attached,
    acts.DisputeSettled: dispute_kept,
}


def table_misfit(
    state: Any,
    act: Act,
    opening: tuple[type[Act], ...],
    allowed: Mapping[type[Act], frozenset[Any]],
    line: str,
    ledger: str,
) -> str | None:
    """Why a ledger's table does not let this act happen (a Chinese clause); None when it does.

    ``allowed``: act -> states in which it may happen; the ``opening`` acts need that there is
    none. ``line`` and ``ledger``: what they are called in the clause.
    """
    if isinstance(act, opening):
        return None if state is None else "这一编号已经登记过"
    if state is None:
        return f"还没有这一{line}的登记"
    states = allowed.get(type(act))
    if states is None:
        return f"这一行为不属于{ledger}"
    return None if state.status in states else f"{line}现为“{state.status.label}”,不能这样办理"


def shared_misfit(state: Any, act: Act, place: str) -> str | None:
    """Why a shared act does not fit (a Chinese clause); None when it does."""
    if isinstance(act, acts.PaperReprinted):
        known = any(paper.number == act.number for paper in state.papers)
        return None if known else "没有这一文号的文书"
    if isinstance(act, acts.DisputeSettled):
        named = (act.device, act.n)
        for known in state.settled:
            if (known.device, known.n) == named:
                return None if known.choice == act.choice else "这一争议已有另一种处理"
        if all((each.device, each.n) != named for each in state.disputes):
            return "没有这一争议"
        if place and place != state.owner:
            return "不在这里,由现在办理的地点处理"
        return None if act.choice == "keep" else "这里只能维持现状,需要的办理请重新登记"
    return None


def next_state(
    state: State | None,
    act: Act | UnknownAct,
    stamp: Stamp,
    *,
    misfit: Callable[[State | None, Act, str], str | None],
    opened: Callable[[Act, Stamp], State],
    effects: Mapping[type[Act], Callable[[Any, Any, Stamp], Changes]],
) -> State | None:
    """One step of a fold; never fails. What does not fit is kept as a dispute, without effect.

    Before the opening act has arrived there is nothing to show, so the state stays None.
    """
    held: Any = state
    if isinstance(act, UnknownAct):
        if held is None:
            return None
        changes: Changes = {"unknown_acts": held.unknown_acts + 1}
    elif (why := misfit(state, act, stamp.place)) is not None:
        if held is None:
            return None
        dispute = Dispute(stamp.device, stamp.n, act.KIND, why)
        changes = {"disputes": (*held.disputes, dispute)}
    elif held is None:
        return opened(act, stamp)
    else:
        changes = {"changed_ms": stamp.at_ms} | effects[type(act)](held, act, stamp)
    after: State = replace(held, acts=held.acts + 1, **changes)
    return after
