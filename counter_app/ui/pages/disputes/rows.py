"""The list of what is to be settled, as rows of frozen values with their words."""

from __future__ import annotations

import msgspec

from counter_app.desk import disputes
from counter_app.desk.desk import Desk
from counter_app.desk.disputes import Task
from counter_app.protocol.ledgers import number_of
from counter_app.rules import numbers
from counter_app.store.isolation import SetAside
from counter_app.ui import case_words as words
from counter_app.ui.ledger_story import kind_word, who_and_what
from counter_app.ui.widgets.columns import Column


class Row(msgspec.Struct, frozen=True):
    """One line: a dispute, a possible duplicate, or something set aside.

    ``owner``: name of the place that decides; ``phone`` its number, "" when none is known.
    """

    key: str
    kind: str
    number: str
    applicant: str
    item: str
    about: str
    owner: str
    phone: str
    task: Task | None = None
    aside: SetAside | None = None

    @property
    def here(self) -> bool:
        return self.task is not None and self.task.here

    @property
    def icon(self) -> str:
        if self.task is None:
            return "pause"
        return "flag" if self.task.twin is None else "people"


def read_rows(desk: Desk) -> list[Row]:
    """Blocking. What this place settles comes first, what is set aside last."""
    found = disputes.listed(desk)
    rows = [_of_task(desk, task) for task in found.tasks]
    return rows + [_of_aside(desk, each) for each in found.aside]


def _of_task(desk: Desk, task: Task) -> Row:
    catalogue = desk.catalogue()
    state = task.state
    place = catalogue.places.get(state.owner)
    person, title = who_and_what(state)
    if task.twin is not None:
        kind = "疑似重复"
        about = f"{catalogue.place_name(task.twin.place)}也有一件"
    else:
        kind, about = "争议", _about(task)
    return Row(
        key=task.key,
        kind=kind,
        number=state.number,
        applicant=person,
        item=title,
        about=about,
        owner="本处" if task.here else catalogue.place_name(state.owner),
        phone=place.phone if place is not None else "",
        task=task,
    )


def _about(task: Task) -> str:
    """``不予受理、出具文书``: what came too late."""
    named = set(task.entries)
    kinds = (each.kind for each in task.state.disputes if (each.device, each.n) in named)
    return "后到：" + "、".join(map(kind_word, kinds))


def _of_aside(desk: Desk, aside: SetAside) -> Row:
    number = number_of(aside.subject)
    about = "现有程序算不出这一件" if aside.subject else "收到的内容读不懂"
    when = words.moment(aside.came_ms, desk.today)
    return Row(f"aside:{aside.id}", "搁置", number, "", f"{when} 搁置", about, "", "", aside=aside)


def aside_words(row: Row) -> tuple[str, str]:
    """(what it is, what it means and what to do)."""
    aside = row.aside
    assert aside is not None
    if aside.subject:
        return (
            "这一件按现有程序算不出来，已单独搁置",
            f"收到的记录都完整保存着，显示停在搁置前的样子，不影响其他办件。"
            f"程序升级后会自动重新计算，不用处理。如急需办理，请联系县平台。"
            f"（故障类型 {aside.reason}）",
        )
    return (
        "收到一条读不懂的记录，已原样保存",
        f"它不属于任何一件可以显示的办件，不影响其他办件，也没有丢。程序升级后再看。（{words.clause(aside.reason)}）",
    )


KIND: Column[Row] = Column(
    "kind",
    "类别",
    lambda row: row.kind,
    6.5,
    icon=lambda row: row.icon,
    tone=lambda row: "danger" if row.here else "muted",
)
NUMBER: Column[Row] = Column(
    "number",
    "编号",
    lambda row: numbers.spoken(row.number) if row.number else "—",
    13.3,
    drop=3,
)
APPLICANT: Column[Row] = Column("applicant", "申请人", lambda row: row.applicant, 7, bold=True)
ITEM: Column[Row] = Column("item", "事项", lambda row: row.item)
ABOUT: Column[Row] = Column("about", "怎么回事", lambda row: row.about, 15, drop=1)
OWNER: Column[Row] = Column(
    "owner",
    "由谁决定",
    lambda row: row.owner or "不用处理",
    9,
    drop=2,
    tone=lambda row: "" if row.here else "muted",
)
COLUMNS = (KIND, NUMBER, APPLICANT, ITEM, ABOUT, OWNER)


def row_key(row: Row) -> str:
    return row.key
