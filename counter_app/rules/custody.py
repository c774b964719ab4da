"""Other people's originals in a helper's hands: told every day until they are back (原件代管)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from counter_app.models.help import Custody, HelpState
from counter_app.rules.case_context import local_day

#: The list of lines with originals in custody.
MARK = "custody"


class Held(msgspec.Struct, frozen=True):
    """One line of the daily list. ``days``: calendar days it has been here."""

    number: str
    person: str
    staff: str
    place: str
    line: Custody
    days: int
    overdue: bool


def originals_left(state: HelpState | None) -> tuple[Custody, ...]:
    """Originals of one line of help that have not gone back."""
    if state is None:
        return ()
    return tuple(each for each in state.custody if each.original and each.left)


def in_custody(states: Iterable[HelpState], today: date) -> list[Held]:
    """All originals that are held today, the longest held first."""
    found = [
        Held(
            number=state.number,
            person=state.ask.person.name,
            staff=state.staff,
            place=state.owner,
            line=line,
            days=max(0, (today - local_day(line.taken_ms)).days),
            overdue=line.back_due is not None and today > line.back_due,
        )
        for state in states
        for line in originals_left(state)
    ]
    return sorted(found, key=lambda each: (each.line.taken_ms, each.number, each.line.name))
