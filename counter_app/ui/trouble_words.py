"""Matters of the "办不成事" window in words: steps with their tones, lamps, as every page shows
them."""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.desk.desk import Desk
from counter_app.desk.trouble_rules import rules_of, terms_of
from counter_app.models.reference import TroubleList
from counter_app.models.trouble import TroubleState, TroubleStatus as S
from counter_app.rules.trouble_conflict import breaches
from counter_app.rules.trouble_deadlines import escalation, reminders
from counter_app.rules.workdays import Lamp
from counter_app.ui.case_list import LAMP_ICONS, LAMP_TONES, TONE_ICONS
from counter_app.ui.help_words import short_day
from counter_app.ui.widgets.columns import Column

STATUS_TONES = {
    S.REPORTED: "warning",
    S.TAKEN: "accent",
    S.DISPATCHED: "accent",
    S.HANDLING: "accent",
    S.HANDED_BACK: "warning",
    S.ANSWERED: "success",
    S.REVISITED: "success",
    S.CLOSED: "neutral",
    S.OUTSIDE: "neutral",
    S.WITHDRAWN: "neutral",
}


class TroubleRow(msgspec.Struct, frozen=True):
    """One matter, ready to be shown. ``lamp``: None while nothing has a day; ``mark``: what
    needs somebody's eye (争议、回避、建议提级), "" for nothing."""

    number: str
    status: S
    person: str
    kind: str
    what: str
    hands: str
    lamp: Lamp | None
    left: str
    mark: str
    opened: str


def rows_of(desk: Desk, states: list[TroubleState]) -> list[TroubleRow]:
    """Lines for these states."""
    return [_row(desk, state, desk.today) for state in states]


def _row(desk: Desk, state: TroubleState, today: date) -> TroubleRow:
    catalogue = desk.catalogue()
    report = state.report
    first = next(iter(reminders(state)), None)
    return TroubleRow(
        number=state.number,
        status=state.status,
        person="匿名" if report.anonymous else report.person.name,
        kind=terms_of(catalogue).label(TroubleList.KIND, report.kind),
        what=" ".join(each for each in (report.item_name, report.text) if each),
        hands=hands_of(desk, state),
        lamp=first.lamp(today) if first is not None else None,
        left=first.said(today) if first is not None else "",
        mark=_mark(desk, state),
        opened=short_day(report.reported_ms, today),
    )


def hands_of(desk: Desk, state: TroubleState) -> str:
    """Who has it: department and person."""
    names = desk.catalogue().staff_name
    name = state.staff_name or (names(state.staff) if state.staff else "")
    return " ".join(each for each in (state.department, name) if each)


def _mark(desk: Desk, state: TroubleState) -> str:
    if state.disputes:
        return "有争议"
    if breaches(state):
        return "须回避"
    return "建议提级" if escalation(state, desk.today, rules_of(desk.catalogue())) else ""


def row_key(row: TroubleRow) -> str:
    return row.number


COLUMNS: tuple[Column[TroubleRow], ...] = (
    Column(
        "step",
        "进度",
        lambda row: row.status.label,
        8.5,
        icon=lambda row: TONE_ICONS[STATUS_TONES[row.status]],
        tone=lambda row: STATUS_TONES[row.status],
    ),
    Column("person", "反映人", lambda row: row.person, 6.5, bold=True),
    Column("kind", "类别", lambda row: row.kind, 7.5, drop=3),
    Column("what", "反映内容", lambda row: row.what),
    Column("hands", "承办", lambda row: row.hands, 9, drop=2),
    Column(
        "left",
        "提醒",
        lambda row: row.left,
        10,
        icon=lambda row: LAMP_ICONS[row.lamp] if row.lamp else "",
        tone=lambda row: LAMP_TONES[row.lamp] if row.lamp else "muted",
    ),
    Column(
        "mark",
        "留意",
        lambda row: row.mark,
        6,
        icon=lambda row: "flag" if row.mark else "",
        tone=lambda row: "danger" if row.mark else "",
        drop=1,
    ),
    Column("opened", "日期", lambda row: row.opened, 5.5, drop=4),
)
