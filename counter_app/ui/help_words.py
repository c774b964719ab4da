"""A line of help in words: steps with their tones, lamps, groups, as every page shows them."""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.desk.desk import Desk
from counter_app.models.help import HelpGroup, HelpKind, HelpState, HelpStatus as S
from counter_app.models.labels import label_of
from counter_app.rules import numbers
from counter_app.rules.custody import originals_left
from counter_app.rules.help_deadlines import reminders
from counter_app.rules.workdays import Lamp
from counter_app.ui.case_list import LAMP_ICONS, LAMP_TONES, TONE_ICONS
from counter_app.ui.widgets.columns import Column

STATUS_TONES = {
    S.ASKED: "warning",
    S.REGISTERED: "accent",
    S.SUITABLE: "accent",
    S.AUTHORISED: "accent",
    S.HOLDING: "accent",
    S.SUBMITTED: "accent",
    S.HANDED: "success",
    S.CALLED_BACK: "success",
    S.FINISHED: "neutral",
    S.UNSUITABLE: "neutral",
    S.STOPPED: "neutral",
}


class HelpRow(msgspec.Struct, frozen=True):
    """One line of help, ready to be shown. ``lamp``: None while nothing has a day."""

    number: str
    status: S
    person: str
    group: str
    kind: str
    what: str
    staff: str
    lamp: Lamp | None
    left: str
    originals: int
    disputed: bool
    opened: str


def rows_of(desk: Desk, states: list[HelpState]) -> list[HelpRow]:
    """Lines for these states."""
    today, catalogue = desk.today, desk.catalogue()
    return [
        _row(state, today, state.staff_name or catalogue.staff_name(state.staff))
        for state in states
    ]


def _row(state: HelpState, today: date, staff: str) -> HelpRow:
    ask = state.ask
    first = next(iter(reminders(state)), None)
    return HelpRow(
        number=state.number,
        status=state.status,
        person=ask.person.name,
        group=label_of(HelpGroup, ask.group),
        kind=label_of(HelpKind, ask.kind),
        what=ask.item_name or ask.wish or ask.project,
        staff=staff,
        lamp=first.lamp(today) if first is not None else None,
        left=first.said(today) if first is not None else "",
        originals=sum(each.left for each in originals_left(state)),
        disputed=bool(state.disputes),
        opened=short_day(ask.asked_ms, today),
    )


def short_day(at_ms: int, today: date) -> str:
    """今天, or the day; with its year where that is another one."""
    from counter_app.rules.case_context import local_day

    day = local_day(at_ms)
    if day == today:
        return "今天"
    return f"{day.month}月{day.day}日" if day.year == today.year else day.isoformat()


def row_key(row: HelpRow) -> str:
    return row.number


def _step_text(row: HelpRow) -> str:
    return "有争议" if row.disputed else row.status.label


def _step_tone(row: HelpRow) -> str:
    return "danger" if row.disputed else STATUS_TONES[row.status]


STEP: Column[HelpRow] = Column(
    "step",
    "进度",
    _step_text,
    7.6,
    icon=lambda row: "flag" if row.disputed else TONE_ICONS[STATUS_TONES[row.status]],
    tone=_step_tone,
)
PERSON: Column[HelpRow] = Column("person", "服务对象", lambda row: row.person, 7, bold=True)
GROUP: Column[HelpRow] = Column("group", "类别", lambda row: row.group, 6.5, drop=4)
KIND: Column[HelpRow] = Column("kind", "方式", lambda row: row.kind, 5, drop=3)
WHAT: Column[HelpRow] = Column("what", "办理事项", lambda row: row.what)
STAFF: Column[HelpRow] = Column("staff", "帮代办员", lambda row: row.staff, 6, drop=2)
LEFT: Column[HelpRow] = Column(
    "left",
    "提醒",
    lambda row: row.left,
    11,
    icon=lambda row: LAMP_ICONS[row.lamp] if row.lamp else "",
    tone=lambda row: LAMP_TONES[row.lamp] if row.lamp else "muted",
)
ORIGINALS: Column[HelpRow] = Column(
    "originals",
    "在管原件",
    lambda row: f"{row.originals} 件" if row.originals else "",
    5.5,
    icon=lambda row: "certificate" if row.originals else "",
    tone=lambda row: "warning" if row.originals else "",
    drop=1,
)
OPENED: Column[HelpRow] = Column("opened", "日期", lambda row: row.opened, 5.5, drop=5)


def spoken_number(number: str) -> str:
    return numbers.spoken(number)
