"""What the approver asks: cases that wait for a decision here, stand still, or were decided."""

from __future__ import annotations

import msgspec
from sqlalchemy import Select, bindparam, func, select

from counter_app.models.acts import case as acts
from counter_app.models.case import CaseStatus
from counter_app.models.tables.device import case_row, entry
from counter_app.protocol.journal import decode_act, decode_entry
from counter_app.store import case_lists, first_lists
from counter_app.store.queries import PAGE, CaseView, views_of
from counter_app.store.store import Store

#: To be decided, or decided and not yet closed.
WAITING = (
    CaseStatus.ACCEPTED, CaseStatus.REVIEW, CaseStatus.DECIDED_YES, CaseStatus.DECIDED_NO,
)  # fmt: skip
#: Where a case can be after a decision.
_AFTER = (
    CaseStatus.DECIDED_YES, CaseStatus.DECIDED_NO, CaseStatus.CLOSED, CaseStatus.READY,
    CaseStatus.DELIVERED, CaseStatus.ARCHIVED,
)  # fmt: skip
#: A case decided now was hardly received longer ago; bounds what is looked through. In ms.
_LONGEST_MS = 366 * 24 * 3600_000


class DecidedView(msgspec.Struct, frozen=True):
    """A decision made here: the case now, when, by whom, and whether it was granted."""

    view: CaseView
    decided_ms: int
    staff: str
    granted: bool
    by_officer: bool


def waiting(store: Store, limit: int = PAGE) -> list[CaseView]:
    """Cases here that wait for a decision, the first day first."""
    return _open_here(store, limit, suspended=False)


def standing_still(store: Store, limit: int = PAGE) -> list[CaseView]:
    """Cases here whose clock stands still in a special procedure."""
    return _open_here(store, limit, suspended=True)


def decided(store: Store, since_ms: int, limit: int = PAGE) -> list[DecidedView]:
    """What was decided at this place since then, newest first."""
    rows = (
        select(*case_lists.COLUMNS)
        .where(
            case_row.c.status.in_([status.value for status in _AFTER]),
            case_row.c.received_ms >= since_ms - _LONGEST_MS,
            case_row.c.changed_ms >= since_ms,
        )
        .order_by(case_row.c.changed_ms.desc())
        .limit(limit)
    )
    with store.read() as connection:
        views = {view.subject: view for view in views_of(connection.execute(rows))}
        found = connection.execute(
            select(entry.c.data, entry.c.received_ms).where(
                entry.c.subject.in_(list(views)), entry.c.kind == acts.Decided.KIND
            )
        ).all()
    made = []
    for row in found:
        each = decode_entry(row.data)
        act = decode_act(each)
        at_ms = each.hlc >> 16
        if row.received_ms is not None:
            at_ms = min(at_ms, row.received_ms)
        if isinstance(act, acts.Decided) and each.place == store.identity.place:
            view = views[each.subject]
            made.append(DecidedView(view, at_ms, each.staff, act.granted, act.by_chief_officer))
    made = [each for each in made if each.decided_ms >= since_ms]
    return sorted(made, key=lambda each: -each.decided_ms)


def _open_here(store: Store, limit: int, *, suspended: bool) -> list[CaseView]:
    asked: Select[tuple[object, ...]] = (
        select(*case_lists.COLUMNS)
        .where(
            case_row.c.is_open,
            case_row.c.owner == bindparam("here"),
            case_row.c.status.in_([status.value for status in WAITING]),
            case_row.c.suspended == suspended,
        )
        .order_by(func.coalesce(case_row.c.next_due, "9"), case_row.c.received_ms)
        .limit(limit)
    )
    here = store.identity.place
    with store.read() as connection:
        views = views_of(connection.execute(asked, {"here": here}))
        if len(views) < limit or suspended:
            return views
        return first_lists.merged(views, views_of(first_lists.beyond(connection, here, WAITING)))
