"""What may be done now about a matter. Pure: time, person, calendar and words are passed in.

The act itself is the command; what it lacks (days) is filled in by ``trouble_deadlines``.
"""

from __future__ import annotations

from typing import Any

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import case as shared, trouble as acts
from counter_app.models.acts.base import Act
from counter_app.models.reference_trouble import TroubleList
from counter_app.models.trouble import (
    Channel,
    CoHandler,
    Opinion,
    Outcome,
    Report,
    TroubleState,
)
from counter_app.rules import trouble_conflict
from counter_app.rules.trouble_context import TroubleContext
from counter_app.rules.trouble_deadlines import dated
from counter_app.rules.trouble_transitions import misfit

#: Roles that may work in this ledger, of which a person needs one.
SERVING = frozenset(
    {
        "intake", "help", "delivery", "vanguard", "approval", "chief_officer", "supervision",
        "administration",
    }
)  # fmt: skip
#: Roles of those who may send a matter on, over the head of whoever has it.
LEADING = frozenset({"chief_officer", "supervision", "administration"})


def decide(state: TroubleState | None, command: Any, context: TroubleContext) -> tuple[Act, ...]:
    """The acts that carry out this command now.

    Raises :class:`Refused` when the state or the person does not allow it, and
    :class:`BadInput` naming the field when the command lacks something.
    """
    if not isinstance(command, Act):
        raise TypeError(f"no command of this ledger: {type(command).__name__}")
    if not SERVING & context.actor.roles:
        raise Refused("您的岗位没有这项权限", hint="请由有权限的同事办理")
    why = misfit(state, command, context.actor.place)
    if why is not None:
        raise Refused(why)
    if state is not None:
        shut = trouble_conflict.refusal(state, type(command), context.actor)
        if shut is not None:
            raise Refused(shut, hint="请由另一位同事办理")
    _check(state, command, context)
    return (dated(state, command, context),)


def available(state: TroubleState, context: TroubleContext) -> frozenset[type[Act]]:
    """The act types that may happen now by this person, to enable buttons and keys."""
    if not SERVING & context.actor.roles:
        return frozenset()
    return frozenset(
        kind
        for kind in acts.TROUBLE_ACTS
        if misfit(state, _probe(kind, state), context.actor.place) is None
        and trouble_conflict.refusal(state, kind, context.actor) is None
        and _more_of_it(state, kind, context)
    )


def _more_of_it(state: TroubleState, kind: type[Act], context: TroubleContext) -> bool:
    if kind is acts.Extended:
        return state.extensions < context.rules.extensions
    return True


def _probe(kind: type[Act], state: TroubleState) -> Act:
    """An empty act of this type: enough for the table, which looks at few fields."""
    fields: dict[str, Any] = {name: "" for name in kind.__struct_fields__}
    if kind is acts.Corrected:
        fields["field"] = "note"
    if kind is acts.Joined:
        fields["co_handler"] = CoHandler("\0")
    if kind is acts.JoinAnswered and state.co_handlers:
        fields["department"] = state.co_handlers[0].department
    return kind(**fields)


def _check(state: TroubleState | None, act: Act, context: TroubleContext) -> None:
    """What the table cannot say: fields that must be there, and what one act owes another."""
    terms = context.terms
    match act:
        case acts.Reported():
            _check_report(act.report, context)
        case acts.SettledAtOnce():
            _check_report(act.report, context)
            _need("answer", act.answer, "请写明怎样解决的")
            _one_of("outcome", act.outcome, Outcome, "请选择处理结果")
            if act.report.channel != Channel.BACKFILL:
                _check_causes(act.causes, context)
        case acts.ScopeChecked():
            if not act.inside:
                if not terms.offers(TroubleList.OUTSIDE, act.ground):
                    raise BadInput("ground", "请选择不属受理范围的情形")
                _need("remedy", act.remedy, "请写明应当怎样办、找哪里")
        case acts.Reclassified():
            _check_kind(act.kind, act.reasons, context)
        case acts.Dispatched():
            _need("to_place", act.to_place, "请选择转到哪里")
            _check_hands(state, act.staff, act.staff_name, act.department)
            for row, each in enumerate(act.co_handlers, 1):
                if not each.department.strip():
                    raise BadInput("co_handlers", "请写明协办部门", row=row)
        case acts.HandedBack():
            _need("reason", act.reason, "请写明退回的理由")
        case acts.Joined():
            _need("department", act.co_handler.department, "请写明协办部门")
            if state is not None and trouble_conflict.given_to_himself(
                state, act.co_handler.staff, act.co_handler.staff_name
            ):
                raise Refused("不能交给被反映人本人", hint="请改选另一位办理人")
        case acts.JoinAnswered():
            _need("said", act.said, "请写明协办意见")
        case acts.MeasureTaken():
            _need("what", act.what, "请写明采取了什么措施")
            if act.at_ms > context.now_ms + 60_000:
                raise BadInput("at_ms", "措施的时间晚于现在")
        case acts.Extended():
            _check_extension(state, act, context)
        case acts.Answered():
            _need("text", act.text, "请写明答复内容")
            _one_of("outcome", act.outcome, Outcome, "请选择处理结果")
            _need("way", act.way, "请选择答复方式")
            if act.outcome == Outcome.REFUSED:
                _need("basis", act.basis, "不予办理的，请写明依据")
        case acts.OpinionHeard() | acts.Revisited():
            _one_of("opinion", act.opinion, Opinion, "请选择反映人的意见")
            if isinstance(act, acts.Revisited):
                _need("way", act.way, "请选择回访方式")
        case acts.Escalated():
            _need("reason", act.reason, "请写明提级的理由")
            _check_step_up(state, act, context)
            _check_hands(state, act.staff, act.staff_name, act.department)
        case acts.Closed():
            _check_causes(act.causes, context)
        case acts.Withdrawn():
            _need("reason", act.reason, "请写明撤回的理由")
        case acts.Reopened():
            _need("reason", act.reason, "请写明重新办理的理由")
        case acts.Corrected():
            if act.field in ("name", "text"):
                _need("new", act.new, "这一项不能为空")
        case shared.DisputeSettled():
            _need("note", act.note, "请写明核对的结果")
        case _:
            pass


