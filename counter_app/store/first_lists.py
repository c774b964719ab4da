"""Cases that go first (绿色通道) and stand behind a full page of a worklist.

They are few, and whoever works down the page must not miss them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection

from counter_app.models.case import CaseStatus
from counter_app.models.tables.device import case_row
from counter_app.store import case_lists

#: A view of a case; see ``queries.CaseView``.
View = TypeVar("View", bound=Any)


def beyond(
    connection: Connection, here: str, statuses: Iterable[CaseStatus], until: str | None = None
) -> Iterable[Any]:
    """Rows of all open cases ``here`` in these states that go first; ``until``: whose next day
    is this ISO day at the latest."""
    wanted = case_lists.prioritised(True, 0, None).where(
        case_row.c.prioritised,
        case_row.c.owner == here,
        case_row.c.status.in_([each.value for each in statuses]),
    )
    if until is not None:
        wanted = wanted.where(case_row.c.next_due <= until)
    return connection.execute(wanted)


def merged(page: Sequence[View], first: Iterable[View]) -> list[View]:
    """The page with those that it lacks, by the next day and then the longest waiting."""
    known = {view.subject for view in page}
    more = [view for view in first if view.subject not in known]
    if not more:
        return list(page)
    return sorted([*page, *more], key=lambda view: (view.next_due or date.min, view.received_ms))
