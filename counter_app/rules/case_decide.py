"""What may be done now on a case, and which acts it makes. Pure: time and tables are passed in.

Sources: 行政许可法 art. 32 (tell everything once within five days, else accepted from the day
of receipt), art. 42 (one extension of at most ten days), art. 45 (special procedures are not
counted). The numbers are reference data (``CaseRules``), not code.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import case as acts, papers_moved as moved, priority as first
from counter_app.models.acts.base import Act
from counter_app.models.case import CaseState, CaseStatus, MaterialForm
from counter_app.rules import case_commands as commands
from counter_app.rules.case_authority import as_officer
from counter_app.rules.case_context import CaseContext, local_day, time_unit
from counter_app.rules.case_transitions import misfit
from counter_app.rules.papers_moved import check_sent, on_the_way, take_papers
from counter_app.rules.priority import prioritise, take_back
from counter_app.rules.workdays import resume_due

_COUNTER = frozenset({"intake", "help", "chief_officer", "administration"})
_DECIDING = frozenset({"approval", "chief_officer", "administration"})
_LEADING = frozenset({"approval", "chief_officer", "supervision", "administration"})
_HANDING_OUT = frozenset({"delivery", "intake", "chief_officer", "administration"})

#: act -> roles of which one is needed. Instant items are closed by the window itself.
ROLES: dict[type[Act], frozenset[str]] = {
    acts.Received: _COUNTER,
    acts.CorrectedOnSpot: _COUNTER,
    acts.CorrectionAsked: _COUNTER | _DECIDING,
    acts.CorrectionMade: _COUNTER,
    acts.Accepted: _COUNTER | _DECIDING,
    acts.Declined: _COUNTER | _DECIDING,
    acts.Forwarded: _COUNTER | _DECIDING,
    acts.SentBack: _COUNTER | _DECIDING,
    acts.Suspended: _DECIDING,
    acts.Resumed: _DECIDING,
    acts.Extended: _DECIDING,
    acts.Decided: _DECIDING,
    acts.Closed: _DECIDING,
    acts.Ready: _HANDING_OUT | _DECIDING,
    acts.Delivered: _HANDING_OUT,
    acts.Archived: _LEADING | _HANDING_OUT,
    acts.Withdrawn: _COUNTER,
    acts.Terminated: _LEADING | _COUNTER,
    acts.Voided: _LEADING | _COUNTER,
    acts.DisputeSettled: _LEADING | _COUNTER,
    acts.TwinSettled: _LEADING | _COUNTER,
    first.Prioritised: _LEADING | _COUNTER | _HANDING_OUT,
    first.PriorityProposed: _LEADING | _COUNTER | _HANDING_OUT,
    first.PriorityTakenBack: _LEADING | _COUNTER | _HANDING_OUT,
    moved.PapersSent: _COUNTER | _DECIDING | _HANDING_OUT,
    moved.PapersTaken: _COUNTER | _DECIDING | _HANDING_OUT,
}


def decide(state: CaseState | None, command: Any, context: CaseContext) -> tuple[Act, ...]:
    """The acts that carry out this command now.

    Raises :class:`Refused` when the state or the person's roles do not allow it, and
    :class:`BadInput` naming the field when the command itself lacks something.
    """
    maker = _MAKERS.get(type(command))
    made = maker(state, command, context) if maker else (command,)
    if not made or not all(isinstance(act, Act) for act in made):
        raise TypeError(f"no case command: {type(command).__name__}")
    instant = isinstance(command, commands.CloseInstant)
    needed = ROLES.get(type(made[0]))
    if needed is not None and not needed & context.actor.roles:
        raise Refused("您的岗位没有这项权限", hint="请由有权限的同事办理")
    why = misfit(state, made[0], context.actor.place)
    if why is not None:
        raise Refused(why)
    if not instant:
        for act in made:
            _check(state, act, context)
    return made


def deemed_accepted(state: CaseState, today: date) -> bool:
    """Whether the law has already accepted this case by silence (逾期视为受理, art. 32)."""
    return (
        state.status is CaseStatus.RECEIVED
        and state.check_due is not None
        and today > state.check_due
    )


def available(state: CaseState, context: CaseContext) -> frozenset[type[Act]]:
    """The act types that may happen now by this person, to enable buttons and keys."""
    possible = set()
    for act, roles in ROLES.items():
        if act is acts.Received or not roles & context.actor.roles:
            continue
        if misfit(state, _probe(act, state, context.actor.place), context.actor.place) is None:
            possible.add(act)
    return frozenset(possible)


def _probe(act: type[Act], state: CaseState, place: str) -> Act:
    """An empty act of this type: enough for the table, which looks at types and few fields."""
    if act is acts.DisputeSettled and state.disputes:
        return acts.DisputeSettled(state.disputes[0].device, state.disputes[0].n, "keep")
    if act is acts.TwinSettled:
        open_ones = (twin.number for twin in state.twins if not twin.settled)
        return acts.TwinSettled(next(open_ones, ""), "different")
    if act is moved.PapersTaken:
        waiting = on_the_way(state, place)
        return moved.PapersTaken(*((waiting.device, waiting.n) if waiting else ()))
    fields: dict[str, Any] = {name: "" for name in act.__struct_fields__}
    return act(**fields)


def _receive(
    state: CaseState | None, command: commands.Receive, context: CaseContext
) -> tuple[Act, ...]:
    received = context.now_ms if command.received_ms is None else command.received_ms
    if received > context.now_ms + 60_000:
        raise BadInput("received_at", "收件时间晚于现在")
    if not command.applicant.name:
        raise BadInput("applicant.name", "申请人姓名或名称不能为空")
    due = context.calendar.deadline(local_day(received), context.rules.check_days)
    return (
        acts.Received(
            item=command.item,
            applicant=command.applicant,
            received_ms=received,
            lookup_code=command.lookup_code,
            window=context.actor.window,
            agent=command.agent,
            materials=command.materials,
            form=command.form,
            channel=command.channel,
            note=command.note,
            check_due=due.date,
            fingerprint=command.fingerprint,
        ),
    )


def _accept(
    state: CaseState | None, command: commands.Accept, context: CaseContext
) -> tuple[Act, ...]:
    if state is None:
        raise Refused("还没有这一办件的收件记录")
    deemed = deemed_accepted(state, context.today)
    start = local_day(state.received_ms) if deemed else context.today
    missing = [
        line.name
        for line in state.materials
        if line.required
        and not line.form.present
        and line.name not in command.tolerated
        and line.form is not MaterialForm.LATER
    ]
    if missing and not deemed:
        raise Refused(
            f"还缺 {len(missing)} 份必要材料：{'、'.join(missing[:3])}",
            hint="可一次性告知补正，或办理容缺受理",
        )
    promise_due, legal_due, provisional = _limits(state, start, context)
    return (
        acts.Accepted(
            accepted_on=start,
            deemed=deemed,
            promise_due=promise_due,
            legal_due=legal_due,
            provisional=provisional,
            tolerated=tuple(command.tolerated)
            or tuple(m.name for m in state.materials if m.form is MaterialForm.LATER),
        ),
    )


def _limits(
    state: CaseState, start: date, context: CaseContext
) -> tuple[date | None, date | None, bool]:
    """Promise and legal due days from this start, and whether a calendar is not yet official."""
    dues: list[date | None] = []
    provisional = False
    item = state.item
    limits = ((item.promised_days, item.promised_unit), (item.legal_days, item.legal_unit))
    for days, unit in limits:
        if days is None:
            dues.append(None)
            continue
        due = context.calendar.deadline(start, days, time_unit(unit))
        provisional = provisional or due.provisional
        dues.append(due.date)
    return dues[0], dues[1], provisional


def _ask_correction(
    state: CaseState | None, command: commands.AskCorrection, context: CaseContext
) -> tuple[Act, ...]:
    if not command.points:
        raise BadInput("points", "请至少写明一处需要补正的内容")
    for index, point in enumerate(command.points, 1):
        if not point.material or not point.problem:
            raise BadInput("points", "材料名称和问题都要写明", row=index)
    days = context.rules.correction_days if command.days is None else command.days
    due = context.calendar.deadline(context.today, days)
    return (acts.CorrectionAsked(command.points, due.date, command.reason, command.approver),)


def _make_correction(
    state: CaseState | None, command: commands.MakeCorrection, context: CaseContext
) -> tuple[Act, ...]:
    if not command.materials:
        raise BadInput("materials", "请勾选补交的材料")
    due = context.calendar.deadline(context.today, context.rules.check_days)
    return (acts.CorrectionMade(command.materials, command.note, due.date),)


def _suspend(
    state: CaseState | None, command: commands.Suspend, context: CaseContext
) -> tuple[Act, ...]:
    since = command.since or context.today
    return (
        acts.Suspended(
            command.procedure, command.ground, since, command.expected_days, command.approver
        ),
    )


def _resume(
    state: CaseState | None, command: commands.Resume, context: CaseContext
) -> tuple[Act, ...]:
    if state is None or state.suspension is None:
        raise Refused("没有正在进行的特别程序")
    on = command.on or context.today
    if on < state.suspension.since:
        raise BadInput("on", "结束日期早于特别程序开始日期")
    since = state.suspension.since
    promise = _moved(state.promise_due, state.item.promised_unit, since, on, context)
    legal = _moved(state.legal_due, state.item.legal_unit, since, on, context)
    return (
        acts.Resumed(
            on=on,
            result=command.result,
            promise_due=promise[0],
            legal_due=legal[0],
            provisional=promise[1] or legal[1],
        ),
    )


def _moved(
    due: date | None, unit: str, since: date, on: date, context: CaseContext
) -> tuple[date | None, bool]:
    if due is None:
        return None, False
    moved = resume_due(due, since, on, context.calendar, time_unit(unit))
    return moved.date, moved.provisional


def _extend(
    state: CaseState | None, command: commands.Extend, context: CaseContext
) -> tuple[Act, ...]:
    if state is None:
        raise Refused("还没有这一办件的收件记录")
    if not 1 <= command.days <= context.rules.max_extension:
        raise BadInput("days", f"延长天数应为 1 至 {context.rules.max_extension} 个工作日")
    if state.legal_due is not None and context.today > state.legal_due:
        raise Refused("法定期限已过，不能再延长")
    provisional = False
    dues: list[date | None] = []
    for due in (state.promise_due, state.legal_due):
        if due is None:
            dues.append(None)
            continue
        later = context.calendar.deadline(due, command.days)
        provisional = provisional or later.provisional
        dues.append(later.date)
    return (
        acts.Extended(
            command.days, command.reason, command.approver, dues[0], dues[1], provisional
        ),
    )


def _close_instant(
    state: CaseState | None, command: commands.CloseInstant, context: CaseContext
) -> tuple[Act, ...]:
    if state is None:
        raise Refused("还没有这一办件的收件记录")
    if not state.item.instant:
        raise Refused("只有即办件可以当场办结")
    accepted = _accept(state, commands.Accept(), context)
    return (
        *accepted,
        acts.Decided(
            granted=True,
            opinion=command.opinion,
            result_name=state.item.result_name,
            result_no=command.result_no,
        ),
        acts.Closed(result=state.item.result_name, instant=True),
    )


_MAKERS: dict[type, Callable[[CaseState | None, Any, CaseContext], tuple[Act, ...]]] = {
    commands.Receive: _receive,
    commands.Accept: _accept,
    commands.AskCorrection: _ask_correction,
    commands.MakeCorrection: _make_correction,
    commands.Suspend: _suspend,
    commands.Resume: _resume,
    commands.Extend: _extend,
    commands.CloseInstant: _close_instant,
    acts.Decided: as_officer,
    commands.Prioritise: prioritise,
    # the bare acts go the same way: nobody grants by the back door what he may not
    first.Prioritised: prioritise,
    first.PriorityProposed: prioritise,
    first.PriorityTakenBack: take_back,
    commands.TakePapers: take_papers,
}


def _check(state: CaseState | None, act: Act, context: CaseContext) -> None:
    """What the table cannot say: fields that must be there, and second persons."""
    today = context.today
    match act:
        case acts.CorrectionAsked():
            assert state is not None
            if deemed_accepted(state, today):
                raise Refused("已超过收件后的告知期限，依法视为受理", hint="请先办理受理")
            if state.corrections_asked and not (act.reason and act.approver):
                raise Refused("补正应一次性告知，再次告知须写明理由和批准人")
        case acts.Declined():
            assert state is not None
            if deemed_accepted(state, today):
                raise Refused("已超过收件后的告知期限，依法视为受理", hint="请先办理受理")
            _need("reason", act.reason, "请写明不予受理的理由")
            if act.ground == "not_competent":
                _need("competent_office", act.competent_office, "请告知应向哪个机关申请")
        case acts.Forwarded():
            _need("to_place", act.to_place, "请选择送往的地点")
            assert state is not None
            if act.purpose == "review" and state.status is CaseStatus.RECEIVED:
                raise Refused("尚未受理，不能移送审核", hint="可先受理，或上报镇级窗口")
            if act.to_place == state.owner:
                raise Refused("办件已在该处")
        case moved.PapersSent():
            check_sent(act, context.actor.place)
        case acts.SentBack():
            _need("reason", act.reason, "请写明退回的理由")
        case acts.Suspended():
            _need("procedure", act.procedure, "请写明特别程序的种类")
            _need("ground", act.ground, "请写明依据")
            _need("approver", act.approver, "请写明批准人")
            if act.expected_days < 1:
                raise BadInput("expected_days", "预计天数应至少为 1 个工作日")
        case acts.Extended():
            _need("reason", act.reason, "请写明延长的理由")
            _need("approver", act.approver, "请写明批准人")
        case acts.Decided():
            if not act.granted:
                _need("reasons", act.reasons, "不予许可须写明理由")
        case acts.Delivered():
            _need("collector", act.collector, "请写明领取人或收件人")
            if act.way == "post":
                _need("post_no", act.post_no, "请写明邮寄单号")
            if act.way == "agent":
                _need("relation", act.relation, "请写明代领人与申请人的关系")
        case acts.Withdrawn():
            _need("reason", act.reason, "请写明撤回的理由")
        case acts.Terminated():
            _need("ground", act.ground, "请写明终止的理由")
        case acts.DisputeSettled():
            if act.choice == "take":
                _need("note", act.note, "请写明为什么以后到的办理为准")
        case acts.Voided():
            _need("reason", act.reason, "请写明作废的理由")
            _need("approver", act.approver, "作废须由第二人确认")
            if act.approver == context.actor.work_no:
                raise Refused("作废须由另一人确认，不能是经办人自己")
        case _:
            pass


def _need(name: str, value: str, why: str) -> None:
    if not value.strip():
        raise BadInput(name, why)
