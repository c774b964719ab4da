"""What may be done now with a rating. Pure: time, person and calendar are passed in.

The act itself is the command; what it lacks (the day of the next step) is filled in here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import case as shared, rating as acts
from counter_app.models.acts.base import Act
from counter_app.models.rating import (
    ContactWay,
    Finding,
    FixOpinion,
    FixWay,
    RatingChannel,
    is_founded,
)
from counter_app.models.rating_state import RatingState
from counter_app.models.reference_ratings import RatingReason
from counter_app.models.reference_terms import Term
from counter_app.rules.contact import check_phone
from counter_app.rules.rating_authority import barred
from counter_app.rules.rating_conditions import owed
from counter_app.rules.rating_context import RatingContext, RatingRules
from counter_app.rules.rating_reasons import wants_text
from counter_app.rules.rating_transitions import OPENING, misfit

#: How far ahead of ours another clock may be (ms).
_AHEAD_MS = 60_000
#: Days of the next step after each act, by the county's numbers.
_NEXT: dict[type[Act], Callable[[RatingRules], int]] = {
    acts.Given: lambda rules: rules.assign,
    acts.Assigned: lambda rules: rules.call_back,
    acts.CalledBack: lambda rules: rules.find,
    acts.Done: lambda rules: rules.revisit,
    acts.Explained: lambda rules: rules.revisit,
    acts.Revisited: lambda rules: rules.review,
    acts.SentBack: lambda rules: rules.fix,
    acts.Appealed: lambda rules: rules.decide_appeal,
}
_FIX_DAYS: dict[str, Callable[[RatingRules], int]] = {
    FixWay.AT_ONCE: lambda rules: rules.fix,
    FixWay.IN_TIME: lambda rules: rules.long_fix,
    FixWay.EXPLAIN: lambda rules: rules.explain,
}


def decide(
    state: RatingState | None,
    command: Any,
    context: RatingContext,
    reasons: Iterable[RatingReason] = (),
) -> tuple[Act, ...]:
    """The acts that carry out this command now; a second rating of the same stage is kept, so
    that nothing a person said is lost, and not counted. ``reasons``: the county's own list.

    Raises :class:`Refused` when the state, the person's roles or his part in the matter do not
    allow it, and :class:`BadInput` naming the field when the command lacks something.
    """
    if not isinstance(command, Act):
        raise TypeError(f"no command of this ledger: {type(command).__name__}")
    why = barred(state, command, context.actor)
    if why is not None:
        raise Refused(why, hint="请由有权限的同事办理")
    why = misfit(state, command, context.actor.place)
    if why is not None:
        raise Refused(why)
    if isinstance(command, acts.Given):
        return (prepared(command, context, reasons),)
    assert state is not None
    owed(state, command, context)
    _check(state, command, context)
    return (_dated(state, command, context),)


def prepared(
    act: acts.Given, context: RatingContext, reasons: Iterable[RatingReason] = ()
) -> acts.Given:
    """A rating, checked and with the day of its next step; asks for nobody's role, for it may
    be the person himself on his own phone. Raises :class:`BadInput`."""
    rows = tuple(reasons)
    text = act.text.strip()
    if not act.channel:
        raise BadInput("channel", "请写明评价渠道")
    if wants_text(rows, act.reasons) and not text:
        raise BadInput("text", "选“其他”时请写几句话说明")
    if len(text) > context.rules.longest_text:
        raise BadInput("text", f"评价最多 {context.rules.longest_text} 字")
    if len(set(act.reasons)) != len(act.reasons):
        raise BadInput("reasons", "同一理由选了两次")
    if act.given_ms > context.now_ms + _AHEAD_MS:
        raise BadInput("given_at", "评价时间晚于现在")
    if act.channel in (RatingChannel.PHONE, RatingChannel.IMPORT):
        _need("source", act.source, "请写明这一评价的来源")
    if act.rater is not None:
        _need("phone", act.rater.phone, "留联系方式请写明电话")
        if not check_phone(act.rater.phone).ok:
            raise BadInput("phone", "联系电话不对")
    due = act.due or context.within(context.rules.assign)
    return replace(act, text=text, due=due if act.grade.bad else None)


def available(state: RatingState, context: RatingContext) -> frozenset[type[Act]]:
    """The act types that may happen now by this person, to enable buttons and keys."""
    found = set()
    for kind in acts.RATING_ACTS:
        probe = _probe(kind)
        if kind in OPENING or misfit(state, probe) or barred(state, probe, context.actor):
            continue
        try:
            owed(state, probe, context)
        except Refused:
            continue
        found.add(kind)
    return frozenset(found)


def _probe(kind: type[Act]) -> Act:
    """An empty act of this type: enough for the table, which looks at few fields."""
    fields: dict[str, Any] = {
        each.name: "" for each in msgspec.structs.fields(kind) if each.required
    }
    return kind(**fields)


def _dated(state: RatingState, act: Act, context: RatingContext) -> Act:
    if "due" not in act.__struct_fields__ or getattr(act, "due", None) is not None:
        return act
    rules = context.rules
    match act:
        case acts.CalledBack(reached=False):
            days = rules.call_back
        case acts.Found():
            days = rules.plan if is_founded(act.finding) else rules.explain
        case acts.Planned():
            days = _FIX_DAYS[act.way](rules)
        case _:
            days = _NEXT[type(act)](rules)
    return replace(act, due=context.within(days))


def _check(state: RatingState, act: Act, context: RatingContext) -> None:
    """Fields that must be there."""
    rules = context.rules
    match act:
        case acts.Assigned():
            _need("staff", act.staff, "请写明交办给谁")
        case acts.CalledBack():
            _one_of("way", act.way, ContactWay, "请选择联系方式")
            if act.reached:
                _need("said", act.said, "请写明评价人怎么说")
        case acts.Found():
            _one_of("finding", act.finding, Finding, "请选择核实结论")
            _need("facts", act.facts, "请写明核实的情况")
        case acts.Planned():
            _one_of("way", act.way, FixWay, "请选择整改方式")
            _need("measure", act.measure, "请写明整改措施")
            if act.way == FixWay.EXPLAIN:
                _need("ground", act.ground, "不能整改的请写明法律依据")
            if act.due is not None:
                _between(act.due, context, rules.long_fix)
        case acts.Extended():
            _need("reason", act.reason, "请写明延期的理由")
            before = state.fix_due or context.today
            last = context.calendar.deadline(before, rules.extension).date
            if act.due <= before:
                raise BadInput("due", "延期后的期限应晚于原期限")
            if act.due > last:
                raise BadInput("due", f"延期最多 {rules.extension} 个工作日")
        case acts.Done():
            _need("result", act.result, "请写明整改结果")
        case acts.Explained():
            _need("said", act.said, "请写明向评价人解释了什么")
        case acts.Revisited():
            _one_of("opinion", act.opinion, FixOpinion, "请选择评价人对整改的意见")
            if act.grade is not None and act.opinion == FixOpinion.NO_ANSWER:
                raise BadInput("grade", "没有联系上评价人，不能有追评")
        case acts.SentBack() | acts.Withdrawn() | acts.AppealDecided():
            _need("reason", act.reason, "请写明理由")
        case acts.Reviewed():
            if not act.adopted:
                _need("note", act.note, "不纳入统计的请写明理由")
        case acts.Appealed():
            allowed = (Finding.UNTRUE, Finding.MISTAKEN, Finding.MALICIOUS)
            if act.ground not in allowed:
                raise BadInput("ground", "请选择申诉的理由：不属实、误评或恶意评价")
            _need("reason", act.reason, "请写明申诉的情况")
        case shared.DisputeSettled():
            _need("note", act.note, "请写明核对的结果")
        case shared.Revealed():
            _need("purpose", act.purpose, "请写明查看联系方式的用途")
        case _:
            pass


def _between(due: date, context: RatingContext, most: int) -> None:
    if due < context.today:
        raise BadInput("due", "期限已过")
    if due > context.within(most):
        raise BadInput("due", f"整改期限最长 {most} 个工作日")


def _one_of(name: str, value: str, kind: type[Term], why: str) -> None:
    if value not in {member.value for member in kind}:
        raise BadInput(name, why)


def _need(name: str, value: str, why: str) -> None:
    if not value.strip():
        raise BadInput(name, why)
