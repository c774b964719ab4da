"""What waits in the ledgers beside the cases, as lanes of the workbench (台账待办).

The first lane takes whatever ledger has a day: one that is registered in ``ledger_faces`` needs
no lane of its own for that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import msgspec

from counter_app.desk import help as helping
from counter_app.desk.desk import Desk
from counter_app.desk.rating_turns import to_look_at
from counter_app.models.ledger import AnyState
from counter_app.protocol.ledgers import HELP
from counter_app.rules import numbers
from counter_app.rules.custody import Held
from counter_app.rules.reminders import Reminder
from counter_app.rules.workdays import Lamp
from counter_app.store import ledger_queries
from counter_app.store.ledger_queries import DueLine
from counter_app.ui.case_list import LAMP_ICONS, LAMP_TONES, TONE_ICONS
from counter_app.ui.ledger_faces import FACES, face_of
from counter_app.ui.ledger_story import who_and_what
from counter_app.ui.rating_words import TURNED
from counter_app.ui.widgets.columns import Column

#: Due is what ends within so many calendar days, as with cases.
_SOON = 2
_DISPUTED = "两处记录不符，请看清两边再定"
_TURNED = "计入的评价换了，请核对整改"


class TaskLine(msgspec.Struct, frozen=True):
    """One thing to be done. ``key`` names it among its like, ``page`` shows its ``number``.

    ``flagged``: somebody has to look at it before it is simply carried on.
    """

    key: str
    page: str
    number: str
    ledger: str
    status: str
    tone: str
    person: str
    title: str
    staff: str
    lamp: Lamp | None
    awaited: str
    flagged: bool = False


class Waiting(msgspec.Struct, frozen=True):
    """What lies in a lane: how much, how much of it is over its day, and the first lines."""

    count: int
    overdue: int
    lines: tuple[TaskLine, ...]


class Lane(NamedTuple):
    """``read`` is blocking."""

    id: str
    title: str
    icon: str
    empty: str
    read: Callable[[Desk], Waiting]


def _due(desk: Desk) -> Waiting:
    today, store = desk.today, desk.store
    until = date.fromordinal(today.toordinal() + _SOON)
    yesterday = date.fromordinal(today.toordinal() - 1)
    names = desk.catalogue().staff_name
    ledgers = [face.ledger for face in FACES]
    found = [_of_due(each, today, names) for each in ledger_queries.due(store, ledgers, until)]
    lines = [line for line in found if line is not None]
    first = {line.number: line for line in _disputed(desk)}
    for line in _turned(desk):
        first.setdefault(line.number, line)
    more = len(first.keys() - {line.number for line in lines})
    return Waiting(
        ledger_queries.count_due(store, ledgers, until) + more,
        ledger_queries.count_due(store, ledgers, yesterday),
        (*first.values(), *(line for line in lines if line.number not in first)),
    )


def _disputed(desk: Desk) -> tuple[TaskLine, ...]:
    """What this place has to settle, which comes before everything else."""
    found = (
        _first(state, "disputes", "有争议", "danger", _DISPUTED)
        for state in ledger_queries.disputed_states(desk.store)
        if state.owner == desk.store.identity.place
    )
    return tuple(each for each in found if each is not None)


def _turned(desk: Desk) -> tuple[TaskLine, ...]:
    """Ratings that were begun to be put right before another one came to count."""
    found = (_first(state, "rating_line", TURNED, "warning", _TURNED) for state in to_look_at(desk))
    return tuple(each for each in found if each is not None)


def _first(state: AnyState, page: str, status: str, tone: str, awaited: str) -> TaskLine | None:
    """A line that stands before those that have a day."""
    face = face_of(state.number)
    if face is None:
        return None
    person, title = who_and_what(state)
    return TaskLine(
        key=f"{page}/{state.number}",
        page=page,
        number=state.number,
        ledger=face.title,
        status=status,
        tone=tone,
        person=person,
        title=title,
        staff="",
        lamp=None,
        awaited=awaited,
        flagged=True,
    )


def _of_due(line: DueLine, today: date, names: Callable[[str], str]) -> TaskLine | None:
    view, face = line.view, face_of(line.view.subject)
    if face is None or view.next_due is None:
        return None
    reminder = face.awaited(line.state) or Reminder(view.next_due, "办理")
    return TaskLine(
        key=view.subject,
        page=face.line,
        number=view.number,
        ledger=face.title,
        status="有争议" if view.disputed else face.status(view.status),
        tone="danger" if view.disputed else face.tone(view.status),
        person=view.person,
        title=view.title,
        staff=names(view.staff) if view.staff else "",
        lamp=reminder.lamp(today),
        awaited=reminder.said(today),
        flagged=bool(view.disputed),
    )


def _custody(desk: Desk) -> Waiting:
    """Other people's originals, the longest held first."""
    held = helping.custody_today(desk)
    names = desk.catalogue().staff_name
    return Waiting(
        sum(each.line.left for each in held),
        sum(each.line.left for each in held if each.overdue),
        tuple(_of_held(each, names) for each in held[: ledger_queries.PAGE]),
    )


def _of_held(held: Held, names: Callable[[str], str]) -> TaskLine:
    face = face_of(HELP.subject(held.number))
    assert face is not None
    days = f"已代管 {held.days} 天" if held.days else "今天接收"
    back = held.line.back_due
    return TaskLine(
        key=f"{held.number}/{held.line.name}/{held.line.form}",
        page=face.line,
        number=held.number,
        ledger=face.title,
        status="应退还" if held.overdue else "代管中",
        tone="danger" if held.overdue else "warning",
        person=held.person,
        title=f"{held.line.name} {held.line.left} 件",
        staff=names(held.staff) if held.staff else "",
        lamp=Lamp.RED if held.overdue else None,
        awaited=f"{days}，应于 {back.month}月{back.day}日退" if back else days,
    )


LANES: tuple[Lane, ...] = (
    Lane("ledgers", "台账待办", "list", "各本台账今天没有要跟进的。", _due),
    Lane("custody", "在管原件", "certificate", "没有代管群众的原件。", _custody),
)


def line_key(line: TaskLine) -> str:
    return line.key


COLUMNS: tuple[Column[TaskLine], ...] = (
    Column(
        "status",
        "进度",
        lambda line: line.status,
        7,
        icon=lambda line: "flag" if line.flagged else TONE_ICONS[line.tone],
        tone=lambda line: line.tone,
    ),
    Column("ledger", "台账", lambda line: line.ledger, 5.5, drop=3),
    Column("person", "服务对象", lambda line: line.person, 7, bold=True),
    Column("title", "内容", lambda line: line.title),
    Column(
        "awaited",
        "提醒",
        lambda line: line.awaited,
        13,
        icon=lambda line: LAMP_ICONS[line.lamp] if line.lamp else "",
        tone=lambda line: LAMP_TONES[line.lamp] if line.lamp else "",
    ),
    Column("staff", "经办人", lambda line: line.staff, 6, drop=1),
    Column("number", "编号", lambda line: numbers.spoken(line.number), 13.5, drop=2),
)
