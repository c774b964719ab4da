"""Which day matters next in a matter, by when it is answered, and when it should go a step up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from msgspec.structs import replace

from counter_app.models.acts import trouble as acts
from counter_app.models.acts.base import Act
from counter_app.models.trouble import Opinion, TroubleState, TroubleStatus as S
from counter_app.rules.case_context import local_day
from counter_app.rules.reminders import Reminder
from counter_app.rules.trouble_context import TroubleContext, TroubleRules

_NEXT_STEP = {
    S.REPORTED: "判定",
    S.TAKEN: "转办",
    S.DISPATCHED: "答复",
    S.HANDLING: "答复",
    S.HANDED_BACK: "重新转办",
    S.ANSWERED: "回访",
    S.REVISITED: "办结",
}
#: The person still waits for an answer.
WAITING = frozenset({S.REPORTED, S.TAKEN, S.DISPATCHED, S.HANDLING, S.HANDED_BACK})

#: Days of the next step after each act, by the county's numbers.
_STEPS: dict[type[Act], Callable[[TroubleRules], int]] = {
    acts.Reported: lambda rules: rules.check,
    acts.ScopeChecked: lambda rules: rules.dispatch,
    acts.HandedBack: lambda rules: rules.handed_back,
    acts.Answered: lambda rules: rules.revisit,
    acts.Reopened: lambda rules: rules.dispatch,
}


def dated(state: TroubleState | None, act: Act, context: TroubleContext) -> Act:
    """The act with the days that follow from it, where whoever gave it did not set them."""
    filled: dict[str, date | None] = {}
    for name, reckon in (("due", _due), ("limit", _limit)):
        if name in act.__struct_fields__ and getattr(act, name) is None:
            filled[name] = reckon(state, act, context)
    return replace(act, **filled) if filled else act


def _due(state: TroubleState | None, act: Act, context: TroubleContext) -> date | None:
    match act:
        case acts.ScopeChecked(inside=False):
            return None
        case acts.Dispatched():
            return _open_limit(state, context)
        case (
            acts.OpinionHeard(opinion=Opinion.DISSATISFIED)
            | acts.Revisited(opinion=Opinion.DISSATISFIED)
        ):
            return context.within(context.rules.redo)
        case acts.OpinionHeard():
            return None  # a content person is asked again on the day that was set
        case acts.Revisited():
            return context.within(context.rules.close)
        case acts.Escalated():
            return context.within(context.rules.escalated)
        case _:
            step = _STEPS.get(type(act))
            return context.within(step(context.rules)) if step is not None else None


def _limit(state: TroubleState | None, act: Act, context: TroubleContext) -> date | None:
    match act:
        case acts.Reported():
            return _counted(act.report.reported_ms, act.report.kind, context)
        case acts.ScopeChecked():
            return _open_limit(state, context) if act.inside else None
        case acts.Reclassified():
            assert state is not None
            if state.status not in WAITING:
                return None
            return _counted(state.report.reported_ms, act.kind, context)
        case acts.Escalated():
            return context.within(context.rules.escalated)
        case acts.Reopened():
            assert state is not None
            return context.within(context.terms.answer_days(state.report.kind))
        case _:
            return None


def _counted(reported_ms: int, kind: str, context: TroubleContext) -> date:
    """The person's time runs from the day he spoke, whoever has it since."""
    start = min(local_day(reported_ms), context.today)
    return context.calendar.deadline(start, context.terms.answer_days(kind)).date


def _open_limit(state: TroubleState | None, context: TroubleContext) -> date | None:
    if state is None:
        return None
    return state.limit or context.within(context.terms.answer_days(state.report.kind))


def reminders(state: TroubleState) -> list[Reminder]:
    """Everything that has a day, the nearest first."""
    if not state.open:
        return []
    found = {}
    if state.due is not None:
        what = _NEXT_STEP.get(state.status, "办理")
        found[state.due, what] = Reminder(state.due, what)
    if state.limit is not None and state.status in WAITING:
        found[state.limit, "答复"] = Reminder(state.limit, "答复")
    for each in state.co_handlers:
        if each.due is not None and not each.said and state.status in WAITING:
            what = f"{each.department}协办"
            found[each.due, what] = Reminder(each.due, what)
    return sorted(found.values(), key=lambda each: (each.day, each.what))


def next_due(state: TroubleState) -> date | None:
    """The day that matters next; None when nothing is expected any more."""
    found = reminders(state)
    return found[0].day if found else None


def overdue(state: TroubleState, today: date) -> bool:
    """Whether the person still waits after the day on which he should have been answered."""
    return state.status in WAITING and state.limit is not None and today > state.limit


def in_time(state: TroubleState) -> bool | None:
    """Whether the person was answered by the day that was set; None before, or where none was."""
    if state.limit is None or state.answer is None or state.status in WAITING:
        return None
    return local_day(state.answer.at_ms) <= state.limit


def escalation(state: TroubleState, today: date, rules: TroubleRules) -> str:
    """Why the matter should go a step up now (提级建议), "" when it need not."""
    if not state.open:
        return ""
    if 0 < rules.dissatisfied <= state.dissatisfied:
        return f"反映人已 {state.dissatisfied} 次不满意"
    if overdue(state, today):
        assert state.limit is not None
        return f"答复已超期 {(today - state.limit).days} 天"
    return ""
