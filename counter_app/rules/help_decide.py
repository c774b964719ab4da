"""What may be done now on a line of help. Pure: time, person and calendar are passed in.

The act itself is the command; what it lacks (the day of the next step) is filled in here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec.structs import replace

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import case as shared, help as acts
from counter_app.models.acts.base import Act
from counter_app.models.case import MaterialForm
from counter_app.models.help import Ask, Handed, HelpKind, HelpState, Scope
from counter_app.rules.custody import originals_left
from counter_app.rules.help_context import HelpContext, HelpRules
from counter_app.rules.help_transitions import misfit

#: Roles that may work in this ledger, of which a person needs one.
HELPING = frozenset(
    {"help", "intake", "delivery", "chief_officer", "supervision", "administration"}
)
#: Days of the next step after each act, by the county's numbers.
_NEXT: dict[type[Act], Callable[[HelpRules], int]] = {
    acts.Asked: lambda rules: rules.register,
    acts.Registered: lambda rules: rules.check,
    acts.SuitabilityChecked: lambda rules: rules.authorise,
    acts.Authorised: lambda rules: rules.take,
    acts.MaterialsTaken: lambda rules: rules.submit,
    acts.Submitted: lambda rules: rules.contact,
    acts.Visited: lambda rules: rules.contact,
    acts.ResultHanded: lambda rules: rules.call_back,
    acts.CalledBack: lambda rules: rules.close,
    acts.Continued: lambda rules: rules.contact,
}


def decide(state: HelpState | None, command: Any, context: HelpContext) -> tuple[Act, ...]:
    """The acts that carry out this command now.

    Raises :class:`Refused` when the state or the person's roles do not allow it, and
    :class:`BadInput` naming the field when the command lacks something.
    """
    if not isinstance(command, Act):
        raise TypeError(f"no command of this ledger: {type(command).__name__}")
    if not HELPING & context.actor.roles:
        raise Refused("您的岗位没有这项权限", hint="请由有权限的同事办理")
    why = misfit(state, command, context.actor.place)
    if why is not None:
        raise Refused(why)
    _check(state, command, context)
    return (_dated(command, context),)


def available(state: HelpState, context: HelpContext) -> frozenset[type[Act]]:
    """The act types that may happen now by this person, to enable buttons and keys."""
    if not HELPING & context.actor.roles:
        return frozenset()
    return frozenset(kind for kind in acts.HELP_ACTS if misfit(state, _probe(kind, state)) is None)


def _probe(kind: type[Act], state: HelpState) -> Act:
    """An empty act of this type: enough for the table, which looks at few fields."""
    fields: dict[str, Any] = {name: "" for name in kind.__struct_fields__}
    if kind is acts.MaterialsReturned:
        left = [each for each in state.custody if each.left]
        fields["lines"] = tuple(Handed(each.name, each.form, each.left) for each in left) or (
            Handed("", MaterialForm.ORIGINAL, 1),
        )
    if kind is acts.Corrected:
        fields["field"] = "note"
    return kind(**fields)


def _dated(act: Act, context: HelpContext) -> Act:
    days = _NEXT.get(type(act))
    if days is None or getattr(act, "due", None) is not None:
        return act
    if isinstance(act, acts.SuitabilityChecked) and not act.suitable:
        return act
    if isinstance(act, acts.Registered) and act.planned is not None:
        return replace(act, due=max(act.planned, context.today))
    return replace(act, due=context.within(days(context.rules)))


def _check(state: HelpState | None, act: Act, context: HelpContext) -> None:
    """What the table cannot say: fields that must be there, and what one act owes another."""
    match act:
        case acts.Asked() | acts.FinishedAtOnce():
            _check_ask(act.ask, context)
        case acts.SuitabilityChecked():
            if not act.suitable:
                _need("reason", act.reason, "请写明为什么不宜代办，该怎么办")
        case acts.Authorised():
            _check_authorisation(act, context)
        case acts.MaterialsTaken() | acts.MaterialsReturned():
            if not act.lines:
                raise BadInput("lines", "请至少写明一份材料")
            for row, line in enumerate(act.lines, 1):
                if not line.name.strip() or line.count < 1:
                    raise BadInput("lines", "材料名称和份数都要写明", row=row)
            if isinstance(act, acts.MaterialsReturned):
                _need("taken_by", act.taken_by, "请写明材料退给了谁")
            else:
                _entrusted(state, context, "接收材料")
        case acts.Submitted():
            _entrusted(state, context, "代交")
            if not act.case:
                _need("note", act.note, "请写明办件编号，或交到了哪个系统")
            _in_scope(state, Scope.SUBMIT)
        case acts.Visited():
            if act.at_ms > context.now_ms + 60_000:
                raise BadInput("at_ms", "联系时间晚于现在")
        case acts.ResultHanded():
            _need("result", act.result, "请写明交回的结果")
            if act.way != "self":
                _need("collector", act.collector, "请写明结果交给了谁")
            if act.way == "agent":
                _need("relation", act.relation, "请写明代领人与本人的关系")
            if act.way == "post":
                _need("post_no", act.post_no, "请写明邮寄单号")
        case acts.CalledBack():
            _need("satisfaction", act.satisfaction, "请选择满意度")
        case acts.Closed():
            left = originals_left(state)
            if left:
                names = "、".join(each.name for each in left[:3])
                raise Refused(f"还有原件没有退还：{names}", hint="请先办理退还材料")
        case acts.Terminated():
            _need("reason", act.reason, "请写明终止的理由")
        case acts.Continued():
            _need("reason", act.reason, "请写明续办的理由")
            if act.until is not None:
                _check_until(act.until, context)
        case acts.Reassigned():
            _need("staff", act.staff, "请写明转交给谁")
            _need("reason", act.reason, "请写明转交的理由")
        case acts.Corrected():
            if act.field in ("name", "kind", "group"):
                _need("new", act.new, "这一项不能为空")
        case shared.DisputeSettled():
            _need("note", act.note, "请写明核对的结果")
        case _:
            pass


def _check_ask(ask: Ask, context: HelpContext) -> None:
    _need("person.name", ask.person.name, "请填写服务对象姓名")
    _need("kind", ask.kind, "请选择帮办方式")
    _need("group", ask.group, "请选择服务对象类别")
    _need("source", ask.source, "请选择需求来源")
    if ask.asked_ms > context.now_ms + 60_000:
        raise BadInput("asked_at", "时间晚于现在")


def _check_authorisation(act: acts.Authorised, context: HelpContext) -> None:
    given = act.authorisation
    if not given.scope:
        raise BadInput("scope", "请至少勾选一项委托事项")
    if given.way not in ("screen", "paper"):
        raise BadInput("way", "请选择屏上签名或纸质签字")
    if given.until < given.since:
        raise BadInput("until", "委托期限止日早于起日")
    _check_until(given.until, context)


def _check_until(until: date, context: HelpContext) -> None:
    if until < context.today:
        raise BadInput("until", "委托期限已过")
    if (until - context.today).days > context.rules.longest_authorisation:
        raise BadInput("until", f"委托期限最长 {context.rules.longest_authorisation} 天")


def _entrusted(state: HelpState | None, context: HelpContext, doing: str) -> None:
    """Who acts for somebody (代办) needs his authorisation, and it must still hold."""
    if state is None or state.ask.kind != HelpKind.AGENCY:
        return
    given = state.authorisation
    if given is None:
        raise Refused(f"还没有签委托书，不能{doing}", hint="请先办理委托")
    if context.today > given.until:
        raise Refused(f"委托已于 {given.until:%Y-%m-%d} 到期，不能{doing}", hint="请先办理续办")


def _in_scope(state: HelpState | None, scope: Scope) -> None:
    given = state.authorisation if state is not None else None
    if given is not None and scope not in given.scope:
        raise Refused(f"委托书没有勾选“{scope.label}”", hint="请重新签委托书")


def _need(name: str, value: str, why: str) -> None:
    if not value.strip():
        raise BadInput(name, why)
