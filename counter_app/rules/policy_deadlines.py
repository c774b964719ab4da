"""Which day matters next on a question about a policy, and what is expected by then (时限提醒)."""

from __future__ import annotations

from datetime import date

from counter_app.models.policy import PolicyState, PolicyStatus as S
from counter_app.rules.case_context import local_day
from counter_app.rules.reminders import Reminder

_NEXT_STEP = {
    S.ASKED: "答复",
    S.PASSED: "部门答复",
    S.ANSWERED: "跟进申报",
    S.APPLIED: "问兑现结果",
    S.GRANTED: "回访",
    S.NOT_GRANTED: "回访",
}


def untold(state: PolicyState) -> bool:
    """Whether a department has answered and the enterprise has not heard of it yet."""
    if state.status is not S.ANSWERED or not state.passings or not state.answers:
        return False
    answered = state.answers[-1].at_ms
    if state.passings[-1].back_ms != answered:
        return False
    return all(each.at_ms < answered for each in state.contacts)


def reminder(state: PolicyState) -> Reminder | None:
    """What is expected next; None when nothing is."""
    if not state.open or state.due is None:
        return None
    if untold(state):
        return Reminder(state.due, "告知企业")
    if state.status in (S.GRANTED, S.NOT_GRANTED) and _called_back(state):
        return Reminder(state.due, "办结")
    return Reminder(state.due, _NEXT_STEP.get(state.status, "办理"))


def next_due(state: PolicyState) -> date | None:
    """The day that matters next; None when nothing is expected any more."""
    found = reminder(state)
    return None if found is None else found.day


def on_time(state: PolicyState, today: date) -> bool | None:
    """Whether the first answer came by its day; None while it is neither given nor overdue.

    What was answered at once was in time.
    """
    if state.answers:
        if state.answer_due is None:
            return True
        return local_day(state.answers[0].at_ms) <= state.answer_due
    if state.open and state.answer_due is not None and today > state.answer_due:
        return False
    return None


def _called_back(state: PolicyState) -> bool:
    settled = state.grant.at_ms if state.grant is not None else 0
    return any(each.satisfaction and each.at_ms >= settled for each in state.contacts)
