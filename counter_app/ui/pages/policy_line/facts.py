"""What is known of one question: enterprise, policy, question, answers, and what followed."""

from __future__ import annotations

import msgspec

from counter_app.desk import policy as advising
from counter_app.desk.desk import Desk
from counter_app.errors import Refused
from counter_app.models.acts.base import Act
from counter_app.models.help import Satisfaction
from counter_app.models.labels import label_of
from counter_app.models.policy import ContactWay, FirmSize, GrantKind, PolicySource, PolicyState
from counter_app.models.reference import Policy
from counter_app.rules import masking, numbers
from counter_app.rules.policy_deadlines import reminder
from counter_app.rules.policy_figures import yuan
from counter_app.ui import case_words, policy_words as words
from counter_app.ui.line.facts import LineFacts, Mask


class PolicySheet(msgspec.Struct, frozen=True):
    """Everything the page shows, read at once. ``policy``: as the county's table has it."""

    state: PolicyState
    possible: frozenset[type[Act]]
    staff: str
    place: str
    policy: Policy | None
    warnings: tuple[str, ...]


def read_sheet(desk: Desk, number: str) -> PolicySheet:
    """Blocking. Raises :class:`Refused` when this machine does not hold the line."""
    state = advising.line(desk, number)
    if state is None:
        raise Refused(
            f"本机没有编号 {numbers.spoken(number)} 的政策咨询",
            hint="请核对编号，或联网同步后再看",
        )
    catalogue = desk.catalogue()
    policy = catalogue.policies.get(state.inquiry.policy)
    return PolicySheet(
        state=state,
        possible=advising.possible(desk, state),
        staff=state.staff_name or catalogue.staff_name(state.staff),
        place=catalogue.place_name(state.owner),
        policy=policy,
        warnings=tuple(_warnings(state, policy, desk)),
    )


def _warnings(state: PolicyState, policy: Policy | None, desk: Desk) -> list[str]:
    told = case_words.misfits(state.disputes)
    if policy is not None and policy.sample:
        told.append("这是样例政策，不得据此答复企业")
    elif policy is not None and not policy.in_force(desk.today):
        told.append("这一政策现在不在有效期内")
    return told


_MASKS = {"phone": Mask(masking.mask_phone, "电话", "U")}
_ROWS = (
    ("firm", "企业"), ("code", "信用代码"), ("contact", "联系人"), ("phone", "电话"),
    ("title", "政策"), ("question", "问题"), ("answers", "答复"), ("passings", "转部门"),
    ("points", "政策要点"), ("applied", "申报"), ("granted", "兑现"), ("refusal", "未兑现"),
    ("contacts", "跟进回访"), ("staff", "经办人"), ("source", "渠道"), ("ended", "终了"),
    ("note", "备注"),
)  # fmt: skip


def facts_card() -> LineFacts:
    """The card with its rows, still empty."""
    return LineFacts(_ROWS, _MASKS)


def show_sheet(card: LineFacts, sheet: PolicySheet, desk: Desk) -> None:
    """Fill the card."""
    state, today = sheet.state, desk.today
    first = reminder(state)
    card.tell_state(
        state.status.label,
        words.STATUS_TONES[state.status],
        lamp=(first.lamp(today).value, first.said(today)) if first is not None else None,
        warnings=sheet.warnings,
    )
    inquiry, firm = state.inquiry, state.inquiry.firm
    card.tell_masked(firm.name, {"phone": firm.phone})
    size = label_of(FirmSize, inquiry.size) if inquiry.size else ""
    card.tell(
        {
            "firm": _joined(firm.name, size, inquiry.industry),
            "code": firm.id_number,
            "contact": inquiry.contact,
            "title": _joined(inquiry.title, inquiry.issuer),
            "question": inquiry.question,
            "answers": _answers(state, desk),
            "passings": _passings(state, desk),
            "points": words.main_points(sheet.policy) if sheet.policy is not None else "",
            "applied": _applied(state),
            "granted": _granted(state),
            "refusal": state.refusal,
            "contacts": _contacts(state, desk),
            "staff": f"{sheet.staff} {sheet.place}",
            "source": label_of(PolicySource, inquiry.source),
            "ended": _ended(state, desk),
            "note": inquiry.note,
        }
    )


def _joined(*texts: str) -> str:
    return " ".join(each for each in texts if each)


def _answers(state: PolicyState, desk: Desk) -> str:
    names = desk.catalogue().staff_name
    told = []
    for each in state.answers:
        who = _joined(each.department, each.by or names(each.staff))
        when = case_words.moment(each.at_ms, desk.today)
        ground = f"依据：{each.ground}" if each.ground else ""
        told.append("\n".join(part for part in (each.text, ground, f"{who} {when}") if part))
    return "\n".join(told)


def _passings(state: PolicyState, desk: Desk) -> str:
    places = desk.catalogue().place_name
    told = []
    for each in state.passings:
        where = places(each.to_place) if each.to_place != state.place else ""
        line = _joined(case_words.moment(each.at_ms, desk.today), each.department, where)
        if each.due is not None and not each.back_ms:
            line += f"，{each.due:%m-%d} 前答复"
        if each.back_ms:
            line += f"，退回：{each.back_reason}" if each.back_reason else "，已答复"
        told.append(_joined(line, each.note))
    return "\n".join(told)


def _applied(state: PolicyState) -> str:
    made = state.application
    if made is None:
        return ""
    case = numbers.spoken(made.case) if made.case else made.where
    return _joined(made.applied_on.isoformat(), case, made.note)


def _granted(state: PolicyState) -> str:
    made = state.grant
    if made is None:
        return ""
    amount = f"{yuan(made.cents)} 元" if made.cents else ""
    kind = label_of(GrantKind, made.kind)
    return _joined(made.granted_on.isoformat(), kind, amount, made.what, made.note)


def _contacts(state: PolicyState, desk: Desk) -> str:
    return "\n".join(
        _joined(
            case_words.moment(each.at_ms, desk.today),
            label_of(ContactWay, each.way),
            label_of(Satisfaction, each.satisfaction) if each.satisfaction else "",
            each.said,
        )
        for each in state.contacts
    )


def _ended(state: PolicyState, desk: Desk) -> str:
    if state.open:
        return ""
    return _joined(case_words.moment(state.ended_ms, desk.today), state.outcome)
