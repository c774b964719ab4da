"""The store's half of comparison and repair: what is held here, mended where it contradicts itself.

The journal is the truth. Rows that are not what their entries say are folded again first, so
that only what is really missing somewhere is exchanged; no entry is ever taken away.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, delete, func, insert, select, union_all, update

from counter_app.models.tables.device import (
    case_row,
    entry,
    ledger_row,
    meta,
    outside,
    superseded,
)
from counter_app.protocol import clock, digest as digests, fold, journal
from counter_app.protocol.repair import SubjectLine, TakenEntry, bucket_of
from counter_app.store.entries import recorded_of
from counter_app.store.identity import keep, load
from counter_app.store.prepared import Prepared
from counter_app.store.projection import table_of
from counter_app.store.store import Store, Tx

_KEY = "compared"
#: Cases that are folded again for comparison on the side.
SOME = 50
_RECEIPTS = Prepared(
    select(entry.c.id, entry.c.received_ms, entry.c.data).where(
        entry.c.device == bindparam("device_"), entry.c.n == bindparam("n_")
    )
)
_OF_OWN = Prepared(
    select(entry.c.id, entry.c.received_ms, entry.c.data).where(entry.c.id == bindparam("n_"))
)
_STAMP = Prepared(
    update(entry)
    .where(entry.c.id == bindparam("id_"))
    .values(received_ms=bindparam("received_ms_"))
)


#: The rows of all ledgers.
_ROWS = union_all(
    *(select(table.c.subject, table.c.state, table.c.digest) for table in (case_row, ledger_row))
).subquery()


class Compared(msgspec.Struct, frozen=True):
    """A difference that was looked into and stayed: not again before ``until_ms``.

    ``mine``/``theirs``: the digests that were compared; ``times``: how often in vain.
    """

    mine: bytes
    theirs: bytes
    times: int
    until_ms: int


def last_compared(store: Store) -> Compared | None:
    with store.read() as connection:
        return load(connection, _KEY, Compared)


def note_compared(store: Store, compared: Compared | None) -> None:
    """Remember a difference that stayed; None: both sides agree again."""
    with store.write() as tx:
        if compared is None:
            tx.connection.execute(delete(meta).where(meta.c.key == _KEY))
        else:
            keep(tx.driver, _KEY, compared)


def mend_rows(store: Store) -> set[str]:
    """Fold again every row that is not what it says it is; returns the subjects.

    Found by their bytes: a state without its digest, entries without a row, a sum that is not
    that of the rows. What was changed together with its digest shows in the comparison.
    """
    with store.read() as connection:
        wrong = {
            subject
            for subject, state, digest in connection.execute(select(_ROWS))
            if hashlib.sha256(state).digest() != digest
        }
        shown = [select(table.c.subject) for table in (case_row, ledger_row)]
        wrong |= set(
            connection.execute(
                select(entry.c.subject)
                .where(*(entry.c.subject.not_in(subjects) for subjects in shown))
                .distinct()
            ).scalars()
        ) - _outside(connection)
    mended = set()
    with store.write() as tx:
        for subject in wrong:
            if refolded(tx, subject):
                mended.add(subject)
        recount(tx)
    return mended


def check_some(store: Store, most: int = SOME) -> set[str]:
    """Fold some cases from their entries and compare; all rows are mended when one is wrong.

    Anywhere in the table, so that whatever else happens everything is looked at in time.
    """
    with store.read() as connection:
        newest = connection.execute(select(func.max(case_row.c.id))).scalar()
        if not newest:
            return set()
        start = random.randrange(newest) + 1
        rows = list(connection.execute(_FROM, {"start_": start, "most_": most}))
        if len(rows) < most:
            rows += connection.execute(_FROM, {"start_": 1, "most_": most - len(rows)}).all()
        wrong = {
            row.subject
            for row in rows
            if _folded(connection, row.subject) != (row.state, row.digest)
        }
    if not wrong:
        return set()
    with store.write() as tx:
        wrong = {subject for subject in wrong if refolded(tx, subject)}
    return wrong | mend_rows(store)


_FROM = (
    select(case_row.c.subject, case_row.c.state, case_row.c.digest)
    .where(case_row.c.id >= bindparam("start_"))
    .order_by(case_row.c.id)
    .limit(bindparam("most_"))
)


def _folded(connection: Connection, subject: str) -> tuple[bytes, bytes] | None:
    state = fold.fold(recorded_of(connection, subject))
    if state is None:
        return None
    data = digests.encode_state(state)
    return data, digests.case_digest(data)


def refolded(tx: Tx, subject: str) -> bool:
    """Fold a subject again; whether its row is another one now."""
    before = _row(tx.connection, subject)
    if before is not None and hashlib.sha256(before[0]).digest() != before[1]:
        # Perhaps not even readable: put right in place, so that nothing has to read it.
        state = fold.fold(tx.recorded(subject))
        if state is not None:
            data = digests.encode_state(state)
            table = table_of(subject)
            tx.connection.execute(
                update(table)
                .where(table.c.subject == subject)
                .values(state=data, digest=digests.case_digest(data))
            )
    tx.refold(subject)
    return _row(tx.connection, subject) != before


def recount(tx: Tx) -> None:
    """Digest and number of all cases, from the rows themselves."""
    found = list(tx.connection.execute(select(_ROWS.c.digest)).scalars())
    total = digests.total(found)
    if (total, len(found)) != (tx.head.digest, tx.head.cases):
        tx.head = replace(tx.head, digest=total, cases=len(found))


def lines(store: Store) -> list[SubjectLine]:
    """One line for everything that is held about this place."""
    with store.read() as connection:
        left_out = _outside(connection)
        rows = connection.execute(
            select(
                entry.c.subject,
                func.count(),
                func.coalesce(case_row.c.digest, ledger_row.c.digest),
            )
            .select_from(entry)
            .outerjoin(case_row, case_row.c.subject == entry.c.subject)
            .outerjoin(ledger_row, ledger_row.c.subject == entry.c.subject)
            .group_by(entry.c.subject)
        )
        return [
            SubjectLine(subject, digest or b"", count)
            for subject, count, digest in rows
            if subject not in left_out
        ]


def differing_subjects(
    mine: Iterable[SubjectLine], buckets: bytes, theirs: Iterable[SubjectLine]
) -> list[str]:
    """Subjects in these buckets of which the two sides have not the same."""
    numbers = set(buckets)
    here = {line.subject: line for line in mine if bucket_of(line.subject) in numbers}
    there = {line.subject: line for line in theirs}
    return sorted(
        subject for subject in here.keys() | there.keys() if here.get(subject) != there.get(subject)
    )


def take_as_told(tx: Tx, entries: Collection[tuple[int, bytes]]) -> set[str]:
    """Take in entries (received_ms, bytes), with the county's receipts; returns the subjects
    that are not as they were. Own entries beyond the newest one here are left to the renewal.
    """
    fitting: list[tuple[int, bytes]] = []
    stamped: set[str] = set()
    for received_ms, data in entries:
        read = journal.decode_entry(data)
        if read.device == tx.identity.device and read.n > tx.head.n:
            continue
        fitting.append((received_ms, data))
        other = _replaced(tx, read, data)
        if other is not None:
            stamped.add(other)
        elif _stamped(tx, read, received_ms, data):
            stamped.add(read.subject)
    touched = tx.take_in(fitting)
    for subject in stamped - touched:
        tx.refold(subject)
    return stamped | touched


def stamp(tx: Tx, taken: Iterable[TakenEntry]) -> set[str]:
    """Note the county's new receipts of entries held here; returns their subjects."""
    subjects = set()
    for each in taken:
        row = _find(tx, each.device, each.n)
        if row is None:
            continue
        _STAMP.run(tx.driver, {"id_": row[0], "received_ms_": each.received_ms})
        subjects.add(journal.decode_entry(row[2]).subject)
    for subject in subjects:
        tx.refold(subject)
    return subjects


