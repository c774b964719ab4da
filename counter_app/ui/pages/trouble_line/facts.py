"""What is known of one matter: who, what, who has it, what was done, answered and said."""

from __future__ import annotations

import msgspec

from counter_app.desk import trouble as troubles
from counter_app.desk.desk import Desk
from counter_app.desk.trouble_rules import rules_of, terms_of
from counter_app.errors import Refused
from counter_app.models.acts.base import Act
from counter_app.models.labels import label_of
from counter_app.models.reference import TroubleList
from counter_app.models.trouble import Channel, ContactWay, Opinion, Outcome, TroubleState
from counter_app.rules import masking, numbers
from counter_app.rules.trouble_conflict import breaches
from counter_app.rules.trouble_deadlines import escalation, reminders
from counter_app.ui import case_words, trouble_words as words
from counter_app.ui.line.facts import LineFacts, Mask

_MOVES = {"dispatched": "转办", "handed_back": "退回", "escalated": "提级"}


class TroubleSheet(msgspec.Struct, frozen=True):
    """Everything the page shows, read at once. ``warnings``: one sentence each; ``told``: the
    rows by name; ``person``: numbers that are shown in part."""

    state: TroubleState
    possible: frozenset[type[Act]]
    warnings: tuple[str, ...]
    who: str
    person: dict[str, str]
    told: dict[str, str]


def read_sheet(desk: Desk, number: str) -> TroubleSheet:
    """Blocking. Raises :class:`Refused` when this machine does not hold the matter."""
    state = troubles.matter(desk, number)
    if state is None:
        raise Refused(
            f"本机没有编号 {numbers.spoken(number)} 的反映事项",
            hint="请核对编号，或联网同步后再看",
        )
    warnings = [*breaches(state)]
    if up := escalation(state, desk.today, rules_of(desk.catalogue())):
        warnings.append(f"{up}，建议提级办理")
    warnings += case_words.misfits(state.disputes)
    person = state.report.person
    # Whoever wants to stay unnamed is known only where he came to.
    hidden = state.report.anonymous and desk.actor.place != state.place
    return TroubleSheet(
        state=state,
        possible=troubles.possible(desk, state),
        warnings=tuple(warnings),
        who="匿名" if hidden or not person.name else person.name,
        person={field: "" if hidden else str(getattr(person, field)) for field in _MASKS},
        told=_told(desk, state, hidden),
    )


_MASKS = {
    "id_number": Mask(masking.mask_id, "证件号码", "R"),
    "phone": Mask(masking.mask_phone, "电话", "U"),
}
_ROWS = (
    ("person", "反映人"), ("id_number", "证件号码"), ("phone", "电话"), ("address", "住址"),
    ("text", "反映内容"), ("wish", "诉求"), ("kind", "类别"), ("item", "涉及事项"),
    ("tries", "此前办理"), ("department", "涉及部门"), ("complained", "被反映人"),
    ("channel", "渠道"), ("case", "办件编号"), ("outside", "不予受理"), ("limit", "答复期限"),
    ("hands", "承办"), ("co", "协办"), ("steps", "流转"), ("measures", "措施"),
    ("answer", "答复"), ("heard", "意见"), ("causes", "成因"), ("improvement", "改进建议"),
    ("ended", "终了"), ("note", "备注"),
)  # fmt: skip


def facts_card() -> LineFacts:
    """The card with its rows, still empty."""
    return LineFacts(_ROWS, _MASKS)


def show_sheet(card: LineFacts, sheet: TroubleSheet, desk: Desk) -> None:
    """Fill the card."""
    state, today = sheet.state, desk.today
    first = next(iter(reminders(state)), None)
    card.tell_state(
        state.status.label,
        words.STATUS_TONES[state.status],
        lamp=(first.lamp(today).value, first.said(today)) if first is not None else None,
        warnings=sheet.warnings,
    )
    card.tell_masked(sheet.who, sheet.person)
    card.tell(sheet.told)


def _told(desk: Desk, state: TroubleState, hidden: bool) -> dict[str, str]:
    report, terms = state.report, terms_of(desk.catalogue())
    name = "匿名" if hidden or not report.person.name else report.person.name
    outside = terms.label(TroubleList.OUTSIDE, state.outside) if state.outside else ""
    return {
        "person": name + ("（不愿公开姓名）" if report.anonymous and not hidden else ""),
        "address": "" if hidden else report.person.address,
        "text": report.text,
        "wish": report.wish,
        "kind": _joined(
            terms.label(TroubleList.KIND, report.kind),
            "、".join(terms.label(TroubleList.REASON, each) for each in report.reasons),
        ),
        "item": report.item_name,
        "tries": _tries(state),
        "department": report.department,
        "complained": _joined(report.complained_name, report.complained),
        "channel": _joined(
            label_of(Channel, report.channel),
            case_words.moment(report.reported_ms, desk.today),
        ),
        "case": numbers.spoken(report.case),
        "outside": "\n".join(each for each in (outside, state.remedy) if each),
        "limit": _limit(state),
        "hands": _joined(desk.catalogue().place_name(state.owner), words.hands_of(desk, state)),
        "co": "\n".join(_joined(each.department, each.said) for each in state.co_handlers),
        "steps": _steps(desk, state),
        "measures": "\n".join(
            _joined(
                case_words.moment(each.at_ms, desk.today),
                each.department or desk.catalogue().staff_name(each.staff),
                each.what,
            )
            for each in state.measures
        ),
        "answer": _answers(desk, state),
        "heard": "\n".join(
            _joined(
                "回访" if each.revisit else "",
                label_of(Opinion, each.opinion),
                each.said,
            )
            for each in state.opinions
        ),
        "causes": "\n".join(terms.path(TroubleList.CAUSE, each) for each in state.causes),
        "improvement": state.improvement,
        "ended": ""
        if state.open
        else _joined(case_words.moment(state.ended_ms, desk.today), state.end_reason),
        "note": report.note,
    }


def _joined(*texts: str) -> str:
    return " ".join(each for each in texts if each)


def _tries(state: TroubleState) -> str:
    lines = [
        _joined(each.day.isoformat() if each.day else "", each.place, each.said)
        for each in state.report.tries
    ]
    if state.report.trips:
        lines.insert(0, f"跑了 {state.report.trips} 次")
    return "\n".join(lines)


def _limit(state: TroubleState) -> str:
    if state.limit is None:
        return ""
    more = f"，已延期 {state.extensions} 次" if state.extensions else ""
    return f"{case_words.full_day(state.limit)}{more}"


def _steps(desk: Desk, state: TroubleState) -> str:
    catalogue = desk.catalogue()
    return "\n".join(
        _joined(
            case_words.moment(each.at_ms, desk.today),
            _MOVES.get(each.move, each.move),
            catalogue.place_name(each.place),
            each.department,
            each.staff_name,
            each.reason,
        )
        for each in state.steps
    )


def _answers(desk: Desk, state: TroubleState) -> str:
    return "\n".join(
        _joined(
            case_words.moment(each.at_ms, desk.today),
            label_of(ContactWay, each.way),
            label_of(Outcome, each.outcome),
            each.text,
            each.basis,
        )
        for each in state.answers
    )
