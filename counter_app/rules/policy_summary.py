"""One question about a policy as lists show it and as it is found."""

from __future__ import annotations

from counter_app.models.ledger import Summary
from counter_app.models.policy import PolicyState
from counter_app.rules.policy_deadlines import next_due


def summary(state: PolicyState) -> Summary:
    """Found by enterprise, contact, phone and code, number, policy, question and linked case."""
    inquiry = state.inquiry
    firm = inquiry.firm
    case = state.application.case if state.application is not None else ""
    return Summary(
        number=state.number,
        status=state.status.value,
        is_open=state.open,
        place=state.place,
        owner=state.owner,
        title=inquiry.title or inquiry.question,
        person=firm.name,
        staff=state.staff,
        opened_ms=inquiry.asked_ms,
        changed_ms=state.changed_ms,
        next_due=next_due(state),
        disputed=len(state.disputes),
        fingerprint=inquiry.fingerprint,
        texts=(
            firm.name,
            inquiry.contact,
            inquiry.title,
            inquiry.question,
            inquiry.issuer,
            state.staff_name,
        ),
        numbers=(
            state.number,
            firm.id_number,
            firm.phone,
            state.staff,
            case,
            *state.links.values(),
        ),
    )
