"""A case as a line of a list, the same on every page that lists cases."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import msgspec

from counter_app.desk.desk import Desk
from counter_app.rules import masking, numbers
from counter_app.rules.workdays import Lamp
from counter_app.store import queries
from counter_app.store.queries import CaseView
from counter_app.ui import case_words as words
from counter_app.ui.widgets.columns import Column

#: icon of a tone in a table cell; the word beside it says the same
TONE_ICONS = {
    "accent": "info",
    "success": "success",
    "warning": "warning",
    "danger": "error",
    "neutral": "dash",
}
LAMP_ICONS = {Lamp.GREEN: "lamp-green", Lamp.YELLOW: "lamp-yellow", Lamp.RED: "lamp-red"}
LAMP_TONES = {Lamp.GREEN: "success", Lamp.YELLOW: "warning", Lamp.RED: "danger"}


class CaseLine(msgspec.Struct, frozen=True):
    """One case, ready to be shown. ``unsent``: something of it is only on this machine."""

    view: CaseView
    left: words.Left
    unsent: bool
    received: str
    owner: str


def case_lines(desk: Desk, views: list[CaseView]) -> list[CaseLine]:
    """Lines for these views. Blocking: asks the store what was not sent yet."""
    unsent = queries.unsent_among(desk.store, (view.subject for view in views))
    catalogue = desk.catalogue()
    today = desk.today
    return [
        CaseLine(
            view=view,
            left=words.left_of_view(view, today, catalogue.calendar),
            unsent=view.subject in unsent,
            received=words.moment(view.received_ms, today),
            owner=catalogue.place_name(view.owner),
        )
        for view in views
    ]


def line_key(line: CaseLine) -> str:
    return line.view.subject


def _status_tone(line: CaseLine) -> str:
    return words.STATUS_TONES[line.view.status]


def _status_icon(line: CaseLine) -> str:
    if line.view.disputed:
        return "flag"
    if line.view.twins:
        return "people"
    return "pause" if line.view.suspended else TONE_ICONS[_status_tone(line)]


def _status_text(line: CaseLine) -> str:
    if line.view.disputed:
        return "有争议"
    return "疑似重复" if line.view.twins else line.view.status.label


def _status_shown(line: CaseLine) -> str:
    if line.view.disputed:
        return "danger"
    return "warning" if line.view.twins else _status_tone(line)


def _lamp_icon(line: CaseLine) -> str:
    return LAMP_ICONS[line.left.lamp] if line.left.lamp else ""


def _lamp_tone(line: CaseLine) -> str:
    return LAMP_TONES[line.left.lamp] if line.left.lamp else "muted"


def first_words(view: CaseView) -> str:
    """Why a case goes first, or that it was asked for; "" for one that goes in turn."""
    if not view.priority:
        return ""
    return (
        f"绿色通道：{view.priority}" if view.prioritised else f"申请优先：{view.priority}，待批准"
    )


def applicant_text(line: CaseLine) -> str:
    """A word before the name, so that the colour is not the only sign."""
    if not line.view.priority:
        return line.view.applicant
    word = "优先" if line.view.prioritised else "待批优先"
    return f"{word} {line.view.applicant}"


def first_icon(line: CaseLine) -> str:
    """The sign of :func:`applicant_text`."""
    if not line.view.priority:
        return ""
    return "priority" if line.view.prioritised else "clock"


def first_in_lamp(lines: Iterable[CaseLine]) -> list[CaseLine]:
    """The same lines; among neighbours under the same lamp those that go first come first."""
    return [
        line
        for _, run in groupby(lines, key=lambda line: line.left.lamp)
        for line in sorted(run, key=lambda line: not line.view.prioritised)
    ]


STATUS: Column[CaseLine] = Column(
    "status", "状态", _status_text, 5.5, icon=_status_icon, tone=_status_shown
)
NUMBER: Column[CaseLine] = Column(
    "number", "办件编号", lambda line: numbers.spoken(line.view.number), 12.5, drop=2
)
APPLICANT: Column[CaseLine] = Column(
    "applicant",
    "申请人",
    applicant_text,
    8,
    bold=True,
    icon=first_icon,
    tone=lambda line: "accent" if line.view.priority else "",
    tooltip=lambda line: first_words(line.view),
)
ID_NUMBER: Column[CaseLine] = Column(
    "id", "证件号码", lambda line: masking.mask_id(line.view.id_number), 10, drop=6
)
ITEM: Column[CaseLine] = Column("item", "事项", lambda line: line.view.item_name)
LEFT: Column[CaseLine] = Column(
    "left",
    "时限",
    lambda line: line.left.text,
    9.5,
    icon=_lamp_icon,
    tone=_lamp_tone,
    tooltip=lambda line: line.left.whole,
)
RECEIVED: Column[CaseLine] = Column("received", "收件时间", lambda line: line.received, 7.5, drop=4)
UNSENT: Column[CaseLine] = Column(
    "unsent",
    "上传",
    lambda line: "在本机" if line.unsent else "",
    5,
    icon=lambda line: "cloud-up" if line.unsent else "",
    tone=lambda line: "warning" if line.unsent else "",
    tooltip=lambda line: "还没有上传到县平台，联网后自动上传" if line.unsent else "",
    drop=3,
)
OWNER: Column[CaseLine] = Column("owner", "现在何处", lambda line: line.owner, 10, drop=5)
