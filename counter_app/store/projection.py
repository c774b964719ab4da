"""Writing what the screens read: the row and the search words of one case."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, delete, insert, select, text, update

from counter_app.models.case import CaseState, CaseStatus
from counter_app.models.tables.device import case_row
from counter_app.protocol import digest as digests
from counter_app.store import case_search
from counter_app.store.identity import Head
from counter_app.store.prepared import Prepared

_COLUMNS = tuple(column.name for column in case_row.columns if column.name != "id")
_FIND = Prepared(
    select(case_row.c.id, case_row.c.state, case_row.c.digest).where(
        case_row.c.subject == bindparam("subject")
    )
)
_INSERT = Prepared(insert(case_row), columns=_COLUMNS)
_UPDATE = Prepared(update(case_row).where(case_row.c.id == bindparam("id_")), columns=_COLUMNS)
_DELETE = Prepared(delete(case_row).where(case_row.c.id == bindparam("id")))
_ADD_TOKENS = Prepared(text("INSERT INTO case_search (rowid, tokens) VALUES (:id, :tokens)"))
_DROP_TOKENS = Prepared(text("DELETE FROM case_search WHERE rowid = :id"))


def read_state(connection: Connection, subject: str) -> CaseState | None:
    """The present state of a case, or None."""
    row = _FIND.first(connection, {"subject": subject})
    return None if row is None else digests.decode_state(row[1])


def write_state(connection: Connection, subject: str, state: CaseState | None, head: Head) -> Head:
    """Make ``state`` what the screens show; returns the head with the new scope digest."""
    row = _FIND.first(connection, {"subject": subject})
    if state is None:
        if row is None:
            return head
        row_id, _, before = row
        _DELETE.run(connection, {"id": row_id})
        _DROP_TOKENS.run(connection, {"id": row_id})
        total = digests.changed(head.digest, before, None)
        return replace(head, digest=total, cases=head.cases - 1)
    data = digests.encode_state(state)
    digest = digests.case_digest(data)
    values = _columns(subject, state) | {"state": data, "digest": digest}
    words = case_search.tokens(state)
    if row is None:
        row_id = _INSERT.run(connection, values).lastrowid
        _ADD_TOKENS.run(connection, {"id": row_id, "tokens": words})
        total = digests.changed(head.digest, None, digest)
        return replace(head, digest=total, cases=head.cases + 1)
    row_id, old, before = row
    _UPDATE.run(connection, values | {"id_": row_id})
    if words != case_search.tokens(digests.decode_state(old)):
        _DROP_TOKENS.run(connection, {"id": row_id})
        _ADD_TOKENS.run(connection, {"id": row_id, "tokens": words})
    return replace(head, digest=digests.changed(head.digest, before, digest))


def _columns(subject: str, state: CaseState) -> dict[str, Any]:
    due = next_due(state)
    return {
        "subject": subject,
        "number": state.number,
        "status": state.status.value,
        "is_open": state.open,
        "place": state.place,
        "owner": state.owner,
        "item_code": state.item.code,
        "item_name": state.item.name,
        "applicant": state.applicant.name,
        "id_number": state.applicant.id_number,
        "received_ms": state.received_ms,
        "changed_ms": state.changed_ms,
        "next_due": due,
        "suspended": state.suspension is not None,
        "disputed": len(state.disputes),
        "fingerprint": state.fingerprint or None,
    }


def next_due(state: CaseState) -> str | None:
    """The day that matters next (ISO), or None when no clock runs."""
    if not state.open or state.suspension is not None:
        return None
    if state.correction is not None:
        return state.correction.due.isoformat()
    if state.status is CaseStatus.RECEIVED:
        return state.check_due.isoformat() if state.check_due else None
    if state.status in (CaseStatus.ACCEPTED, CaseStatus.REVIEW):
        day = state.promise_due or state.legal_due
        return day.isoformat() if day else None
    return None
