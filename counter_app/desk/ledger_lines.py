"""What every ledger beside the cases does at a desk: its numbers, its documents, and its link
with a case."""

from __future__ import annotations

from counter_app.desk.desk import Desk, PaperRequest
from counter_app.models.acts import Act, case as acts
from counter_app.models.ledger import AnyState
from counter_app.models.signature import Strokes
from counter_app.protocol.ledgers import CASE, Ledger
from counter_app.rules import numbers
from counter_app.rules.case_transitions import misfit
from counter_app.store.store import Tx


def next_number(desk: Desk, tx: Tx, ledger: Ledger) -> str:
    """The next number of this ledger on this device."""
    year = desk.numbering_year
    identity = desk.store.identity
    running = tx.allocate(ledger.name, year)
    return numbers.ledger_number(
        ledger.letter, identity.county_code, identity.serial, year, running
    )


def link_case(desk: Desk, tx: Tx, system: str, number: str, case_number: str) -> bool:
    """The other way of a link: the case tells of the line (``number``) that brought it, as its
    number in ``system``. False where the case is not held here or tells of it already."""
    subject = CASE.subject(case_number)
    case = tx.state(subject)
    link = acts.Linked(system, number)
    if case is None or case.links.get(system) == number or misfit(case, link):
        return False
    tx.record(subject, link, desk.actor, case)
    return True


def issue(
    desk: Desk,
    tx: Tx,
    subject: str,
    state: AnyState,
    kind: str,
    *,
    act: Act | None = None,
    signature: Strokes = (),
) -> AnyState:
    """Make out one document; raises :class:`Refused` when there is nothing to say in it.

    ``act``: what it is made out for; ``signature``: given for it on a screen.
    """
    number = desk.paper_number(tx, kind)
    made = desk.make_paper(
        PaperRequest(
            kind=kind,
            state=state,
            number=number,
            issued_ms=desk.store.now_ms(),
            actor=desk.actor,
            query_url="",
            guide_url="",
            signature=signature,
            act=act,
        )
    )
    issued = acts.PaperIssued(kind, number, made.title, made.size, made.snapshot)
    return tx.record(subject, issued, desk.actor, state)
