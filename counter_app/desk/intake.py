"""Intake (收件): from what was typed to a case with its papers, in one transaction."""

from __future__ import annotations

import secrets
from enum import StrEnum

import msgspec

from counter_app.desk.desk import Desk, Done
from counter_app.desk.intake_check import CheckedIntake, Intake
from counter_app.models.acts.case import Declined
from counter_app.models.case import CorrectionPoint
from counter_app.models.changes import Changes
from counter_app.rules import case_commands as commands, numbers
from counter_app.store import drafts


class Then(StrEnum):
    """What follows the receipt in the same keystroke."""

    RECEIVE = "receive"
    ACCEPT = "accept"
    CORRECT = "correct"
    DECLINE = "decline"
    INSTANT = "instant"


class Outcome(msgspec.Struct, frozen=True):
    """The second half of an intake, with what it needs."""

    then: Then = Then.RECEIVE
    points: tuple[CorrectionPoint, ...] = ()
    correction_days: int | None = None
    tolerated: tuple[str, ...] = ()
    refusal: Declined | None = None


RECEIVE_ONLY = Outcome()

#: papers owed by each way an intake can end
_PAPERS: dict[Then, tuple[str, ...]] = {
    Then.RECEIVE: ("receipt",),
    Then.ACCEPT: ("acceptance", "return_slip"),
    Then.CORRECT: ("receipt", "correction"),
    Then.DECLINE: ("receipt", "refusal"),
    Then.INSTANT: ("return_slip",),
}


def take_in(
    desk: Desk,
    checked: CheckedIntake,
    outcome: Outcome = RECEIVE_ONLY,
    *,
    draft_id: str = "",
    papers: bool = True,
) -> Done:
    """Receive the case, carry out ``outcome`` and make out the papers it owes.

    All of it is one durable transaction. Raises :class:`Refused` or ``BadInput`` with nothing
    recorded and the draft kept.
    """
    store = desk.store
    with store.write() as tx:
        year = desk.numbering_year
        running = tx.allocate("case", year)
        identity = store.identity
        number = numbers.case_number(identity.county_code, identity.serial, year, running)
        subject = f"case:{number}"
        state = desk.decide_and_record(tx, subject, None, _receive(checked))
        if checked.priority:
            first = commands.Prioritise(checked.priority, _why_first(desk, checked))
            state = desk.decide_and_record(tx, subject, state, first)
        match outcome.then:
            case Then.ACCEPT:
                wish: object = commands.Accept(outcome.tolerated)
            case Then.CORRECT:
                wish = commands.AskCorrection(outcome.points, outcome.correction_days)
            case Then.DECLINE:
                wish = outcome.refusal
            case Then.INSTANT:
                wish = commands.CloseInstant()
            case Then.RECEIVE:
                wish = None
        if wish is not None:
            state = desk.decide_and_record(tx, subject, state, wish)
        if papers:
            for kind in _PAPERS[outcome.then]:
                state = desk.issue(tx, subject, state, kind, outcome.refusal)
        if draft_id:
            drafts.drop(tx, draft_id)
    made = tuple(paper.number for paper in state.papers)
    changes = Changes(cases=True, papers=papers, drafts=bool(draft_id), subjects=(subject,))
    return Done(state, made, changes)


def _why_first(desk: Desk, checked: CheckedIntake) -> str:
    """What belongs to a group needs no words; for anything else the note says why."""
    for reason in desk.catalogue().priority_reasons:
        if reason.code == checked.priority and reason.by_itself:
            return ""
    return checked.note


def _receive(checked: CheckedIntake) -> commands.Receive:
    return commands.Receive(
        item=checked.item,
        applicant=checked.applicant,
        lookup_code=f"{secrets.randbelow(1_000_000):06d}",
        agent=checked.agent,
        materials=checked.materials,
        form=checked.form,
        channel=checked.channel,
        note=checked.note,
        received_ms=checked.received_ms,
        fingerprint=checked.fingerprint,
    )


def save_draft(desk: Desk, draft_id: str, intake: Intake) -> Changes:
    """Keep what was typed so far; called after every pause in typing."""
    drafts.save(desk.store, draft_id, "intake", desk.actor.work_no, msgspec.msgpack.encode(intake))
    return Changes(drafts=True)


def read_draft(draft: drafts.Draft) -> Intake:
    """What was typed. Fields a newer program added are left out."""
    return msgspec.msgpack.decode(draft.body, type=Intake)
