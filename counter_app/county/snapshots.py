"""Snapshots for new devices: which one is offered, who builds the next, which ones are let go.

Any process of the county may be asked for any part; one of them builds, holding a lease in the
store, so that a builder that was killed keeps nobody waiting for long.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from counter_app.county import snapshot_build
from counter_app.county.database import Database
from counter_app.county.refusals import Refuse
from counter_app.errors import CounterError
from counter_app.models.tables.county import meta, place_feed, snapshot, snapshot_part
from counter_app.protocol.snapshot import FORMAT, SnapshotReply

_log = logging.getLogger(__name__)

#: With fewer cases the feed is as fast.
FEWEST_CASES = 300
#: A snapshot is made anew when the feed has gone on by more than this, and by this share.
_LAG = 1000
_LAG_SHARE = 0.2
#: A builder that says nothing for so long is taken for dead, in ms.
_LEASE_MS = 60_000
#: After a failure nobody tries for so long, in ms.
_PAUSE_MS = 10 * 60_000
#: How soon to ask again while one is being built, in ms.
_RETRY_MS = 250
#: Old ones are kept as long as a slow download may take, in ms.
_KEPT_MS = 24 * 3600 * 1000


class Lease(msgspec.Struct, frozen=True):
    """Who builds the snapshot of a place: ``name`` of the snapshot, and until when at most.

    Without a name: the last builder failed, and nobody tries again before then.
    """

    name: str
    until_ms: int


def offer(database: Database, place: str, now_ms: Callable[[], int]) -> SnapshotReply:
    """What a new device of this place is told. Starts a builder where one is needed."""
    with database.reading() as connection:
        if not _worth_it(connection, place):
            return SnapshotReply("none")
        ready = _current(connection, place)
    if ready is not None:
        return ready
    name = _claim(database, place, now_ms)
    if name is None:
        return SnapshotReply("none")
    if name:
        threading.Thread(
            target=_build, args=(database, name, place, now_ms), name="snapshot", daemon=True
        ).start()
    return SnapshotReply("building", retry_ms=_RETRY_MS)


def prepare(database: Database, place: str, now_ms: Callable[[], int]) -> bool:
    """Build the snapshot of a place now if it needs one; whether it was built here."""
    with database.reading() as connection:
        needed = _worth_it(connection, place) and _current(connection, place) is None
    name = _claim(database, place, now_ms) if needed else None
    return bool(name) and _build(database, str(name), place, now_ms)


def part(database: Database, place: str, name: str, number: int) -> bytes:
    """The bytes of one part. Raises :class:`Refuse` (404) for what this place does not have."""
    with database.reading() as connection:
        data = connection.execute(
            select(snapshot_part.c.data)
            .join(snapshot, snapshot.c.id == snapshot_part.c.snapshot)
            .where(
                snapshot.c.id == name,
                snapshot.c.place == place,
                snapshot_part.c.part == number,
            )
        ).scalar()
    if data is None:
        raise Refuse(404, "bad_request", "县平台没有这份快照")
    return bytes(data)


def _worth_it(connection: Connection, place: str) -> bool:
    cases = connection.execute(
        select(place_feed.c.cases).where(place_feed.c.place == place)
    ).scalar()
    return (cases or 0) >= FEWEST_CASES


def _current(connection: Connection, place: str) -> SnapshotReply | None:
    """The newest snapshot of the place, unless it lags far behind or is of an older program."""
    body = connection.execute(
        select(snapshot.c.body)
        .where(snapshot.c.place == place)
        .order_by(snapshot.c.position.desc(), snapshot.c.made_ms.desc())
        .limit(1)
    ).scalar()
    if body is None:
        return None
    reply = msgspec.msgpack.decode(bytes(body), type=SnapshotReply)
    if reply.format != FORMAT or reply.columns != snapshot_build.columns_now():
        return None
    position = connection.execute(
        select(place_feed.c.position).where(place_feed.c.place == place)
    ).scalar_one()
    behind = position - reply.position
    return None if behind > max(_LAG, _LAG_SHARE * reply.position) else reply


def _claim(database: Database, place: str, now_ms: Callable[[], int]) -> str | None:
    """The name under which to build; "" while somebody else does; None when it cannot be done."""
    name = uuid.uuid4().hex
    key = f"snapshot/{place}"

    def work(connection: Connection) -> str | None:
        held = connection.execute(
            select(meta.c.value).where(meta.c.key == key).with_for_update()
        ).scalar()
        before = None if held is None else msgspec.msgpack.decode(bytes(held), type=Lease)
        if before is not None and before.until_ms > now_ms():
            return "" if before.name else None
        if _current(connection, place) is not None:
            return ""
        lease = msgspec.msgpack.encode(Lease(name, now_ms() + _LEASE_MS))
        if before is None:
            connection.execute(insert(meta).values(key=key, value=lease))
            return name
        connection.execute(update(meta).where(meta.c.key == key).values(value=lease))
        # what a killed builder left
        done = select(snapshot.c.id).where(snapshot.c.id == before.name).exists()
        connection.execute(
            delete(snapshot_part).where(snapshot_part.c.snapshot == before.name, ~done)
        )
        return name

    return database.transact(work)


def _build(database: Database, name: str, place: str, now_ms: Callable[[], int]) -> bool:
    """Build, then let go of the lease and of old ones. Whether it went well."""
    try:
        snapshot_build.build(
            database,
            name,
            place,
            now_ms,
            lambda: _hold(database, place, Lease(name, now_ms() + _LEASE_MS)),
        )
        _hold(database, place, Lease(name, 0))
        _let_go(database, name, place, now_ms() - _KEPT_MS)
    except Exception as error:
        # Devices go on with the feed.
        _log.error("the snapshot of a place was not built: %s", type(error).__name__)
        with suppress(CounterError):  # where the store is away, the lease ends by itself
            _give_up(database, name, place, now_ms() + _PAUSE_MS)
        return False
    return True


def _hold(database: Database, place: str, lease: Lease) -> None:
    with database.writing() as connection:
        _write_lease(connection, place, lease)


def _write_lease(connection: Connection, place: str, lease: Lease) -> None:
    value = msgspec.msgpack.encode(lease)
    connection.execute(update(meta).where(meta.c.key == f"snapshot/{place}").values(value=value))


def _give_up(database: Database, name: str, place: str, until_ms: int) -> None:
    with database.writing() as connection:
        connection.execute(delete(snapshot_part).where(snapshot_part.c.snapshot == name))
        _write_lease(connection, place, Lease("", until_ms))


def _let_go(database: Database, name: str, place: str, before_ms: int) -> None:
    """Delete what no download can still be busy with."""
    with database.writing() as connection:
        old = select(snapshot.c.id).where(
            snapshot.c.place == place, snapshot.c.id != name, snapshot.c.made_ms < before_ms
        )
        names = list(connection.execute(old).scalars())
        if names:
            connection.execute(delete(snapshot_part).where(snapshot_part.c.snapshot.in_(names)))
            connection.execute(delete(snapshot).where(snapshot.c.id.in_(names)))