def held_only_here(
    store: Store, subjects: Iterable[str], there: Mapping[tuple[str, int], bytes]
) -> tuple[list[int], list[bytes]]:
    """Of these subjects: numbers of own entries, and others' entries, that are not ``there``.

    An own number under which the county has other bytes is one of them: sending it again is
    how a fork comes to light that a restored county had forgotten.
    """
    own: list[int] = []
    foreign: list[tuple[str, int, bytes]] = []
    with store.read() as connection:
        for subject in subjects:
            rows = connection.execute(
                select(entry.c.id, entry.c.device, entry.c.n, entry.c.data).where(
                    entry.c.subject == subject
                )
            )
            for entry_id, device, n, data in rows:
                if there.get((device, n)) == data:
                    continue
                if entry_id > 0:
                    own.append(n)
                else:
                    foreign.append((device, n, data))
    foreign.sort()
    return sorted(own), [data for _, _, data in foreign]


def _stamped(tx: Tx, read: journal.Entry, received_ms: int, data: bytes) -> bool:
    """Give an entry that is here the county's receipt; whether it stands elsewhere now."""
    row = _find(tx, read.device, read.n)
    if row is None or row[1] in (None, received_ms) or row[2] != data:
        return False
    _STAMP.run(tx.driver, {"id_": row[0], "received_ms_": received_ms})
    return clock.effective(read.hlc, row[1]) != clock.effective(read.hlc, received_ms)


def _replaced(tx: Tx, read: journal.Entry, data: bytes) -> str | None:
    """Make room for another device's entry of which other bytes are here; returns the subject
    of those. A restored county may have taken the number from a copy of that device's disk;
    what stood here is kept, and comes again under the name of whoever recorded it.
    """
    if read.device == tx.identity.device:
        return None
    row = _find(tx, read.device, read.n)
    if row is None or row[2] == data:
        return None
    kept = {"device": read.device, "n": read.n, "at_ms": tx.store.now_ms(), "data": row[2]}
    tx.connection.execute(insert(superseded).prefix_with("OR IGNORE"), kept)
    tx.connection.execute(delete(entry).where(entry.c.id == row[0]))
    return journal.decode_entry(row[2]).subject


def _find(tx: Tx, device: str, n: int) -> Any:
    """(id, received_ms, data) of one entry, or None."""
    if device == tx.identity.device:
        own = _OF_OWN.first(tx.driver, {"n_": n})
        if own is not None:
            return own
    return _RECEIPTS.first(tx.driver, {"device_": device, "n_": n})


def _row(connection: Connection, subject: str) -> tuple[bytes, bytes] | None:
    """(state, digest) as they stand in the row."""
    table = table_of(subject)
    row = connection.execute(
        select(table.c.state, table.c.digest).where(table.c.subject == subject)
    ).first()
    return None if row is None else (row.state, row.digest)


def _outside(connection: Connection) -> set[str]:
    return set(connection.execute(select(outside.c.subject)).scalars())
