"""The story of a case (办理经过): every act as a heading and a sentence, by whom, where, when.

Personal numbers inside acts are masked here, because the timeline is always in sight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import msgspec

from counter_app.models.acts import (
    Act,
    UnknownAct,
    case as acts,
    papers_moved as moved,
    priority as first,
)
from counter_app.models.case import Dispute, MaterialLine
from counter_app.models.reference import FieldSpec
from counter_app.rules import masking
from counter_app.rules.numbers import spoken
from counter_app.store.catalogue import Catalogue
from counter_app.store.queries import TimelineEntry
from counter_app.ui import case_words as words

#: When device and county disagree by more than this about an entry's time, both are shown.
_APART_MS = words.DRIFT_MS


class Step(msgspec.Struct, frozen=True):
    """One line of the story. ``county_time``: only when the device's clock was off.

    ``why_not``: the act did not fit and has no effect, for this reason.
    """

    key: str
    title: str
    detail: str
    who: str
    place: str
    when: str
    county_time: str
    uploaded: bool
    quiet: bool
    why_not: str = ""


#: What can be looked at besides the fields of a form.
_MORE_FIELDS = {"form": "全部填写内容", "attachment": "附件"}


class Names:
    """Looks codes up: what the acts carry as codes is shown by name."""

    def __init__(self, catalogue: Catalogue, fields: tuple[FieldSpec, ...] = ()) -> None:
        self._catalogue = catalogue
        self._fields = {spec.key: spec.label for spec in fields}

    def place(self, code: str) -> str:
        return self._catalogue.place_name(code)

    def staff(self, work_no: str) -> str:
        return self._catalogue.staff_name(work_no)

    def approver(self, text: str) -> str:
        """An approver is noted by work number or by name."""
        return self._catalogue.staff_name(text)

    def field(self, key: str) -> str:
        return words.PARTY_FIELDS.get(key) or self._fields.get(key) or _MORE_FIELDS.get(key, key)


def steps(
    entries: list[TimelineEntry],
    names: Names,
    today: date,
    own_device: str,
    disputes: Iterable[Dispute] = (),
) -> list[Step]:
    """Newest first. ``own_device``: entries of other devices came by the county."""
    why = {(each.device, each.n): words.clause(each.why) for each in disputes}
    return [
        _step(entry, names, today, own_device, why.get((entry.device, entry.n), ""))
        for entry in reversed(entries)
    ]


def _step(entry: TimelineEntry, names: Names, today: date, own_device: str, why_not: str) -> Step:
    title, detail = told(entry.act, names)
    received = entry.received_ms
    apart = received is not None and entry.device_ms - received > _APART_MS
    return Step(
        key=f"{entry.device}:{entry.n}",
        title=title,
        detail=detail,
        who=names.staff(entry.staff),
        place=names.place(entry.place),
        when=words.moment(entry.device_ms, today),
        county_time=words.moment(received, today) if apart and received is not None else "",
        uploaded=received is not None or entry.device != own_device,
        quiet=isinstance(entry.act, acts.Revealed | acts.PaperReprinted),
        why_not=why_not,
    )


def told(act: Act | UnknownAct, names: Names) -> tuple[str, str]:
    """(heading, sentence) of one act."""
    if isinstance(act, UnknownAct):
        return "其他记录", "由更新版本的程序记下，升级后可以看到内容"
    return _TELL[type(act)](act, names)


def tells(kind: type[Act]) -> bool:
    """Whether this act has words of its own here."""
    return kind in _TELL


def _received(act: acts.Received, names: Names) -> tuple[str, str]:
    parts = [f"{words.CHANNELS.get(act.channel, act.channel)}收件", f"材料 {len(act.materials)} 项"]
    if act.check_due:
        parts.append(f"{words.short_day(act.check_due)}前告知是否受理")
    if act.note:
        parts.append(act.note)
    return "收件", "，".join(parts)


def _corrected_on_spot(act: acts.CorrectedOnSpot, names: Names) -> tuple[str, str]:
    def shown(value: str) -> str:
        if not value:
            return "（空）"
        if act.field == "id_number":
            return masking.mask_id(value)
        if act.field == "phone":
            return masking.mask_phone(value)
        return value

    return "当场更正", _with_note(
        f"{names.field(act.field)}：{shown(act.old)} → {shown(act.new)}", act.note
    )


def _correction_asked(act: acts.CorrectionAsked, names: Names) -> tuple[str, str]:
    points = "；".join(f"{point.material}（{point.problem}）" for point in act.points)
    line = f"{len(act.points)} 处：{points}。{words.short_day(act.due)}前补齐"
    if act.approver:
        line += f"，由 {names.approver(act.approver)} 批准再次告知"
    return "一次性告知补正", line


def _correction_made(act: acts.CorrectionMade, names: Names) -> tuple[str, str]:
    brought = "、".join(line.name for line in act.materials)
    return "补正完成", _with_note(f"收到 {brought}", act.note)


def _accepted(act: acts.Accepted, names: Names) -> tuple[str, str]:
    parts = [f"自 {words.short_day(act.accepted_on)} 起受理"]
    if act.deemed:
        parts.append("逾期未告知，依法视为受理")
    if act.promise_due:
        parts.append(f"承诺 {words.short_day(act.promise_due)} 前办结")
    if act.tolerated:
        parts.append("容缺：" + "、".join(act.tolerated))
    return "受理", "，".join(parts)


def _declined(act: acts.Declined, names: Names) -> tuple[str, str]:
    line = f"{words.GROUNDS.get(act.ground, act.ground)}。{act.reason}"
    if act.competent_office:
        line += f"。应向 {act.competent_office} 提出"
    return "不予受理", line


def _forwarded(act: acts.Forwarded, names: Names) -> tuple[str, str]:
    title = "移送审核" if act.purpose == "review" else "上报"
    return title, _with_note(f"送往 {names.place(act.to_place)}", act.note)


def _sent_back(act: acts.SentBack, names: Names) -> tuple[str, str]:
    return "退回", f"退到 {names.place(act.to_place)}：{act.reason}"


def _suspended(act: acts.Suspended, names: Names) -> tuple[str, str]:
    return "特别程序开始", (
        f"{act.procedure}，自 {words.short_day(act.since)} 起暂停计时，"
        f"预计 {act.expected_days} 个工作日。依据：{act.ground}。"
        f"批准人 {names.approver(act.approver)}"
    )


def _resumed(act: acts.Resumed, names: Names) -> tuple[str, str]:
    line = f"{words.short_day(act.on)} 结束，恢复计时"
    if act.promise_due:
        line += f"，承诺期限改为 {words.short_day(act.promise_due)}"
    return "特别程序结束", _with_note(line, act.result)


def _extended(act: acts.Extended, names: Names) -> tuple[str, str]:
    return "延长办理期限", (
        f"延长 {act.days} 个工作日：{act.reason}。批准人 {names.approver(act.approver)}"
    )


def _decided(act: acts.Decided, names: Names) -> tuple[str, str]:
    parts = [each for each in (act.opinion, act.reasons) if each]
    if act.decision_no:
        parts.append(f"文号 {act.decision_no}")
    if act.result_name:
        parts.append(f"{act.result_name} {act.result_no}".strip())
    if act.by_chief_officer:
        letter = f"（授权 {act.authority}）" if act.authority else ""
        parts.append(f"首席服务官直接决定{letter}")
    if act.remedies:
        parts.append(act.remedies)
    return ("准予" if act.granted else "不予"), "，".join(parts)


def _closed(act: acts.Closed, names: Names) -> tuple[str, str]:
    return ("当场办结" if act.instant else "办结"), act.result


def _ready(act: acts.Ready, names: Names) -> tuple[str, str]:
    return "转待取件", _with_note(f"结果在 {names.place(act.at)}", act.note)


def _delivered(act: acts.Delivered, names: Names) -> tuple[str, str]:
    line = f"{words.WAYS.get(act.way, act.way)}，{act.collector}"
    if act.relation:
        line += f"（与申请人关系：{act.relation}）"
    if act.id_number:
        line += f"，证件 {masking.mask_id(act.id_number)}"
    if act.post_no:
        line += f"，邮寄单号 {act.post_no}"
    return "送达", _with_note(line, act.note)


def _archived(act: acts.Archived, names: Names) -> tuple[str, str]:
    return "归档", f"卷号 {act.file_no}" if act.file_no else ""


def _withdrawn(act: acts.Withdrawn, names: Names) -> tuple[str, str]:
    line = act.reason
    if act.returned:
        line += "。退还：" + "、".join(act.returned)
    return "申请人撤回", line


def _terminated(act: acts.Terminated, names: Names) -> tuple[str, str]:
    return "终止", act.ground


def _voided(act: acts.Voided, names: Names) -> tuple[str, str]:
    return "作废", f"{act.reason}。第二人 {names.approver(act.approver)} 确认"


def _linked(act: acts.Linked, names: Names) -> tuple[str, str]:
    return "关联编号", words.link_words(act.system, act.number)


def _revealed(act: acts.Revealed, names: Names) -> tuple[str, str]:
    return "查看完整信息", _with_note(names.field(act.field), act.purpose)


def _paper_issued(act: acts.PaperIssued, names: Names) -> tuple[str, str]:
    return "出具文书", f"{act.title} {act.number}"


def _paper_reprinted(act: acts.PaperReprinted, names: Names) -> tuple[str, str]:
    return "补打文书", _with_note(act.number, act.reason)


def _attached(act: acts.Attached, names: Names) -> tuple[str, str]:
    line = act.attachment.name
    if act.attachment.material:
        line += f"，材料：{act.attachment.material}"
    return "上传附件", _with_note(line, act.note)


def _dispute_settled(act: acts.DisputeSettled, names: Names) -> tuple[str, str]:
    word = "以后到的办理为准" if act.choice == "take" else "维持现状"
    return "争议处理", _with_note(word, act.note)


def _twin_found(act: acts.TwinFound, names: Names) -> tuple[str, str]:
    return "疑似重复办件", f"{names.place(act.place)}另有在办的 {spoken(act.number)}"


def _twin_settled(act: acts.TwinSettled, names: Names) -> tuple[str, str]:
    word = "确是同一事项" if act.choice == "same" else "不是同一事项"
    return "重复核对", _with_note(f"{spoken(act.number)} {word}", act.note)


def _prioritised(act: first.Prioritised, names: Names) -> tuple[str, str]:
    return "优先办理", _with_note(f"绿色通道：{act.name}", act.note)


def _priority_proposed(act: first.PriorityProposed, names: Names) -> tuple[str, str]:
    return "申请优先", _with_note(act.name, act.note)


def _priority_taken_back(act: first.PriorityTakenBack, names: Names) -> tuple[str, str]:
    return "取消优先", act.reason


def _with_note(line: str, note: str) -> str:
    return f"{line}（{note}）" if note else line


def _papers_sent(act: moved.PapersSent, names: Names) -> tuple[str, str]:
    carried = f"，由 {act.carrier} 带送" if act.carrier else ""
    line = f"{_listed(act.lines)} 交给 {names.place(act.to_place)}{carried}"
    return "交出材料", _with_note(line, act.note)


def _papers_taken(act: moved.PapersTaken, names: Names) -> tuple[str, str]:
    line = f"未收到 {'、'.join(act.missing)}，其余点清" if act.missing else "逐项点清"
    return "接收材料", _with_note(line, act.note)


def _listed(lines: Iterable[MaterialLine]) -> str:
    return "、".join(f"{line.name}{line.form.label} {line.count} 份" for line in lines)


_TELL: dict[type[Act], Callable[[Any, Names], tuple[str, str]]] = {
    acts.Received: _received,
    acts.CorrectedOnSpot: _corrected_on_spot,
    acts.CorrectionAsked: _correction_asked,
    acts.CorrectionMade: _correction_made,
    acts.Accepted: _accepted,
    acts.Declined: _declined,
    acts.Forwarded: _forwarded,
    acts.SentBack: _sent_back,
    acts.Suspended: _suspended,
    acts.Resumed: _resumed,
    acts.Extended: _extended,
    acts.Decided: _decided,
    acts.Closed: _closed,
    acts.Ready: _ready,
    acts.Delivered: _delivered,
    acts.Archived: _archived,
    acts.Withdrawn: _withdrawn,
    acts.Terminated: _terminated,
    acts.Voided: _voided,
    acts.Linked: _linked,
    acts.Revealed: _revealed,
    acts.PaperIssued: _paper_issued,
    acts.PaperReprinted: _paper_reprinted,
    acts.Attached: _attached,
    acts.DisputeSettled: _dispute_settled,
    acts.TwinFound: _twin_found,
    acts.TwinSettled: _twin_settled,
    moved.PapersSent: _papers_sent,
    moved.PapersTaken: _papers_taken,
    first.Prioritised: _prioritised,
    first.PriorityProposed: _priority_proposed,
    first.PriorityTakenBack: _priority_taken_back,
}

#: kind of an act -> its heading, where only the kind is known
KIND_WORDS: dict[str, str] = {
    acts.Received.KIND: "收件",
    acts.CorrectedOnSpot.KIND: "当场更正",
    acts.CorrectionAsked.KIND: "一次性告知补正",
    acts.CorrectionMade.KIND: "补正完成",
    acts.Accepted.KIND: "受理",
    acts.Declined.KIND: "不予受理",
    acts.Forwarded.KIND: "移送或上报",
    acts.SentBack.KIND: "退回",
    acts.Suspended.KIND: "特别程序开始",
    acts.Resumed.KIND: "特别程序结束",
    acts.Extended.KIND: "延长办理期限",
    acts.Decided.KIND: "审批决定",
    acts.Closed.KIND: "办结",
    acts.Ready.KIND: "转待取件",
    acts.Delivered.KIND: "送达",
    acts.Archived.KIND: "归档",
    acts.Withdrawn.KIND: "申请人撤回",
    acts.Terminated.KIND: "终止",
    acts.Voided.KIND: "作废",
    moved.PapersSent.KIND: "交出材料",
    moved.PapersTaken.KIND: "接收材料",
    acts.PaperReprinted.KIND: "补打文书",
    acts.DisputeSettled.KIND: "争议处理",
    acts.TwinSettled.KIND: "重复核对",
    first.Prioritised.KIND: "优先办理",
    first.PriorityProposed.KIND: "申请优先",
    first.PriorityTakenBack.KIND: "取消优先",
}
