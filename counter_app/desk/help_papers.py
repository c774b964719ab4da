"""Documents of help and agency: which act owes which, and making them out (帮代办文书)."""

from __future__ import annotations

from counter_app.desk.desk import Desk, PaperRequest
from counter_app.models.acts import Act, help as acts
from counter_app.models.acts.case import PaperIssued
from counter_app.models.help import HelpState
from counter_app.store.store import Tx

#: papers that an act owes, made out in the same transaction
OWED: dict[type[Act], str] = {
    acts.Authorised: "help_authorisation",
    acts.MaterialsTaken: "help_handover",
    acts.MaterialsReturned: "help_handover",
    acts.Closed: "help_closing",
    acts.Terminated: "help_closing",
}


def issue(desk: Desk, tx: Tx, subject: str, state: HelpState, kind: str) -> HelpState:
    """Make out one document; raises :class:`Refused` when there is nothing to say in it."""
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
        )
    )
    act = PaperIssued(kind, number, made.title, made.size, made.snapshot)
    after: HelpState | None = tx.record(subject, act, desk.actor, state)
    assert after is not None
    return after
