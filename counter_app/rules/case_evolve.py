"""What each act makes of a case's state. Pure, total, and the same on every replica."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from counter_app.models.acts import case as acts, papers_moved as moved, priority as first
from counter_app.models.acts.base import Act, UnknownAct
from counter_app.models.case import (
    CaseState,
    CaseStatus,
    Correction,
    Delivery,
    Dispute,
    MaterialForm,
    MaterialLine,
    Outcome,
    Priority,
    Settled,
    Suspension,
    Twin,
)
from counter_app.models.stamp import Stamp
from counter_app.rules import papers_moved
from counter_app.rules.case_taking import inside, take
from counter_app.rules.case_transitions import misfit
from counter_app.rules.ledger_effects import (
    attached,
    linked,
    paper_issued,
    paper_reprinted,
    revealed,
)


def evolve(state: CaseState | None, act: Act | UnknownAct, stamp: Stamp) -> CaseState | None:
    """The next state. Never fails: what does not fit is kept as a dispute, without effect.

    Before the case's own receipt has arrived there is nothing to show, so the state stays None.
    """
    if isinstance(act, UnknownAct):
        if state is None:
            return None
        return replace(state, unknown_acts=state.unknown_acts + 1, acts=state.acts + 1)
    why = misfit(state, act, stamp.place)
    if why is not None:
        if state is None:
            return None
        dispute = Dispute(stamp.device, stamp.n, act.KIND, why)
        return replace(state, disputes=(*state.disputes, dispute), acts=state.acts + 1)
    if state is None:
        assert isinstance(act, acts.Received)
        return _received(act, stamp)
    changes = _EFFECTS[type(act)](state, act, stamp)
    return replace(state, acts=state.acts + 1, changed_ms=stamp.at_ms, **changes)


def _received(act: acts.Received, stamp: Stamp) -> CaseState:
    return CaseState(
        number=stamp.subject.removeprefix("case:"),
        status=CaseStatus.RECEIVED,
        item=act.item,
        applicant=act.applicant,
        agent=act.agent,
        materials=act.materials,
        form=act.form,
        channel=act.channel,
        note=act.note,
        received_ms=act.received_ms,
        place=stamp.place,
        owner=stamp.place,
        places=(stamp.place,),
        window=act.window,
        clerk=stamp.staff,
        lookup_code=act.lookup_code,
        check_due=act.check_due,
        fingerprint=act.fingerprint,
        department=act.item.department,
        changed_ms=stamp.at_ms,
        acts=1,
    )


_Changes = dict[str, Any]


def _corrected_on_spot(state: CaseState, act: acts.CorrectedOnSpot, stamp: Stamp) -> _Changes:
    party = state.applicant
    if act.field in ("name", "id_number", "phone", "address"):
        return {"applicant": replace(party, **{act.field: act.new})}
    return {"form": {**state.form, act.field: act.new}}


def _correction_asked(state: CaseState, act: acts.CorrectionAsked, stamp: Stamp) -> _Changes:
    after = state.status is not CaseStatus.RECEIVED
    return {
        "status": CaseStatus.SUPPLEMENT if after else CaseStatus.CORRECTING,
        "correction": Correction(act.points, act.due, stamp.at_ms, after),
        "corrections_asked": state.corrections_asked + 1,
    }


def _correction_made(state: CaseState, act: acts.CorrectionMade, stamp: Stamp) -> _Changes:
    after = state.status is CaseStatus.SUPPLEMENT
    changes: _Changes = {
        "status": CaseStatus.ACCEPTED if after else CaseStatus.RECEIVED,
        "correction": None,
        "materials": merge_materials(state.materials, act.materials),
    }
    if not after:
        changes["check_due"] = act.check_due
    return changes


def _accepted(state: CaseState, act: acts.Accepted, stamp: Stamp) -> _Changes:
    return {
        "status": CaseStatus.ACCEPTED,
        "accepted_on": act.accepted_on,
        "deemed": act.deemed,
        "tolerated": act.tolerated,
        "check_due": None,
        "promise_due": act.promise_due,
        "legal_due": act.legal_due,
        "due_provisional": act.provisional,
    }


def _declined(state: CaseState, act: acts.Declined, stamp: Stamp) -> _Changes:
    return _ended(CaseStatus.DECLINED, act.reason, stamp)


def _forwarded(state: CaseState, act: acts.Forwarded, stamp: Stamp) -> _Changes:
    reviewing = act.purpose == "review" and state.status is not CaseStatus.RECEIVED
    return {
        "owner": act.to_place,
        "places": _with_place(state.places, act.to_place),
        "department": act.department or state.department,
        "status": CaseStatus.REVIEW if reviewing else state.status,
    }


def _sent_back(state: CaseState, act: acts.SentBack, stamp: Stamp) -> _Changes:
    under_review = state.status is CaseStatus.REVIEW
    return {
        "owner": act.to_place,
        "places": _with_place(state.places, act.to_place),
        "status": CaseStatus.ACCEPTED if under_review else state.status,
    }


def _suspended(state: CaseState, act: acts.Suspended, stamp: Stamp) -> _Changes:
    return {
        "suspension": Suspension(
            act.procedure, act.ground, act.since, act.expected_days, act.approver
        ),
        "suspensions": state.suspensions + 1,
    }


def _resumed(state: CaseState, act: acts.Resumed, stamp: Stamp) -> _Changes:
    return {"suspension": None} | _dues(act)


def _extended(state: CaseState, act: acts.Extended, stamp: Stamp) -> _Changes:
    return {"extended_days": act.days} | _dues(act)


def _decided(state: CaseState, act: acts.Decided, stamp: Stamp) -> _Changes:
    return {
        "status": CaseStatus.DECIDED_YES if act.granted else CaseStatus.DECIDED_NO,
        "outcome": Outcome(
            granted=act.granted,
            opinion=act.opinion,
            decision_no=act.decision_no,
            result_name=act.result_name,
            result_no=act.result_no,
            valid_until=act.valid_until,
            reasons=act.reasons,
            decided_ms=stamp.at_ms,
        ),
    }


def _closed(state: CaseState, act: acts.Closed, stamp: Stamp) -> _Changes:
    return {"status": CaseStatus.CLOSED, "closed_ms": stamp.at_ms}


def _ready(state: CaseState, act: acts.Ready, stamp: Stamp) -> _Changes:
    return {
        "status": CaseStatus.READY,
        "ready_at": act.at,
        "owner": act.at,
        "places": _with_place(state.places, act.at),
    }


def _delivered(state: CaseState, act: acts.Delivered, stamp: Stamp) -> _Changes:
    delivery = Delivery(
        way=act.way,
        collector=act.collector,
        relation=act.relation,
        id_number=act.id_number,
        post_no=act.post_no,
        delivered_ms=stamp.at_ms,
    )
    return {"delivery": delivery} | _ended(CaseStatus.DELIVERED, "", stamp)


def _archived(state: CaseState, act: acts.Archived, stamp: Stamp) -> _Changes:
    return {"status": CaseStatus.ARCHIVED}


def _withdrawn(state: CaseState, act: acts.Withdrawn, stamp: Stamp) -> _Changes:
    return _ended(CaseStatus.WITHDRAWN, act.reason, stamp)


def _terminated(state: CaseState, act: acts.Terminated, stamp: Stamp) -> _Changes:
    return _ended(CaseStatus.TERMINATED, act.ground, stamp)


def _voided(state: CaseState, act: acts.Voided, stamp: Stamp) -> _Changes:
    return _ended(CaseStatus.VOID, act.reason, stamp)


def _dispute_settled(state: CaseState, act: acts.DisputeSettled, stamp: Stamp) -> _Changes:
    """Keep: only the dispute goes. Take: the disputed act has its effect now after all."""
    dispute = next((d for d in state.disputes if (d.device, d.n) == (act.device, act.n)), None)
    if dispute is None:
        return {}  # the same decision a second time
    changes: _Changes = {
        "disputes": tuple(each for each in state.disputes if each is not dispute),
        "settled": (*state.settled, Settled(act.device, act.n, act.choice)),
    }
    if act.choice != "take":
        return changes
    taken, at_ms = inside(act)
    if taken is None:
        return changes | {"unknown_acts": state.unknown_acts + 1}
    # It happened when it happened, but never after the decision about it.
    then = replace(stamp, at_ms=min(at_ms or stamp.at_ms, stamp.at_ms))
    return take(state, taken, then, _EFFECTS) | changes


def _twin_found(state: CaseState, act: acts.TwinFound, stamp: Stamp) -> _Changes:
    if any(each.number == act.number for each in state.twins):
        return {}
    return {"twins": (*state.twins, Twin(act.number, act.place, act.received_ms))}


def _twin_settled(state: CaseState, act: acts.TwinSettled, stamp: Stamp) -> _Changes:
    return {
        "twins": tuple(
            replace(twin, settled=act.choice) if twin.number == act.number else twin
            for twin in state.twins
        )
    }


def _prioritised(state: CaseState, act: first.Prioritised, stamp: Stamp) -> _Changes:
    before = state.priority
    proposer = before.proposer or before.staff if before is not None else ""
    return {"priority": _priority(act, stamp, granted=True, proposer=proposer)}


def _priority_proposed(state: CaseState, act: first.PriorityProposed, stamp: Stamp) -> _Changes:
    return {"priority": _priority(act, stamp)}


def _priority_taken_back(state: CaseState, act: first.PriorityTakenBack, stamp: Stamp) -> _Changes:
    return {"priority": None}


def _priority(
    act: first.Prioritised | first.PriorityProposed,
    stamp: Stamp,
    *,
    granted: bool = False,
    proposer: str = "",
) -> Priority:
    return Priority(
        reason=act.reason,
        name=act.name,
        staff=stamp.staff,
        place=stamp.place,
        at_ms=stamp.at_ms,
        note=act.note,
        granted=granted,
        proposer=proposer if proposer != stamp.staff else "",
    )


def _dues(act: acts.Resumed | acts.Extended) -> _Changes:
    return {
        "promise_due": act.promise_due,
        "legal_due": act.legal_due,
        "due_provisional": act.provisional,
    }


def _ended(status: CaseStatus, reason: str, stamp: Stamp) -> _Changes:
    return {
        "status": status,
        "end_reason": reason,
        "ended_ms": stamp.at_ms,
        "suspension": None,
        "correction": None,
    }


def _with_place(places: tuple[str, ...], place: str) -> tuple[str, ...]:
    return places if place in places else (*places, place)


def merge_materials(
    before: tuple[MaterialLine, ...], brought: tuple[MaterialLine, ...]
) -> tuple[MaterialLine, ...]:
    """The list after a correction: lines of the same name are replaced, new ones appended."""
    by_name = {line.name: line for line in brought}
    merged = [by_name.pop(line.name, line) for line in before]
    return (*merged, *by_name.values())


def missing_materials(materials: tuple[MaterialLine, ...]) -> tuple[MaterialLine, ...]:
    """Required lines that have not been handed in."""
    return tuple(line for line in materials if line.required and line.form is MaterialForm.MISSING)


_EFFECTS: dict[type[Act], Callable[[CaseState, Any, Stamp], _Changes]] = {
    acts.CorrectedOnSpot: _corrected_on_spot,
    acts.CorrectionAsked: _correction_asked,
    acts.CorrectionMade: _correction_made,
    acts.Accepted: _accepted,
    acts.Declined: _declined,
    acts.Forwarded: _forwarded,
    acts.SentBack: _sent_back,
    acts.Suspended: _suspended,
    acts.Resumed: _resumed,
    acts.Extended: _extended,
    acts.Decided: _decided,
    acts.Closed: _closed,
    acts.Ready: _ready,
    acts.Delivered: _delivered,
    acts.Archived: _archived,
    acts.Withdrawn: _withdrawn,
    acts.Terminated: _terminated,
    acts.Voided: _voided,
    acts.Linked: linked,
    acts.Revealed: revealed,
    acts.PaperIssued: paper_issued,
    acts.PaperReprinted: paper_reprinted,
    acts.Attached: attached,
    acts.DisputeSettled: _dispute_settled,
    acts.TwinFound: _twin_found,
    acts.TwinSettled: _twin_settled,
    first.Prioritised: _prioritised,
    first.PriorityProposed: _priority_proposed,
    first.PriorityTakenBack: _priority_taken_back,
    moved.PapersSent: papers_moved.sent,
    moved.PapersTaken: papers_moved.taken,
}
