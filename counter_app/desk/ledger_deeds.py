"""Opening and carrying on a line of any ledger (台账登记与办理): one durable transaction each.

A ledger says in ``ledger_work`` who decides, which papers an act owes and which case it names;
everything else is the same in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from counter_app.desk.desk import Desk
from counter_app.desk.ledger_lines import link_case, next_number
from counter_app.desk.ledger_work import LineDone, Work, work_of
from counter_app.models.acts import Act
from counter_app.models.ledger import AnyState
from counter_app.protocol.ledgers import Ledger
from counter_app.store.store import Tx


def open_line(desk: Desk, ledger: Ledger, *wishes: Act, papers: bool = True) -> LineDone:
    """Begin a line under a new number with an opening act and what follows at once.

    Raises :class:`Refused` or ``BadInput`` with nothing recorded.
    """
    with desk.store.write() as tx:
        number = next_number(desk, tx, ledger)
        work = work_of(number)
        state, linked = _done(desk, tx, work, number, None, wishes, papers)
    return _told(work, state, 0, linked)


def carry_out(desk: Desk, number: str, *wishes: Act, papers: bool = True) -> LineDone:
    """Do these things to one line, all or nothing, with the papers that they owe."""
    work = work_of(number)
    with desk.store.write() as tx:
        before = work.held(tx, number)
        state, linked = _done(desk, tx, work, number, before, wishes, papers)
    return _told(work, state, len(before.papers), linked)


def _done(
    desk: Desk,
    tx: Tx,
    work: Work,
    number: str,
    state: AnyState,
    wishes: Iterable[Act],
    papers: bool,
) -> tuple[AnyState, bool]:
    """The line after all of them, and whether a case now tells of it."""
    subject = work.ledger.subject(number)
    linked = False
    for act in wishes:
        made = work.decide(state, act, work.context(desk))
        state = tx.record_all(subject, made, desk.actor, state)
        for kind in work.owed(act) if papers else ():
            state = work.issue(desk, tx, subject, state, kind)
        case = work.case_of(act)
        if case:
            linked = link_case(desk, tx, work.ledger.name, number, case) or linked
    return state, linked


def _told(work: Work, state: AnyState, before: int, linked: bool) -> LineDone:
    made = tuple(paper.number for paper in state.papers[before:])
    return LineDone(state, work.changes(state.number, papers=bool(made), cases=linked), made)
