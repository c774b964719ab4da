"""One line of help as lists show it and as it is found."""

from __future__ import annotations

from counter_app.models.help import HelpKind, HelpState
from counter_app.models.labels import label_of
from counter_app.models.ledger import Summary
from counter_app.rules import custody
from counter_app.rules.help_deadlines import next_due


def summary(state: HelpState) -> Summary:
    """Found by person, phone and ID tail, number, linked case, helper, item and project."""
    ask = state.ask
    what = ask.item_name or ask.wish
    return Summary(
        number=state.number,
        status=state.status.value,
        is_open=state.open,
        place=state.place,
        owner=state.owner,
        title=f"{label_of(HelpKind, ask.kind)} {what}".strip(),
        person=ask.person.name,
        staff=state.staff,
        opened_ms=ask.asked_ms,
        changed_ms=state.changed_ms,
        next_due=next_due(state),
        disputed=len(state.disputes),
        fingerprint=ask.fingerprint,
        texts=(ask.person.name, ask.item_name, ask.wish, ask.project, state.staff_name),
        numbers=(
            state.number,
            ask.person.id_number,
            ask.person.phone,
            state.staff,
            *state.cases,
            *state.links.values(),
        ),
        marks=(custody.MARK,) if custody.originals_left(state) else (),
    )
