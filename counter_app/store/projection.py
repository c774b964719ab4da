"""Writing what the screens read: the row and the search words of one case.

Subjects of other ledgers have theirs in the table that all of those share (ledger_rows.py).
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from sqlalchemy import Table, bindparam, delete, insert, select, update

from counter_app.models.case import CaseState, CaseStatus
from counter_app.models.ledger import AnyState
from counter_app.models.tables.device import case_row, ledger_row
from counter_app.protocol import digest as digests
from counter_app.protocol.ledgers import CASE, ledger_of
from counter_app.store import case_search, ledger_rows, word_index
from counter_app.store.identity import Head
from counter_app.store.prepared import Prepared

#: Columns of the row of a case, in the order of the table, without its id.
COLUMNS = tuple(str(column.name) for column in case_row.columns if column.name != "id")
_FIND = Prepared(
    select(case_row.c.id, case_row.c.state, case_row.c.digest).where(
        case_row.c.subject == bindparam("subject")
    )
)
_INSERT = Prepared(insert(case_row), columns=COLUMNS)
_UPDATE = Prepared(update(case_row).where(case_row.c.id == bindparam("id_")), columns=COLUMNS)
_DELETE = Prepared(delete(case_row).where(case_row.c.id == bindparam("id")))


def table_of(subject: str) -> Table:
    """The table in which this subject has its row."""
    return case_row if ledger_of(subject) is CASE else ledger_row


def read_state(driver: Any, subject: str) -> AnyState:
    """The present state of a subject, or None."""
    ledger = ledger_of(subject)
    if ledger is not CASE:
        return ledger_rows.read_state(driver, subject, ledger)
    row = _FIND.first(driver, {"subject": subject})
    return None if row is None else digests.decode_state(row[1])


def write_state(driver: Any, subject: str, state: AnyState, head: Head) -> Head:
    """Make ``state`` what the screens show; returns the head with the new scope digest."""
    ledger = ledger_of(subject)
    if ledger is not CASE:
        return ledger_rows.write_state(driver, subject, ledger, state, head)
    row = _FIND.first(driver, {"subject": subject})
    if state is None:
        return head if row is None else _forget(driver, row, head)
    values = row_of(subject, state)
    digest = values["digest"]
    if row is None:
        case_id = _INSERT.run(driver, values).lastrowid
        if case_id <= head.indexed:  # the id of a deleted case, used again
            word_index.add(driver, case_id, case_search.tokens(state))
        elif (case_id - head.indexed) % word_index.MOST_NEW == 0:
            head = word_index.catch_up(driver, head)
        total = digests.changed(head.digest, None, digest)
        return replace(head, digest=total, cases=head.cases + 1)
    case_id, old, before = row
    values["id_"] = case_id
    _UPDATE.run(driver, values)
    if case_id <= head.indexed:
        words = case_search.tokens(state)
        if words != case_search.tokens(digests.decode_state(old)):
            word_index.drop(driver, case_id)
            word_index.add(driver, case_id, words)
    return replace(head, digest=digests.changed(head.digest, before, digest))


def _forget(driver: Any, row: Any, head: Head) -> Head:
    case_id, _, before = row
    _DELETE.run(driver, {"id": case_id})
    if case_id <= head.indexed:
        word_index.drop(driver, case_id)
    total = digests.changed(head.digest, before, None)
    return replace(head, digest=total, cases=head.cases - 1)


def row_of(subject: str, state: CaseState) -> dict[str, Any]:
    """The row that shows this state, by column."""
    data = digests.encode_state(state)
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
        "next_due": next_due(state),
        "suspended": state.suspension is not None,
        "disputed": len(state.disputes),
        "twins": sum(not twin.settled for twin in state.twins),
        "fingerprint": state.fingerprint or None,
        "state": data,
        "digest": digests.case_digest(data),
        "priority": state.priority.name if state.priority is not None else None,
        "prioritised": state.prioritised,
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
