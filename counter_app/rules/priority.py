"""Who lets a matter go first (绿色通道), and who may only propose it. Pure.

A reason that a group has by itself (老年人 …) is granted by whoever takes the matter in; any
other needs a chief service officer or a supervisor. Which is which the county sets.
"""

from __future__ import annotations

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import priority as first
from counter_app.models.acts.base import Act
from counter_app.models.case import CaseState, Priority
from counter_app.models.reference import PriorityReason
from counter_app.rules import case_commands as commands
from counter_app.rules.case_context import CaseContext

#: Of which a person needs one to grant what no group has by itself.
GRANTING = frozenset({"chief_officer", "supervision", "administration"})


def reason_of(code: str, context: CaseContext) -> PriorityReason:
    """The county's reason with this code, or of this name as people choose it.

    Raises :class:`BadInput` when there is none.
    """
    for reason in context.priority_reasons:
        if code in (reason.code, reason.name) and reason.active:
            return reason
    raise BadInput("reason", "请选择优先的事由")


def may_grant(reason: PriorityReason, roles: frozenset[str]) -> bool:
    """Whether a person with these roles lets a matter go first for this reason."""
    return reason.by_itself or bool(roles & GRANTING)


def prioritise(
    state: CaseState | None,
    command: commands.Prioritise | first.Prioritised | first.PriorityProposed,
    context: CaseContext,
) -> tuple[Act, ...]:
    """The act of the wish: granted where the person may, else proposed to whoever may.

    Raises :class:`Refused` where it would change nothing.
    """
    reason = reason_of(command.reason, context)
    note = command.note.strip()
    if not reason.by_itself and not note:
        raise BadInput("note", "请写明为什么优先")
    now = state.priority if state is not None else None
    if now is not None and (now.reason, now.note) == (reason.code, note) and now.granted:
        raise Refused(f"办件已经走绿色通道（{now.name}）")
    if may_grant(reason, context.actor.roles):
        return (first.Prioritised(reason.code, reason.name, note),)
    if now is not None and now.granted:
        raise Refused("办件已经走绿色通道，不用再申请")
    return (first.PriorityProposed(reason.code, reason.name, note),)


def take_back(
    state: CaseState | None, act: first.PriorityTakenBack, context: CaseContext
) -> tuple[Act, ...]:
    """The act, where this person may: what a chief granted only a chief takes back."""
    if not act.reason.strip():
        raise BadInput("reason", "请写明取消的理由")
    now = state.priority if state is not None else None
    if now is not None and not _may_take_back(now, context):
        raise Refused("由首席服务官或督导批准的优先，请由他们取消")
    return (act,)


def _may_take_back(priority: Priority, context: CaseContext) -> bool:
    if context.actor.roles & GRANTING or not priority.granted:
        return True
    return any(
        reason.by_itself for reason in context.priority_reasons if reason.code == priority.reason
    )
