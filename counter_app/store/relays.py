"""Bundles of other devices, kept here until they have been passed on to the county.

They lie in the encrypted database beside the drafts, so that the stick can be pulled out at
once. One that the county refused is kept as well, with its reason, and not sent again.
"""

from __future__ import annotations

import hashlib

import msgspec
from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from counter_app.models.tables.device import draft
from counter_app.store.prepared import Prepared, driver_of
from counter_app.store.store import Store

_WAITING = "relay"
_REFUSED = "relay.refused"
_PASSED = "relay.passed"
#: So many that were passed on are remembered.
_REMEMBERED = 10
#: One that did not come through is not tried again before so long (ms).
PAUSE_MS = 2 * 60_000


#: Asked at every sync. A pause longer than any was noted by a clock that was ahead.
_DUE = Prepared(
    select(draft.c.id)
    .where(
        draft.c.kind == _WAITING,
        or_(draft.c.changed_ms <= bindparam("now"), draft.c.changed_ms > bindparam("late")),
    )
    .order_by(draft.c.id)
)


class Kept(msgspec.Struct, frozen=True):
    """One bundle that waits. ``device`` made it as its ``number``-th; ``data``: the file."""

    id: str
    device: str
    number: int
    data: bytes


class _Body(msgspec.Struct, frozen=True, array_like=True):
    device: str
    number: int
    data: bytes


def keep(store: Store, device: str, number: int, data: bytes) -> str:
    """Keep a bundle durably until it is passed on; returns its id, the same for the same file."""
    kept_id = f"relay:{device}:{number:08d}:{hashlib.sha256(data).hexdigest()[:16]}"
    values = {
        "kind": _WAITING,
        "work_no": "",
        "changed_ms": store.now_ms(),
        "body": msgspec.msgpack.encode(_Body(device, number, data)),
    }
    statement = insert(draft).values(id=kept_id, **values)
    with store.write() as tx:
        tx.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
    return kept_id


def waiting(store: Store) -> list[str]:
    """Ids of what may be passed on now, in the order in which each device made them."""
    now = store.now_ms()
    with store.read() as connection:
        rows = _DUE.run(driver_of(connection), {"now": now, "late": now + PAUSE_MS})
        return [kept_id for (kept_id,) in rows]


def counts(store: Store) -> tuple[int, int]:
    """How many bundles wait to be passed on, and how many the county refused."""
    with store.read() as connection:
        counted = select(draft.c.kind, func.count()).group_by(draft.c.kind)
        found = {kind: int(count) for kind, count in connection.execute(counted)}
    return found.get(_WAITING, 0), found.get(_REFUSED, 0)


def get(store: Store, kept_id: str) -> Kept | None:
    """The bundle of this id."""
    with store.read() as connection:
        body = connection.execute(select(draft.c.body).where(draft.c.id == kept_id)).scalar()
    if body is None:
        return None
    read = msgspec.msgpack.decode(body, type=_Body)
    return Kept(kept_id, read.device, read.number, read.data)


def drop(store: Store, kept_id: str) -> None:
    """It is at the county."""
    with store.write() as tx:
        tx.connection.execute(delete(draft).where(draft.c.id == kept_id))


class Passed(msgspec.Struct, frozen=True, array_like=True):
    """A bundle that was passed on. ``entries`` were new at the county; ``at_ms``: ms (UTC)."""

    device: str
    number: int
    place: str
    entries: int
    at_ms: int


def passed_on(store: Store, kept: Kept, place: str, entries: int) -> None:
    """It is at the county; whose it was and when stays known here for a while."""
    now = store.now_ms()
    note = Passed(kept.device, kept.number, place, entries, now)
    row = {
        "id": f"passed:{kept.device}:{kept.number:08d}",
        "kind": _PASSED,
        "work_no": "",
        "changed_ms": now,
        "body": msgspec.msgpack.encode(note),
    }
    newest = (
        select(draft.c.id)
        .where(draft.c.kind == _PASSED)
        .order_by(draft.c.changed_ms.desc(), draft.c.id.desc())
    )
    with store.write() as tx:
        tx.connection.execute(delete(draft).where(draft.c.id == kept.id))
        tx.connection.execute(
            insert(draft).values(**row).on_conflict_do_update(index_elements=["id"], set_=row)
        )
        gone = list(tx.connection.execute(newest.offset(_REMEMBERED)).scalars())
        tx.connection.execute(delete(draft).where(draft.c.id.in_(gone)))


def recent(store: Store) -> list[Passed]:
    """What was passed on lately, the newest first."""
    with store.read() as connection:
        bodies = connection.execute(
            select(draft.c.body)
            .where(draft.c.kind == _PASSED)
            .order_by(draft.c.changed_ms.desc(), draft.c.id.desc())
        ).scalars()
        return [msgspec.msgpack.decode(body, type=Passed) for body in bodies]


def put_off(store: Store, kept_id: str) -> None:
    """It did not come through: it waits a while."""
    later = store.now_ms() + PAUSE_MS
    with store.write() as tx:
        tx.connection.execute(update(draft).where(draft.c.id == kept_id).values(changed_ms=later))


def refuse(store: Store, kept_id: str) -> None:
    """The county will never take it; it is kept, and not sent again."""
    with store.write() as tx:
        tx.connection.execute(update(draft).where(draft.c.id == kept_id).values(kind=_REFUSED))
