"""Files that wait to be put away at this place, and those that have been."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from counter_app.models.acts import case as acts
from counter_app.models.case import CaseState, CaseStatus
from counter_app.models.tables.device import case_row, entry
from counter_app.protocol.digest import decode_state
from counter_app.protocol.journal import decode_act, decode_entry
from counter_app.rules.archiving import ARCHIVABLE
from counter_app.store import queries
from counter_app.store.queries import PAGE
from counter_app.store.store import Store


class ArchivedFile(msgspec.Struct, frozen=True):
    """A case that was put away: under which number, when and by whom."""

    state: CaseState
    file_no: str
    at_ms: int
    staff: str


def waiting(store: Store, limit: int = PAGE) -> list[CaseState]:
    """Ended cases of this place that are not put away yet, the longest ago received first."""
    asked = (
        select(case_row.c.state)
        .where(
            case_row.c.status.in_([status.value for status in ARCHIVABLE]),
            case_row.c.owner == store.identity.place,
        )
        .order_by(case_row.c.received_ms)
        .limit(limit)
    )
    with store.read() as connection:
        return [decode_state(data) for (data,) in connection.execute(asked)]


def archived(store: Store, query: str = "", limit: int = PAGE) -> list[ArchivedFile]:
    """What was put away, the newest received first; ``query`` as in the list of cases, or a
    file number among the newest."""
    found = queries.cases(store, query=query, statuses=(CaseStatus.ARCHIVED,), limit=limit)
    files = _files(store, [view.subject for view in found])
    if query and not files:
        newest = queries.cases(store, statuses=(CaseStatus.ARCHIVED,), limit=limit)
        files = [
            each
            for each in _files(store, [view.subject for view in newest])
            if query.casefold() in each.file_no.casefold()
        ]
    return files


def _files(store: Store, subjects: list[str]) -> list[ArchivedFile]:
    with store.read() as connection:
        states = {
            subject: decode_state(data)
            for subject, data in connection.execute(
                select(case_row.c.subject, case_row.c.state).where(case_row.c.subject.in_(subjects))
            )
        }
        rows = connection.execute(
            select(entry.c.data).where(
                entry.c.subject.in_(subjects), entry.c.kind == acts.Archived.KIND
            )
        ).all()
    by_subject: dict[str, ArchivedFile] = {}
    for (data,) in rows:
        each = decode_entry(data)
        act = decode_act(each)
        if isinstance(act, acts.Archived) and each.subject in states:
            file = ArchivedFile(states[each.subject], act.file_no, each.hlc >> 16, each.staff)
            by_subject[each.subject] = file
    return [by_subject[subject] for subject in subjects if subject in by_subject]
