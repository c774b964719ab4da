"""Rows of the journal: the statements that write them, and reading a subject's entries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, literal_column, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.errors import Trouble
from counter_app.models.tables.device import entry
from counter_app.protocol import fold, journal
from counter_app.store.prepared import Prepared, driver_of

#: Largest number that a column can hold.
_MOST = (1 << 63) - 1
_COLUMNS = ("id", "device", "n", "subject", "hlc", "received_ms", "kind", "data")
APPEND = Prepared(insert(entry), columns=_COLUMNS)
FOREIGN: ColumnElement[bool] = entry.c.id < literal_column("0")
_COMING = upsert(entry)
#: What is there already keeps its bytes; at most it learns when the county received it.
_RECEIPT: dict[str, Any] = {
    "set_": {"received_ms": _COMING.excluded.received_ms},
    "where": entry.c.received_ms.is_(None),
}
#: An entry of another device, and one of this device that it had lost.
TAKE_IN = Prepared(
    _COMING.on_conflict_do_update(index_elements=["device", "n"], index_where=FOREIGN, **_RECEIPT),
    columns=_COLUMNS,
)
TAKE_BACK = Prepared(
    _COMING.on_conflict_do_update(index_elements=["id"], **_RECEIPT), columns=_COLUMNS
)
LEAST = Prepared(select(func.min(entry.c.id)))
OF_SUBJECT = Prepared(
    select(entry.c.data, entry.c.received_ms).where(entry.c.subject == bindparam("subject_"))
)


def recorded_of(connection: Connection, subject: str) -> list[fold.Recorded]:
    """All entries of a subject, in the order in which they are folded."""
    rows = OF_SUBJECT.run(driver_of(connection), {"subject_": subject})
    found = [fold.Recorded(journal.decode_entry(data), received) for data, received in rows]
    return sorted(found, key=lambda each: each.key)


def row(
    entry_id: int, envelope: journal.Entry, data: bytes, received_ms: int | None
) -> dict[str, object]:
    """The row by column. ``data``: the entry's bytes as they came."""
    return {
        "id": entry_id,
        "device": envelope.device,
        "n": envelope.n,
        "subject": envelope.subject,
        "hlc": envelope.hlc,
        "received_ms": received_ms,
        "kind": envelope.kind,
        "data": data,
    }


def check_storable(envelope: journal.Entry) -> None:
    """Raises :class:`Trouble` for numbers that no column can hold."""
    if not (0 <= envelope.hlc <= _MOST and 0 < envelope.n <= _MOST):
        raise Trouble("收到的记录编号或时间超出范围,已原样搁置")
