"""What is known of one line of help: who, what, the authorisation, custody, contacts, warnings."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.desk import help as helping
from counter_app.desk.desk import Desk
from counter_app.errors import Refused
from counter_app.models.acts.base import Act
from counter_app.models.help import (
    HelpGroup,
    HelpKind,
    HelpSource,
    HelpState,
    Satisfaction,
    Scope,
    label_of,
)
from counter_app.models.party import Party, PartyKind
from counter_app.rules import masking, numbers
from counter_app.rules.help_deadlines import reminders
from counter_app.ui import case_words, help_words as words, theme
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.chip import LampLabel, StatusChip
from counter_app.ui.widgets.facts import Facts
from counter_app.ui.widgets.labels import IconLabel, label
from counter_app.ui.widgets.masked import MaskedLabel

_TOP = Qt.AlignmentFlag.AlignTop
_VISITS = {"home": "上门", "phone": "电话", "window": "窗口", "office": "单位"}
_HANDING = {"hand": "交给本人", "agent": "他人代领", "post": "邮寄", "self": "本人自行领取"}


class HelpSheet(msgspec.Struct, frozen=True):
    """Everything the page shows, read at once. ``warnings``: one sentence each."""

    state: HelpState
    possible: frozenset[type[Act]]
    staff: str
    place: str
    warnings: tuple[str, ...]


def read_sheet(desk: Desk, number: str) -> HelpSheet:
    """Blocking. Raises :class:`Refused` when this machine does not hold the line."""
    state = helping.line(desk, number)
    if state is None:
        raise Refused(
            f"本机没有编号 {numbers.spoken(number)} 的帮代办记录",
            hint="请核对编号,或联网同步后再看",
        )
    catalogue = desk.catalogue()
    warnings = [each.said for each in helping.conflicting(desk, state)]
    warnings += [f"有一步与已有的记录不符,没有生效:{each.why}" for each in state.disputes]
    return HelpSheet(
        state=state,
        possible=helping.possible(desk, state),
        staff=state.staff_name or catalogue.staff_name(state.staff),
        place=catalogue.place_name(state.owner),
        warnings=tuple(warnings),
    )


#: masked field -> how it is masked, key that reveals it
_MASKED = {"id_number": (masking.mask_id, "R"), "phone": (masking.mask_phone, "U")}


class FactsCard(Card):
    """``tell`` shows a sheet. ``reveal_asked(field)``: the page records the look-up, then calls
    ``reveal``."""

    reveal_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        look = theme.tokens()
        self._chip = StatusChip(parent=self)
        self._lamp = LampLabel(parent=self)
        self._warning = label("", "strong", self, wrap=True)
        self._warning_line = QWidget(self)
        warned = QHBoxLayout(self._warning_line)
        warned.setContentsMargins(0, 0, 0, 0)
        warned.addWidget(IconLabel("warning", "warning", parent=self), 0, _TOP)
        warned.addWidget(self._warning, 1)
        self._person = Party(PartyKind.PERSON, "", "")
        self.masked = {field: MaskedLabel("", key, self) for field, (_, key) in _MASKED.items()}
        for field, shown in self.masked.items():
            shown.reveal_asked.connect(partial(self.reveal_asked.emit, field))
        self.facts = Facts(width=5, parent=self)
        for name, title in (
            ("person", "服务对象"), ("group", "类别"), ("id_number", "证件号码"),
            ("phone", "电话"), ("address", "住址"), ("kind", "方式"), ("item", "事项"),
            ("wish", "说明"), ("source", "来源"), ("staff", "帮代办员"), ("planned", "约定日期"),
            ("authorisation", "委托"), ("cases", "办件编号"), ("custody", "代管材料"),
            ("visits", "走访联系"), ("result", "结果"), ("heard", "回访"), ("ended", "终了"),
            ("note", "备注"),
        ):  # fmt: skip
            self.facts.add(name, title, self.masked.get(name))
        head = QVBoxLayout()
        head.setSpacing(look.space_xs)
        head.addWidget(self._chip)
        head.addWidget(self._lamp)
        self.column.addLayout(head)
        self.column.addWidget(self._warning_line)
        self.column.addWidget(self.facts)
        self.column.addStretch(1)

    def tell(self, sheet: HelpSheet, desk: Desk) -> None:
        state, today = sheet.state, desk.today
        tone = words.STATUS_TONES[state.status]
        self._chip.show_state(state.status.label, tone)
        first = next(iter(reminders(state)), None)
        self._lamp.setVisible(first is not None)
        if first is not None:
            self._lamp.show_lamp(first.lamp(today).value, first.said(today))
        self._warning.setText("\n".join(sheet.warnings))
        self._warning_line.setVisible(bool(sheet.warnings))
        ask, person = state.ask, state.ask.person
        for field, (mask, _) in _MASKED.items():
            whole = str(getattr(person, field))
            if whole != getattr(self._person, field) or person.name != self._person.name:
                self.masked[field].show_masked(mask(whole))
            self.facts.show_row(field, bool(whole))
        self._person = person
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
            "cases": "\n".join(numbers.spoken(each) for each in state.cases),
            "custody": _custody(state),
            "visits": _visits(state, desk),
            "result": _result(state),
            "heard": _heard(state),
            "ended": _ended(state, desk),
            "note": ask.note,
        }
        for name, text in told.items():
            self.facts.tell(name, text)

    @property
    def warning(self) -> str:
        return self._warning.text() if not self._warning_line.isHidden() else ""

    def reveal(self, field: str) -> None:
        """Show a whole number for a while."""
        self.masked[field].reveal(str(getattr(self._person, field)))


def _joined(*texts: str) -> str:
    return " ".join(each for each in texts if each)


def _authorised(state: HelpState) -> str:
    given = state.authorisation
    if given is None:
        return ""
    scope = "、".join(label_of(Scope, each) for each in given.scope)
    way = "屏上签名" if given.way == "screen" else "纸质签字"
    return f"{given.since:%Y-%m-%d} 至 {given.until:%Y-%m-%d},{way}\n{scope}"


def _custody(state: HelpState) -> str:
    lines = []
    for each in state.custody:
        told = f"{each.name} {each.form.label} {each.count} 份"
        if not each.left:
            told += ",已退还"
        elif each.returned:
            told += f",已退 {each.returned} 份"
        elif each.back_due:
            told += f",{each.back_due:%m-%d} 前退还"
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
