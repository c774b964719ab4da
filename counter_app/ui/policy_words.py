"""A question about a policy in words: steps with tones, lamps, figures, as pages show them."""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.desk.desk import Desk
from counter_app.models.policy import PolicyState, PolicyStatus as S
from counter_app.models.reference import Policy
from counter_app.rules.policy_deadlines import reminder
from counter_app.rules.policy_figures import PolicyCount, PolicyFigures, yuan
from counter_app.rules.workdays import Lamp
from counter_app.ui.case_list import LAMP_ICONS, LAMP_TONES, TONE_ICONS
from counter_app.ui.help_words import short_day
from counter_app.ui.widgets.columns import Column

STATUS_TONES = {
    S.ASKED: "warning",
    S.PASSED: "warning",
    S.ANSWERED: "accent",
    S.APPLIED: "accent",
    S.GRANTED: "success",
    S.NOT_GRANTED: "neutral",
    S.CLOSED: "neutral",
}


def main_points(policy: Policy) -> str:
    """What a policy gives, to whom and how, as one would say it; "" of a sample, by which
    nobody may answer."""
    if policy.sample:
        return ""
    told = (("", policy.benefit), ("条件：", policy.conditions), ("申报：", policy.how))
    return "；".join(f"{word}{text}" for word, text in told if text)


class PolicyRow(msgspec.Struct, frozen=True):
    """One question, ready to be shown. ``lamp``: None while nothing has a day."""

    number: str
    status: S
    firm: str
    title: str
    question: str
    staff: str
    lamp: Lamp | None
    left: str
    disputed: bool
    opened: str


def rows_of(desk: Desk, states: list[PolicyState]) -> list[PolicyRow]:
    """Lines for these states."""
    today, catalogue = desk.today, desk.catalogue()
    return [
        _row(state, today, state.staff_name or catalogue.staff_name(state.staff))
        for state in states
    ]


def _row(state: PolicyState, today: date, staff: str) -> PolicyRow:
    inquiry = state.inquiry
    first = reminder(state)
    return PolicyRow(
        number=state.number,
        status=state.status,
        firm=inquiry.firm.name,
        title=inquiry.title,
        question=inquiry.question,
        staff=staff,
        lamp=first.lamp(today) if first is not None else None,
        left=first.said(today) if first is not None else "",
        disputed=bool(state.disputes),
        opened=short_day(inquiry.asked_ms, today),
    )


def row_key(row: PolicyRow) -> str:
    return row.number


COLUMNS: tuple[Column[PolicyRow], ...] = (
    Column(
        "step",
        "进度",
        lambda row: "有争议" if row.disputed else row.status.label,
        6.6,
        icon=lambda row: "flag" if row.disputed else TONE_ICONS[STATUS_TONES[row.status]],
        tone=lambda row: "danger" if row.disputed else STATUS_TONES[row.status],
    ),
    Column("firm", "企业", lambda row: row.firm, 9.5, bold=True),
    Column("title", "政策", lambda row: row.title, 13, drop=2),
    Column("question", "问题", lambda row: row.question),
    Column(
        "left",
        "提醒",
        lambda row: row.left,
        10.5,
        icon=lambda row: LAMP_ICONS[row.lamp] if row.lamp else "",
        tone=lambda row: LAMP_TONES[row.lamp] if row.lamp else "muted",
    ),
    Column("staff", "经办人", lambda row: row.staff, 6, drop=1),
    Column("opened", "日期", lambda row: row.opened, 5.5, drop=3),
)


class FigureRow(msgspec.Struct, frozen=True):
    """One line of figures: of all, of a policy or of an enterprise."""

    group: str
    count: PolicyCount


def figure_rows(counted: PolicyFigures) -> list[FigureRow]:
    """In all first, then by policy, then by enterprise; nothing when nobody asked."""
    if not counted.total.asked:
        return []
    return [
        FigureRow("合计", counted.total),
        *(FigureRow("政策", each) for each in counted.by_policy),
        *(FigureRow("企业", each) for each in counted.by_firm),
    ]


def figure_key(row: FigureRow) -> str:
    return f"{row.group}/{row.count.name}"


FIGURES: tuple[Column[FigureRow], ...] = (
    Column("group", "分类", lambda row: row.group, 4.5, drop=3),
    Column("name", "名称", lambda row: row.count.name, bold=True),
    Column("asked", "咨询", lambda row: str(row.count.asked), 4.5),
    Column("at_once", "当场答复", lambda row: str(row.count.at_once), 5.5, drop=2),
    Column("passed", "转部门", lambda row: str(row.count.passed), 5, drop=1),
    Column("in_time", "按时答复率", lambda row: row.count.in_time_percent, 6.6),
    Column("applied", "申报", lambda row: str(row.count.applied), 4.5, drop=5),
    Column("granted", "兑现", lambda row: str(row.count.granted), 4.5, drop=6),
    Column("cents", "兑现金额(元)", lambda row: yuan(row.count.cents), 9),
    Column("open", "未办结", lambda row: str(row.count.open), 5, drop=4),
)
