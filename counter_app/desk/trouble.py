"""What a signed-in person can do in the ledger of the "办不成事" window: take a matter in, carry
it on, end it."""

from __future__ import annotations

from collections.abc import Iterable

from counter_app.desk.desk import Desk
from counter_app.desk.ledger_lines import link_case, next_number
from counter_app.desk.ledger_work import LineDone, Work, work_of
from counter_app.desk.trouble_rules import context_of, rules_of
from counter_app.models.acts import Act, trouble as acts
from counter_app.models.case import CaseState
from counter_app.models.trouble import TroubleState
from counter_app.protocol.ledgers import TROUBLE
from counter_app.rules.trouble_decide import available
from counter_app.rules.trouble_worklist import Queue, turns
from counter_app.store import ledger_queries
from counter_app.store.ledger_queries import LineView
from counter_app.store.store import Tx

#: Under which name a case tells of the matter that is about it, as another number of it.
LINK = "trouble"
#: Lines that a board shows; whoever has more open has another problem.
_BOARD = 500


def open_matter(
    desk: Desk, opening: acts.Reported | acts.SettledAtOnce, *more: Act, papers: bool = True
) -> LineDone:
    """Take a matter in under a new number, with what follows at once (判定、转办 …), all or
    nothing, in one durable transaction.

    Raises :class:`Refused` or ``BadInput`` with nothing recorded.
    """
    with desk.store.write() as tx:
        number = next_number(desk, tx, TROUBLE)
        work = work_of(number)
        subject = TROUBLE.subject(number)
        made = work.decide(None, opening, context_of(desk))
        state: TroubleState = tx.record_all(subject, made, desk.actor, None)
        linked = _link(desk, tx, number, opening)
        if papers:
            state = _owed(desk, tx, work, state, opening)
        return _carried(desk, tx, work, state, more, papers, 0, linked)


def carry_out(desk: Desk, number: str, *wishes: Act, papers: bool = True) -> LineDone:
    """Do these things to one matter, all or nothing, in one durable transaction, with the papers
    that they owe."""
    work = work_of(number)
    with desk.store.write() as tx:
        before: TroubleState = work.held(tx, number)
        return _carried(desk, tx, work, before, wishes, papers, len(before.papers), False)


def possible(desk: Desk, state: TroubleState) -> frozenset[type[Act]]:
    """What this person may do about this matter now."""
    return available(state, context_of(desk))


def matter(desk: Desk, number: str) -> TroubleState | None:
    """One matter in full."""
    state: TroubleState | None = ledger_queries.state_of(desk.store, TROUBLE.subject(number))
    return state


def find(desk: Desk, typed: str) -> list[LineView]:
    """What was typed: a number, a name, the end of a phone or ID number, who has it."""
    return ledger_queries.lines(desk.store, TROUBLE, query=typed)


def board(desk: Desk) -> list[TroubleState]:
    """Open matters here, the most urgent first."""
    return ledger_queries.states(desk.store, TROUBLE, open_only=True, limit=_BOARD)


def queues(desk: Desk, states: Iterable[TroubleState]) -> dict[Queue, list[TroubleState]]:
    """The same by whose turn it is, for this person."""
    found: dict[Queue, list[TroubleState]] = {queue: [] for queue in Queue}
    rules = rules_of(desk.catalogue())
    for state in states:
        for queue in turns(state, desk.actor, desk.today, rules):
            found[queue].append(state)
    return found


def about_case(desk: Desk, case: CaseState) -> TroubleState | None:
    """The matter that somebody reported about this case, where it is held here."""
    number = case.links.get(LINK, "")
    return matter(desk, number) if number else None


def _carried(
    desk: Desk,
    tx: Tx,
    work: Work,
    state: TroubleState,
    wishes: Iterable[Act],
    papers: bool,
    before: int,
    linked: bool,
) -> LineDone:
    """``before``: papers that were there; ``linked``: whether a case tells of it now."""
    for act in wishes:
        state = work.record(desk, tx, state, act)
        linked = _link(desk, tx, state.number, act) or linked
        if papers:
            state = _owed(desk, tx, work, state, act)
    made = tuple(paper.number for paper in state.papers[before:])
    changes = work.changes(state.number, cases=linked, papers=bool(made))
    return LineDone(state, changes, made)


def _owed(desk: Desk, tx: Tx, work: Work, state: TroubleState, act: Act) -> TroubleState:
    for kind in work.owed(act):
        state = work.issue(desk, tx, work.ledger.subject(state.number), state, kind)
    return state


def _link(desk: Desk, tx: Tx, number: str, act: Act) -> bool:
    match act:
        case acts.Reported() | acts.SettledAtOnce():
            case_number = act.report.case
        case acts.Corrected(field="case"):
            case_number = act.new
        case _:
            return False
    return bool(case_number) and link_case(desk, tx, LINK, number, case_number)
