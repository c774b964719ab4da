"""What can be done on a case that exists: accept, correct, pass on, decide, hand out, print."""

from __future__ import annotations

from counter_app.desk.desk import Desk, Done
from counter_app.errors import Refused
from counter_app.models.acts import Act, case as acts
from counter_app.models.acts.papers_moved import PapersSent
from counter_app.models.case import CaseState
from counter_app.models.changes import Changes
from counter_app.models.ledger import AnyState
from counter_app.rules import case_commands as commands
from counter_app.rules.case_decide import available
from counter_app.store import queries

#: papers that an act owes, made out in the same transaction; by the wish, or by the act itself
PAPERS: dict[type, tuple[str, ...]] = {
    commands.Accept: ("acceptance", "return_slip"),
    commands.AskCorrection: ("correction",),
    commands.MakeCorrection: ("receipt",),
    commands.CloseInstant: ("return_slip",),
    acts.Accepted: ("acceptance", "return_slip"),
    acts.CorrectionAsked: ("correction",),
    acts.CorrectionMade: ("receipt",),
    acts.Declined: ("refusal",),
    acts.Delivered: ("delivery",),
    PapersSent: ("papers_moved",),
}


def carry_out(desk: Desk, number: str, command: object, *, papers: bool = True) -> Done:
    """Do one thing to a case, with the papers it owes, in one durable transaction.

    ``command`` is one of rules/case_commands.py, or an act that needs nothing computed.
    """
    subject = f"case:{number}"
    with desk.store.write() as tx:
        state = tx.state(subject)
        if state is None:
            raise Refused(f"本机没有编号 {number} 的办件")
        before = len(state.papers)
        state = desk.decide_and_record(tx, subject, state, command)
        if papers:
            for kind in PAPERS.get(type(command), ()):
                declined = command if isinstance(command, acts.Declined) else None
                state = desk.issue(tx, subject, state, kind, declined)
    made = tuple(paper.number for paper in state.papers[before:])
    return Done(state, made, Changes(cases=True, papers=bool(made), subjects=(subject,)))


def issue_paper(desk: Desk, number: str, kind: str) -> Done:
    """Make out one more document of a case (a new number, not a reprint)."""
    subject = f"case:{number}"
    with desk.store.write() as tx:
        state = tx.state(subject)
        if state is None:
            raise Refused(f"本机没有编号 {number} 的办件")
        state = desk.issue(tx, subject, state, kind)
    return Done(
        state,
        (state.papers[-1].number,),
        Changes(cases=True, papers=True, subjects=(subject,)),
    )


def reprint(desk: Desk, number: str, paper_number: str, reason: str = "") -> Done:
    """Note that a document of a case is printed again; its snapshot stays what it was (补打)."""
    return carry_out(desk, number, acts.PaperReprinted(paper_number, reason))


def snapshot(desk: Desk, state: AnyState, paper_number: str) -> tuple[acts.PaperIssued, int]:
    """The frozen document and how many times it has been printed."""
    for paper in state.papers:
        if paper.number == paper_number:
            act = queries.paper(desk.store, paper.device, paper.n)
            if act is not None:
                return act, paper.copies
    raise Refused(f"没有文号为 {paper_number} 的文书")


def reveal(desk: Desk, number: str, field: str, purpose: str = "") -> Done:
    """Record that masked data are shown to this person now."""
    return carry_out(desk, number, acts.Revealed(field, purpose))


def possible(desk: Desk, state: CaseState) -> frozenset[type[Act]]:
    """What this person may do on this case now."""
    return available(state, desk.context())
