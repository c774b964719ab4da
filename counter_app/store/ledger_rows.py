"""Writing what the screens read of the other ledgers: the row and the search words of a subject.

Unlike a case's, these words are written with the row: such saves are few, and none of them is
waited for by a queue at a window.
"""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import bindparam, delete, insert, select, text, update

from counter_app.models.ledger import AnyState, Summary
from counter_app.models.tables.device import ledger_row
from counter_app.protocol import digest as digests
from counter_app.protocol.ledgers import Ledger, ledger_of
from counter_app.store import case_search
from counter_app.store.identity import Head
from counter_app.store.prepared import Prepared

_log = logging.getLogger(__name__)

#: Columns of a row, without its id.
COLUMNS = tuple(str(column.name) for column in ledger_row.columns if column.name != "id")
_FIND = Prepared(
    select(ledger_row.c.id, ledger_row.c.state, ledger_row.c.digest).where(
        ledger_row.c.subject == bindparam("subject")
    )
)
_INSERT = Prepared(insert(ledger_row), columns=COLUMNS)
_UPDATE = Prepared(update(ledger_row).where(ledger_row.c.id == bindparam("id_")), columns=COLUMNS)
_DELETE = Prepared(delete(ledger_row).where(ledger_row.c.id == bindparam("id")))
_ADD = Prepared(text("INSERT INTO ledger_search (rowid, tokens) VALUES (:id, :tokens)"))
_DROP = Prepared(text("DELETE FROM ledger_search WHERE rowid = :id"))
_EVERY = Prepared(select(ledger_row.c.id, ledger_row.c.subject, ledger_row.c.state))
#: Raised when a line is marked for another list than before. Then the words of what is marked are
#: written once more; states and digests stay what they are.
MARKED = 1


def read_state(driver: Any, subject: str, ledger: Ledger) -> AnyState:
    """The present state of a subject, or None."""
    row = _FIND.first(driver, {"subject": subject})
    return None if row is None else ledger.decode(row[1])


def write_state(driver: Any, subject: str, ledger: Ledger, state: AnyState, head: Head) -> Head:
    """Make ``state`` what the screens show; returns the head with the new scope digest."""
    row = _FIND.first(driver, {"subject": subject})
    if row is not None:
        _DROP.run(driver, {"id": row[0]})
        if state is None:
            _DELETE.run(driver, {"id": row[0]})
            total = digests.changed(head.digest, row[2], None)
            return replace(head, digest=total, cases=head.cases - 1)
    elif state is None:
        return head
    values, words = _row_of(subject, ledger, state)
    if row is None:
        row_id, before, more = _INSERT.run(driver, values).lastrowid, None, 1
    else:
        row_id, before, more = row[0], row[2], 0
        _UPDATE.run(driver, values | {"id_": row_id})
    _ADD.run(driver, {"id": row_id, "tokens": words})
    total = digests.changed(head.digest, before, values["digest"])
    return replace(head, digest=total, cases=head.cases + more)


def mark_again(driver: Any) -> int:
    """Write the search words of every line that is marked once more; returns how many there are.

    What cannot be read is left alone: it is mended from its entries, and marked by that.
    """
    marked: list[tuple[int, str]] = []
    for row_id, subject, data in _EVERY.run(driver, {}):
        ledger = ledger_of(subject)
        if ledger.summary is None:
            continue
        try:
            told = ledger.summary(ledger.decode(data))
        except (msgspec.DecodeError, UnicodeDecodeError):
            _log.warning("a row could not be read for its marks")
            continue
        if told.marks:
            marked.append((row_id, _words(ledger, told)))
    for row_id, words in marked:
        _DROP.run(driver, {"id": row_id})
        _ADD.run(driver, {"id": row_id, "tokens": words})
    return len(marked)


def _words(ledger: Ledger, told: Summary) -> str:
    # people read numbers without the county's six digits as well
    short = told.number.removeprefix(ledger.letter)[6:]
    return case_search.words_of(told.texts, (*told.numbers, short), told.marks)


def _row_of(subject: str, ledger: Ledger, state: AnyState) -> tuple[dict[str, Any], str]:
    """The row that shows this state, by column, and its search words."""
    assert ledger.summary is not None
    told = ledger.summary(state)
    data = digests.encode_state(state)
    row = {
        "subject": subject,
        "ledger": ledger.name,
        "number": told.number,
        "status": told.status,
        "is_open": told.is_open,
        "place": told.place,
        "owner": told.owner,
        "title": told.title,
        "person": told.person,
        "staff": told.staff,
        "opened_ms": told.opened_ms,
        "changed_ms": told.changed_ms,
        "next_due": told.next_due.isoformat() if told.next_due else None,
        "disputed": told.disputed,
        "fingerprint": told.fingerprint or None,
        "state": data,
        "digest": digests.case_digest(data),
    }
    return row, _words(ledger, told)
