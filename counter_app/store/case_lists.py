"""The statements behind lists of cases: stretches of indexes, merged in order, compiled once.

A list is made of *arms*, each one stretch of one index (cases in one state, say). SQLite reads
the arms side by side, no further than the page that is asked for, and fetches the rows
themselves only for what is shown. So a list costs the same whatever lies behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)

from counter_app.models.case import ENDED, CaseStatus
from counter_app.models.tables.device import case_row
from counter_app.store.prepared import Prepared

#: What a line of a list shows, in this order.
COLUMNS = (
    case_row.c.subject,
    case_row.c.number,
    case_row.c.status,
    case_row.c.applicant,
    case_row.c.id_number,
    case_row.c.item_name,
    case_row.c.place,
    case_row.c.owner,
    case_row.c.received_ms,
    case_row.c.changed_ms,
    case_row.c.next_due,
    case_row.c.suspended,
    case_row.c.disputed,
    case_row.c.twins,
    case_row.c.priority,
    case_row.c.prioritised,
)


class Listed(NamedTuple):
    """``rows`` takes ``limit`` and ``offset``, ``counted`` takes ``most``, both the list's own
    values: ``here`` (place), ``until`` (ISO day), ``since`` (ms).
    """

    rows: Prepared
    counted: Prepared


_Arms = list[Select[Any]]
_Order = Callable[[Any], tuple[ColumnElement[Any], ...]]


@cache
def received(statuses: tuple[CaseStatus, ...]) -> Listed:
    """Cases in these states, the newest received first."""
    return _listed(_by_receipt(statuses), _newest_first)


@cache
def received_since() -> Listed:
    """Cases received at or after ``since``, newest first."""
    since = case_row.c.received_ms >= bindparam("since")
    return _listed([arm.where(since) for arm in _by_receipt(CaseStatus)], _newest_first)


@cache
def due() -> Listed:
    """Open cases ``here`` whose next day is ``until`` at the latest, the first day first."""
    until = case_row.c.next_due <= bindparam("until")
    running = [status for status in CaseStatus if status not in ENDED]
    return _listed([arm.where(until) for arm in _open_here(running)], _urgent_first)


@cache
def open_here(statuses: tuple[CaseStatus, ...]) -> Listed:
    """Open cases ``here`` in these states: the first day first, then the longest waiting."""
    return _listed(_open_here(statuses), _urgent_first)


@cache
def disputed() -> Listed:
    """Cases with a dispute or a possible duplicate, the last changed first."""
    arm = select(case_row.c.id, case_row.c.changed_ms)
    nothing: ColumnElement[Any] = literal_column("0")
    wrong = arm.where(case_row.c.disputed > nothing)
    doubled = arm.where(case_row.c.twins > nothing, case_row.c.disputed == nothing)
    return _listed([wrong, doubled], _newest_first)


def prioritised(open_only: bool, since_ms: int, until_ms: int | None) -> Select[Any]:
    """Cases with a reason to go first, newest first: few, and in an index of their own."""
    wanted = select(*COLUMNS).where(
        case_row.c.priority.is_not(None), case_row.c.received_ms >= since_ms
    )
    if open_only:
        wanted = wanted.where(case_row.c.is_open == literal_column("1"))
    if until_ms is not None:
        wanted = wanted.where(case_row.c.received_ms < until_ms)
    return wanted.order_by(case_row.c.received_ms.desc(), case_row.c.id.desc())


def _by_receipt(statuses: Iterable[CaseStatus]) -> _Arms:
    """There is no index by receipt alone, which would be one page more in every save: states
    are few enough to be merged.
    """
    arm = select(case_row.c.id, case_row.c.received_ms)
    return [arm.where(case_row.c.status == status.value) for status in statuses]


def _open_here(statuses: Iterable[CaseStatus]) -> _Arms:
    arm = select(case_row.c.id, case_row.c.next_due, case_row.c.received_ms)
    arm = arm.where(case_row.c.is_open, case_row.c.owner == bindparam("here"))
    return [arm.where(case_row.c.status == status.value) for status in statuses]


def _newest_first(columns: Any) -> tuple[ColumnElement[Any], ...]:
    return columns[1].desc(), columns[0].desc()


def _urgent_first(columns: Any) -> tuple[ColumnElement[Any], ...]:
    return columns[1], columns[2]


def _listed(arms: _Arms, order: _Order) -> Listed:
    whole: Any = union_all(*arms) if len(arms) > 1 else arms[0]
    page = (
        whole.order_by(*order(whole.selected_columns))
        .limit(bindparam("limit", type_=Integer))
        .offset(bindparam("offset", type_=Integer))
        .subquery()
    )
    rows = select(*COLUMNS).join(page, case_row.c.id == page.c.id).order_by(*order(page.c))
    # No arm needs to be counted further than the whole.
    most = bindparam("most", type_=Integer), bindparam("none", 0, type_=Integer)
    counts = [
        select(func.count()).select_from(arm.limit(most[0]).offset(most[1]).subquery())
        for arm in arms
    ]
    nothing: ColumnElement[Any] = literal_column("0")
    total = sum((each.scalar_subquery() for each in counts), nothing)
    return Listed(Prepared(rows), Prepared(select(total)))
