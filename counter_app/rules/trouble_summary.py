"""One matter as lists show it and as it is found."""

from __future__ import annotations

from counter_app.models.ledger import Summary
from counter_app.models.trouble import TroubleState
from counter_app.rules.trouble_deadlines import next_due

#: Characters of the text that stand in a list.
_HEAD = 40


def summary(state: TroubleState) -> Summary:
    """Found by person, phone and ID tail, number, case, item, who has it and who is meant."""
    report = state.report
    told = " ".join(report.text.split())
    name = "" if report.anonymous else report.person.name
    return Summary(
        number=state.number,
        status=state.status.value,
        is_open=state.open,
        place=state.place,
        owner=state.owner,
        title=report.item_name or told[:_HEAD],
        person=name or "匿名",
        staff=state.staff,
        opened_ms=report.reported_ms,
        changed_ms=state.changed_ms,
        next_due=next_due(state),
        disputed=len(state.disputes),
        fingerprint=report.fingerprint,
        texts=(
            name,
            report.item_name,
            told,
            report.department,
            report.complained_name,
            state.department,
            state.staff_name,
        ),
        numbers=(
            state.number,
            report.person.id_number,
            report.person.phone,
            report.case,
            state.staff,
            *state.links.values(),
        ),
    )
