"""What may be done now on a question about a policy. Pure: time, person, calendar are passed in.

The act itself is the command; what it lacks (the day of the next step) is filled in here.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import case as shared, policy as acts
from counter_app.models.acts.base import Act
from counter_app.models.policy import GrantKind, Inquiry, PolicyState, PolicyStatus as S
from counter_app.rules.policy_context import PolicyContext
from counter_app.rules.policy_transitions import misfit

#: Roles that may work in this ledger, of which a person needs one: also the departments'.
ADVISING = frozenset(
    {
        "intake",
        "help",
        "vanguard",
        "delivery",
        "approval",
        "chief_officer",
        "supervision",
        "administration",
    }
)


def decide(state: PolicyState | None, command: Any, context: PolicyContext) -> tuple[Act, ...]:
    """The acts that carry out this command now.

    Raises :class:`Refused` when the state or the person's roles do not allow it, and
    :class:`BadInput` naming the field when the command lacks something.
    """
    if not isinstance(command, Act):
        raise TypeError(f"no command of this ledger: {type(command).__name__}")
    if not ADVISING & context.actor.roles:
        raise Refused("您的岗位没有这项权限", hint="请由有权限的同事办理")
    why = misfit(state, command, context.actor.place)
    if why is not None:
        raise Refused(why)
    _check(state, command, context)
    return (_dated(state, command, context),)


def available(state: PolicyState, context: PolicyContext) -> frozenset[type[Act]]:
    """The act types that may happen now by this person, to enable buttons and keys."""
    if not ADVISING & context.actor.roles:
        return frozenset()
    place = context.actor.place
    return frozenset(
        kind for kind in acts.POLICY_ACTS if misfit(state, _probe(kind), place) is None
    )


def _probe(kind: type[Act]) -> Act:
    """An empty act of this type: enough for the table, which looks at few fields."""
    fields: dict[str, Any] = {name: "" for name in kind.__struct_fields__}
    if kind is acts.Corrected:
        fields["field"] = "note"
    return kind(**fields)


def _dated(state: PolicyState | None, act: Act, context: PolicyContext) -> Act:
    """The act with the day of the next step, where it has none of its own."""
    days = _days(state, act, context)
    if days is None or getattr(act, "due", None) is not None:
        return act
    return replace(act, due=context.within(days))


def _days(state: PolicyState | None, act: Act, context: PolicyContext) -> int | None:
    rules = context.rules
    match act:
        case acts.Asked():
            return context.own_days.get(act.inquiry.policy) or rules.answer
        case acts.AnsweredAtOnce():
            return rules.follow if act.follow else None
        case acts.Passed():
            return rules.passed
        case acts.HandedBack():
            return rules.answer
        case acts.Answered():
            passed = state is not None and state.status is S.PASSED
            return rules.tell if passed else rules.follow
        case acts.FollowedUp():
            return _after_contact(state, context)
        case acts.Applied():
            return rules.result
        case acts.Granted() | acts.NotGranted():
            return rules.call_back
        case acts.CalledBack():
            return _after_call(state, context)
        case acts.Reopened():
            return rules.follow
        case _:
            return None


def _after_contact(state: PolicyState | None, context: PolicyContext) -> int | None:
    """Speaking of it puts nothing off that an answer is still owed for."""
    if state is None or state.status in (S.ASKED, S.PASSED):
        return None
    return context.rules.result if state.status is S.APPLIED else context.rules.follow


def _after_call(state: PolicyState | None, context: PolicyContext) -> int | None:
    """A call back leads to the end where there is a result, else to the next asking."""
    if state is None or not state.open:
        return None
    if state.status in (S.GRANTED, S.NOT_GRANTED):
        return context.rules.close
    return _after_contact(state, context)


def _check(state: PolicyState | None, act: Act, context: PolicyContext) -> None:
    """What the table cannot say: fields that must be there, and days that can be."""
    match act:
        case acts.Asked() | acts.AnsweredAtOnce():
            _check_inquiry(act.inquiry, context)
            if isinstance(act, acts.AnsweredAtOnce):
                _need("answer", act.text, "请写明怎样答复的")
        case acts.Passed():
            if not act.department.strip() and not act.to_place:
                raise BadInput("department", "请写明转给哪个部门")
            if act.due is not None and act.due < context.today:
                raise BadInput("due", "答复期限早于今天")
        case acts.HandedBack():
            _need("reason", act.reason, "请写明退回的理由，该由谁答复")
        case acts.Answered():
            _need("text", act.text, "请写明答复的内容")
        case acts.FollowedUp():
            _need("said", act.said, "请写明跟进的情况")
            if act.at_ms > context.now_ms + 60_000:
                raise BadInput("at_ms", "联系时间晚于现在")
        case acts.Applied():
            if act.applied_on > context.today:
                raise BadInput("applied_on", "申报日期晚于今天")
            if not act.case:
                _need("where", act.where, "请写明办件编号，或在哪里申报的")
        case acts.Granted():
            _check_grant(act, context)
        case acts.NotGranted():
            _need("reason", act.reason, "请写明没有兑现的原因")
        case acts.CalledBack():
            _need("satisfaction", act.satisfaction, "请选择满意度")
        case acts.Closed():
            if state is not None and state.status is S.ASKED:
                _need("outcome", act.outcome, "还没有答复，请写明为什么办结")
        case acts.Reopened():
            _need("reason", act.reason, "请写明重新办理的理由")
        case acts.Reassigned():
            _need("staff", act.staff, "请写明交给谁")
            _need("reason", act.reason, "请写明交接的理由")
        case acts.Corrected():
            if act.field in ("name", "title", "question"):
                _need("new", act.new, "这一项不能为空")
        case shared.DisputeSettled():
            _need("note", act.note, "请写明核对的结果")
        case _:
            pass


def _check_inquiry(inquiry: Inquiry, context: PolicyContext) -> None:
    _need("firm.name", inquiry.firm.name, "请填写企业名称")
    _need("question", inquiry.question, "请填写咨询的问题")
    _need("source", inquiry.source, "请选择咨询渠道")
    if inquiry.asked_ms > context.now_ms + 60_000:
        raise BadInput("asked_at", "时间晚于现在")


def _check_grant(act: acts.Granted, context: PolicyContext) -> None:
    _need("kind", act.kind, "请选择兑现方式")
    if act.granted_on > context.today:
        raise BadInput("granted_on", "兑现日期晚于今天")
    if act.kind == GrantKind.MONEY and not act.cents:
        raise BadInput("cents", "请填写兑现金额")
    if not act.cents:
        _need("what", act.what, "请写明兑现了什么")


def _need(name: str, value: str, why: str) -> None:
    if not value.strip():
        raise BadInput(name, why)
