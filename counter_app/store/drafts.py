"""Half-typed work (暂存): saved as it is typed, gone when it became a case or was thrown away."""

from __future__ import annotations

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from counter_app.models.tables.device import draft
from counter_app.store.store import Store, Tx


class Draft(msgspec.Struct, frozen=True):
    """One saved draft. ``body``: msgpack of whatever the page keeps."""

    id: str
    kind: str
    work_no: str
    changed_ms: int
    body: bytes


def save(store: Store, draft_id: str, kind: str, work_no: str, body: bytes) -> None:
    """Write the draft durably, in a transaction of its own."""
    with store.write() as tx:
        values = {
            "kind": kind,
            "work_no": work_no,
            "changed_ms": store.now_ms(),
            "body": body,
        }
        statement = insert(draft).values(id=draft_id, **values)
        tx.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


def drop(tx: Tx, draft_id: str) -> None:
    """Forget a draft, in the transaction that makes it a case."""
    tx.connection.execute(delete(draft).where(draft.c.id == draft_id))


def discard(store: Store, draft_id: str) -> Draft | None:
    """Throw a draft away; returns it, so that this can be undone."""
    found = get(store, draft_id)
    with store.write() as tx:
        drop(tx, draft_id)
    return found


def get(store: Store, draft_id: str) -> Draft | None:
    with store.read() as connection:
        row = connection.execute(select(draft).where(draft.c.id == draft_id)).first()
    return None if row is None else Draft(*row)


def listed(store: Store, kind: str, work_no: str) -> list[Draft]:
    """Drafts of one person, the latest first."""
    with store.read() as connection:
        rows = connection.execute(
            select(draft)
            .where(draft.c.kind == kind, draft.c.work_no == work_no)
            .order_by(draft.c.changed_ms.desc())
        )
        return [Draft(*row) for row in rows]
