"""What is known of one line of help: who, what, the authorisation, custody, contacts, warnings."""

from __future__ import annotations

import msgspec

from counter_app.desk import help as helping
from counter_app.desk.desk import Desk
from counter_app.errors import Refused
from counter_app.models.acts.base import Act
from counter_app.models.case import CaseStatus
from counter_app.models.help import (
    HelpGroup,
    HelpKind,
    HelpSource,
    HelpState,
    Satisfaction,
    Scope,
)
from counter_app.models.labels import label_of
from counter_app.rules import masking, numbers
from counter_app.rules.help_deadlines import reminders, soon_over
from counter_app.store import queries
from counter_app.ui import case_words, help_words as words
from counter_app.ui.line.facts import LineFacts, Mask

#: What the scan of a signed authorisation is called among the attachments.
SIGNED_FORM = "委托书签字件"
_VISITS = {"home": "上门", "phone": "电话", "window": "窗口", "office": "单位"}
_HANDING = {"hand": "交给本人", "agent": "他人代领", "post": "邮寄", "self": "本人自行领取"}


class HelpSheet(msgspec.Struct, frozen=True):
    """Everything the page shows, read at once. ``warnings``: one sentence each."""

    state: HelpState
    possible: frozenset[type[Act]]
    staff: str
    place: str
    warnings: tuple[str, ...]
    #: each linked case in one line: its number, and how it stands where it is held here
    cases: tuple[str, ...] = ()


def read_sheet(desk: Desk, number: str) -> HelpSheet:
    """Blocking. Raises :class:`Refused` when this machine does not hold the line."""
    state = helping.line(desk, number)
    if state is None:
        raise Refused(
            f"本机没有编号 {numbers.spoken(number)} 的帮代办记录",
            hint="请核对编号，或联网同步后再看",
        )
    catalogue = desk.catalogue()
    warnings = [each.said for each in helping.conflicting(desk, state)]
    warnings += case_words.misfits(state.disputes)
    given, days = state.authorisation, desk.help_context().rules.remind
    if given is not None and soon_over(state, desk.today, days):
        over = "已于" if given.until < desk.today else "将于"
        warnings.append(f"委托{over} {given.until:%Y-%m-%d} 到期，需要接着办的请先续办")
    return HelpSheet(
        state=state,
        possible=helping.possible(desk, state),
        staff=state.staff_name or catalogue.staff_name(state.staff),
        place=catalogue.place_name(state.owner),
        warnings=tuple(warnings),
        cases=tuple(_case(desk, each) for each in state.cases),
    )


def _case(desk: Desk, number: str) -> str:
    """The case that was handed in, and what became of it."""
    case, told = queries.by_number(desk.store, number), numbers.spoken(number)
    if case is None:
        return told
    told += f" {case.status.label}"
    if case.correction is not None:
        told += f"：{'、'.join(point.material for point in case.correction.points)}"
    if case.ready_at and case.status is CaseStatus.READY:
        told += f"，在{desk.catalogue().place_name(case.ready_at)}"
    return told


_MASKS = {
    "id_number": Mask(masking.mask_id, "证件号码", "R"),
    "phone": Mask(masking.mask_phone, "电话", "U"),
}
_ROWS = (
    ("person", "服务对象"), ("group", "类别"), ("id_number", "证件号码"), ("phone", "电话"),
    ("address", "住址"), ("kind", "方式"), ("item", "事项"), ("wish", "说明"), ("source", "来源"),
    ("staff", "帮代办员"), ("planned", "约定日期"), ("authorisation", "委托"),
    ("cases", "办件编号"), ("custody", "代管材料"), ("visits", "走访联系"), ("result", "结果"),
    ("heard", "回访"), ("ended", "终了"), ("note", "备注"),
)  # fmt: skip


def facts_card() -> LineFacts:
    """The card with its rows, still empty."""
    return LineFacts(_ROWS, _MASKS)


def show_sheet(card: LineFacts, sheet: HelpSheet, desk: Desk) -> None:
    """Fill the card."""
    state, today = sheet.state, desk.today
    first = next(iter(reminders(state)), None)
    card.tell_state(
        state.status.label,
        words.STATUS_TONES[state.status],
        lamp=(first.lamp(today).value, first.said(today)) if first is not None else None,
        warnings=sheet.warnings,
    )
    ask, person = state.ask, state.ask.person
    card.tell_masked(person.name, {field: str(getattr(person, field)) for field in _MASKS})
    told = {
        "person": person.name,
        "group": _joined(label_of(HelpGroup, ask.group), ask.group_proof),
        "address": person.address,
        "kind": label_of(HelpKind, ask.kind),
        "item": _joined(ask.item_name, ask.project),
        "wish": ask.wish,
        "source": label_of(HelpSource, ask.source),
        "staff": f"{sheet.staff} {sheet.place}",
        "planned": case_words.full_day(state.planned) if state.planned else "",
        "authorisation": _authorised(state),
        "cases": "\n".join(sheet.cases),
        "custody": _custody(state),
        "visits": _visits(state, desk),
        "result": _result(state),
        "heard": _heard(state),
        "ended": _ended(state, desk),
        "note": ask.note,
    }
    card.tell(told)


def _joined(*texts: str) -> str:
    return " ".join(each for each in texts if each)


def _authorised(state: HelpState) -> str:
    given = state.authorisation
    if given is None:
        return ""
    scope = "、".join(label_of(Scope, each) for each in given.scope)
    way = "屏上签名" if given.way == "screen" else "纸质签字"
    if unscanned(state):
        way += "，签字件还没有扫描"
    return f"{given.since:%Y-%m-%d} 至 {given.until:%Y-%m-%d}，{way}\n{scope}"


def unscanned(state: HelpState) -> bool:
    """Whether the authorisation was signed on paper and its scan is not here yet."""
    given = state.authorisation
    if given is None or given.way != "paper":
        return False
    return all(each.name != SIGNED_FORM for each in state.attachments)


def _custody(state: HelpState) -> str:
    lines = []
    for each in state.custody:
        told = f"{each.name} {each.form.label} {each.count} 份"
        if not each.left:
            told += "，已退还"
        elif each.returned:
            told += f"，已退 {each.returned} 份"
        elif each.back_due:
            told += f"，{each.back_due:%m-%d} 前退还"
        lines.append(told)
    return "\n".join(lines)


def _visits(state: HelpState, desk: Desk) -> str:
    return "\n".join(
        _joined(
            case_words.moment(each.at_ms, desk.today),
            _VISITS.get(each.way, each.way),
            each.where,
            each.said,
        )
        for each in state.visits
    )


def _result(state: HelpState) -> str:
    made = state.result
    if made is None:
        return state.outcome
    way = _HANDING.get(made.way, made.way)
    who = made.collector if made.way != "self" else ""
    paid = f"代付 {made.paid_cents / 100:.2f} 元" if made.paid_cents else ""
    return _joined(made.result, way, who, made.relation, made.post_no, paid)


def _heard(state: HelpState) -> str:
    heard = state.call_back
    return _joined(label_of(Satisfaction, heard.satisfaction), heard.said) if heard else ""


def _ended(state: HelpState, desk: Desk) -> str:
    if state.open:
        return ""
    return _joined(case_words.moment(state.ended_ms, desk.today), state.end_reason)
