"""What is asked when a case is let go first, or goes in turn again (绿色通道)."""

from __future__ import annotations

from counter_app.models.acts import priority as first
from counter_app.models.case import CaseState
from counter_app.models.reference import FieldSpec
from counter_app.rules import case_commands as commands
from counter_app.rules.priority import may_grant
from counter_app.ui.case.deed import Answers, Asked, Seat

_KEY = "reason"


def ask_first(state: CaseState, seat: Seat) -> Asked:
    """The reason, and why where a group does not have it by itself."""
    offered = [each for each in seat.reasons if each.active]
    reason = FieldSpec(
        _KEY, "优先事由", "choice", required=True, choices=tuple(each.name for each in offered)
    )
    asking = tuple(each.name for each in offered if not each.by_itself)
    note = FieldSpec("note", "说明", "text", max_length=200, required=True, when={_KEY: asking})
    proposed = [each.name for each in offered if not may_grant(each, seat.roles)]
    told = ""
    if proposed:
        told = f"{'、'.join(proposed)}由首席服务官或督导批准，您办理后为“申请优先”。"
    now = state.priority
    values = {}
    if now is not None and now.name in reason.choices:
        values = {_KEY: now.name, "note": now.note}
    return Asked(fields=(reason, note), values=values, note=told)


def make_first(state: CaseState, answers: Answers) -> object:
    return commands.Prioritise(answers.get(_KEY), answers.get("note"))


def ask_in_turn(state: CaseState, seat: Seat) -> Asked:
    return Asked(fields=(FieldSpec("reason", "理由", "text", required=True),))


def make_in_turn(state: CaseState, answers: Answers) -> object:
    return first.PriorityTakenBack(answers.get("reason"))


def goes_first(state: CaseState) -> bool:
    """Whether there is something to take back."""
    return state.priority is not None
