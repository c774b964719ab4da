"""The green lane (绿色通道) in lists and figures: which cases went first, why, and how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from counter_app.desk.desk import Desk
from counter_app.desk.ledger_sheet import Sheet, iso_day, write_book
from counter_app.models.case import CaseState
from counter_app.rules.numbers import spoken
from counter_app.store import queries
from counter_app.store.queries import CaseView

#: No period has more of them; who has needs another list.
_MOST = 100_000
_COLUMNS = (
    ("序号", 6),
    ("办件编号", 26),
    ("收件日期", 12),
    ("申请人", 14),
    ("事项", 30),
    ("优先事由", 14),
    ("说明", 26),
    ("批准人", 14),
    ("状态", 10),
    ("现在何处", 24),
)


class ReasonCount(msgspec.Struct, frozen=True):
    """How many cases went first for one reason; ``proposed``: asked for, not granted yet."""

    reason: str
    granted: int
    proposed: int


def matters(desk: Desk, since_ms: int = 0, until_ms: int | None = None) -> list[CaseView]:
    """Cases received in this time that go first, or were proposed to, the newest first."""
    return queries.prioritised(desk.store, since_ms=since_ms, until_ms=until_ms, limit=_MOST)


def by_reason(views: Iterable[CaseView]) -> list[ReasonCount]:
    """Counted by reason, the most frequent first. What was taken back does not count."""
    granted: Counter[str] = Counter()
    proposed: Counter[str] = Counter()
    for view in views:
        (granted if view.prioritised else proposed)[view.priority] += 1
    names = sorted({*granted, *proposed}, key=lambda name: (-granted[name], name))
    return [ReasonCount(name, granted[name], proposed[name]) for name in names]


def export(desk: Desk, path: Path, since_ms: int = 0, until_ms: int | None = None) -> int:
    """Write the list and the figures to an .xlsx file; returns the number of cases."""
    views = matters(desk, since_ms, until_ms)
    figures = [(each.reason, str(each.granted), str(each.proposed)) for each in by_reason(views)]
    headings = (("优先事由", 18), ("优先办理", 12), ("待批准", 12))
    sheets = (
        Sheet("绿色通道办件", _COLUMNS, _rows(desk, views)),
        Sheet("按事由统计", headings, figures),
    )
    return write_book(path, sheets)[0]


def _rows(desk: Desk, views: Iterable[CaseView]) -> Iterator[tuple[str, ...]]:
    catalogue = desk.catalogue()
    for index, view in enumerate(views, 1):
        state: CaseState | None = queries.case_state(desk.store, view.subject)
        first = state.priority if state is not None else None
        note, staff = (first.note, first.staff) if first is not None else ("", "")
        yield (
            str(index),
            spoken(view.number),
            iso_day(view.received_ms),
            view.applicant,
            view.item_name,
            view.priority,
            note,
            catalogue.staff_name(staff) if view.prioritised and staff else "待批准",
            view.status.label,
            catalogue.place_name(view.owner),
        )
