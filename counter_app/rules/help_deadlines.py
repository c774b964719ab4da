"""Which day matters next on a line of help, and how near it is in words (时限提醒)."""

from __future__ import annotations

from datetime import date

from counter_app.models.help import HelpState, HelpStatus
from counter_app.rules.custody import originals_left
from counter_app.rules.reminders import Reminder

_NEXT_STEP = {
    HelpStatus.ASKED: "登记",
    HelpStatus.REGISTERED: "联系办理",
    HelpStatus.SUITABLE: "签委托书",
    HelpStatus.AUTHORISED: "接收材料",
    HelpStatus.HOLDING: "代交",
    HelpStatus.SUBMITTED: "联系告知进展",
    HelpStatus.HANDED: "回访",
    HelpStatus.CALLED_BACK: "办结",
}


def reminders(state: HelpState) -> list[Reminder]:
    """Everything that has a day, the nearest first."""
    found = []
    if state.open and state.due is not None:
        found.append(Reminder(state.due, _NEXT_STEP.get(state.status, "办理")))
    given = state.authorisation
    if state.open and given is not None and state.result is None:
        found.append(Reminder(given.until, "续签委托"))
    found += [
        Reminder(line.back_due, f"退还{line.name}")
        for line in originals_left(state)
        if line.back_due is not None
    ]
    return sorted(found, key=lambda each: (each.day, each.what))


def next_due(state: HelpState) -> date | None:
    """The day that matters next; None when nothing is expected any more."""
    found = reminders(state)
    return found[0].day if found else None


def soon_over(state: HelpState, today: date, days: int) -> bool:
    """Whether the authorisation ends in so many days, or has ended."""
    given = state.authorisation
    return state.open and given is not None and (given.until - today).days <= days