def _check_report(report: Report, context: TroubleContext) -> None:
    if not report.anonymous:
        _need("person.name", report.person.name, "请填写反映人姓名或单位名称")
    _need("text", report.text, "请写明什么事没有办成")
    _one_of("channel", report.channel, Channel, "请选择反映渠道")
    _check_kind(report.kind, report.reasons, context)
    if report.reported_ms > context.now_ms + 60_000:
        raise BadInput("reported_at", "时间晚于现在")
    for row, each in enumerate(report.tries, 1):
        if not each.place.strip():
            raise BadInput("tries", "请写明此前在哪里办过", row=row)
        if each.day is not None and each.day > context.today:
            raise BadInput("tries", "此前办理的日期晚于今天", row=row)


def _check_kind(kind: str, reasons: tuple[str, ...], context: TroubleContext) -> None:
    terms = context.terms
    if not terms.offers(TroubleList.KIND, kind):
        raise BadInput("kind", "请选择反映类别")
    for reason in reasons:
        if not any(each.code == reason for each in terms.offered(TroubleList.REASON, kind)):
            raise BadInput("reasons", "所选情形不属于这一类别")


def _check_hands(state: TroubleState | None, staff: str, staff_name: str, department: str) -> None:
    if not (staff or staff_name or department).strip():
        raise BadInput("staff", "请写明转给哪个部门或哪个人")
    if state is not None and trouble_conflict.given_to_himself(state, staff, staff_name):
        raise Refused("不能交给被反映人本人", hint="请改选另一位办理人")


def _check_extension(
    state: TroubleState | None, act: acts.Extended, context: TroubleContext
) -> None:
    _need("reason", act.reason, "请写明延期的理由")
    times = context.rules.extensions
    if state is None:
        return
    if state.extensions >= times:
        raise Refused(f"已经延期 {state.extensions} 次，不能再延", hint="需要时请提级办理")
    start = state.limit or context.today
    if act.limit <= start:
        raise BadInput("limit", f"新的答复期限应晚于 {start:%Y-%m-%d}")
    latest = context.calendar.add_workdays(start, context.rules.extension)
    if act.limit > latest:
        raise BadInput("limit", f"最多延到 {latest:%Y-%m-%d}")


def _check_step_up(
    state: TroubleState | None, act: acts.Escalated, context: TroubleContext
) -> None:
    """One step at a time: the place above, or at the top another leader there."""
    if state is None:
        return
    above = context.above(state.owner) or state.owner
    if act.to_place != above:
        raise BadInput("to_place", "只能提到上一级")


def _check_causes(causes: tuple[str, ...], context: TroubleContext) -> None:
    if not causes:
        raise BadInput("causes", "请选择成因")
    for cause in causes:
        if not context.terms.offers(TroubleList.CAUSE, cause):
            raise BadInput("causes", "成因不在本县目录里")


def _one_of(name: str, value: str, kind: type[Any], why: str) -> None:
    if value not in {each.value for each in kind}:
        raise BadInput(name, why)


def _need(name: str, value: str, why: str) -> None:
    if not value.strip():
        raise BadInput(name, why)
