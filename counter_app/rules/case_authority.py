"""A decision by a chief service officer: asked of the letters before it becomes an act."""

from __future__ import annotations

from msgspec.structs import replace

from counter_app.errors import Refused
from counter_app.models.acts import case as acts
from counter_app.models.acts.base import Act
from counter_app.models.case import CaseState
from counter_app.models.reference import Authorisation
from counter_app.rules.authority import Authority, Why, authority
from counter_app.rules.case_context import CaseContext

#: Who decides by office needs no letter of a department.
BY_OFFICE = frozenset({"approval", "administration"})


def as_officer(state: CaseState | None, act: acts.Decided, context: CaseContext) -> tuple[Act, ...]:
    """The decision as it is recorded: an officer's names the letter it rests on.

    Raises :class:`Refused`, which says who may decide, when no letter covers it.
    """
    roles = context.actor.roles
    if act.by_chief_officer and "chief_officer" not in roles and not _deputises(context):
        raise Refused("只有首席服务官可以直接决定")
    by_office = bool(roles & BY_OFFICE)
    if state is None or not (act.by_chief_officer or ("chief_officer" in roles and not by_office)):
        return (act,)
    found = authority(state, context.actor.work_no, context.today, context.letters)
    if found.letter is None:
        raise Refused(why_not(found, context), hint=who_may(state, found, context))
    return (replace(act, by_chief_officer=True, authority=found.letter.number),)


def why_not(found: Authority, context: CaseContext) -> str:
    """Why the officer may not decide, as one sentence."""
    near = found.near
    letter = f"授权书 {near.number} " if near is not None else ""
    match found.why:
        case Why.OWN_CASE:
            return "这一件由您本人收件，按授权规定应由另一人决定"
        case Why.NOT_AWAY:
            officer = context.staff_name(near.officer) if near is not None else ""
            return f"您是{officer}的代理人，{officer}在岗时由其本人决定"
        case Why.EXPIRED:
            return f"{letter}已于 {_day(near, 'until')} 到期"
        case Why.NOT_YET:
            return f"{letter}自 {_day(near, 'since')} 起生效"
        case Why.POWER:
            return f"{letter}没有授予决定权"
        case Why.ITEM:
            return "这一事项不在您的授权范围内"
        case _:
            return "没有给您的首席服务官授权"


def who_may(state: CaseState, found: Authority, context: CaseContext) -> str:
    """Who may decide this case today."""
    department = state.department or state.item.department
    names = "、".join(context.staff_name(each) for each in found.others)
    if names:
        return f"今天可由 {names} 决定，或移送{department}决定"
    return f"请移送{department}，由部门审批员决定"


def _day(letter: Authorisation | None, name: str) -> str:
    return str(getattr(letter, name)) if letter is not None else ""


def _deputises(context: CaseContext) -> bool:
    return any(letter.deputy == context.actor.work_no for letter in context.letters)
