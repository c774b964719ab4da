"""Snapshots for new devices: which one is offered, who builds the next, which ones are let go.

Any process of the county may be asked for any part; one of them builds, holding a lease in the
store, so that a builder that was killed keeps nobody waiting for long. They are kept fresh while
the server runs (snapshot_watch.py); one that is asked for and not there is built at once.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from counter_app.county import snapshot_build
from counter_app.county.database import Database
from counter_app.county.refusals import Refuse
from counter_app.errors import CounterError
from counter_app.models.tables.county import meta, place_feed, snapshot, snapshot_part
from counter_app.protocol.fold import folded_now
from counter_app.protocol.snapshot import FORMAT, SnapshotReply

_log = logging.getLogger(__name__)

#: With fewer cases the feed is as fast.
FEWEST_CASES = 300
#: A snapshot is made anew when the feed has gone on by more than this, and by this share …
_LAG = 1000
_LAG_SHARE = 0.1
#: … and offered until then and longer, as long as the feed has less to tell than it has.
_USABLE_SHARE = 1.0
#: A builder that says nothing for so long is taken for dead, in ms.
_LEASE_MS = 60_000
#: After a failure nobody tries for so long, in ms.
_PAUSE_MS = 10 * 60_000
#: How soon to ask again while one is being built, in ms.
_RETRY_MS = 250
#: Old ones are kept as long as a slow download may take, in ms, and not more than so many of a
#: place, the newest included: a place that grows fast must not fill the disk.
_KEPT_MS = 24 * 3600 * 1000
_KEPT = 3


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
        ready = _newest(connection, place, _USABLE_SHARE)
    if ready is not None:
        return ready
    name = _claim(database, place, now_ms, _USABLE_SHARE)
    if name is None:
        return SnapshotReply("none")
    if name:
        threading.Thread(
            target=_build, args=(database, name, place, now_ms), name="snapshot", daemon=True
        ).start()
    return SnapshotReply("building", retry_ms=_RETRY_MS)


def due(database: Database) -> list[str]:
    """The places whose snapshot should be made anew, the furthest behind first."""
    with database.reading() as connection:
        heads = connection.execute(_HEADS, {"fewest": FEWEST_CASES}).all()
        newest = {row.place: bytes(row.body) for row in connection.execute(_OF_ALL)}
    behind: dict[str, float] = {}
    for place, position in heads:
        body = newest.get(place)
        reply = None if body is None else _ours(body)
        if reply is None or _lags(reply, position, _LAG_SHARE):
            behind[place] = position - (0 if reply is None else reply.position)
    return sorted(behind, key=lambda place: (-behind[place], place))


_HEADS = select(place_feed.c.place, place_feed.c.position).where(
    place_feed.c.cases >= bindparam("fewest")
)
#: The newest of a place comes last.
_OF_ALL = select(snapshot.c.place, snapshot.c.body).order_by(
    snapshot.c.place, snapshot.c.position, snapshot.c.made_ms
)


def prepare(
    database: Database,
    place: str,
    now_ms: Callable[[], int],
    stopped: Callable[[], bool] = lambda: False,
) -> bool:
    """Build the snapshot of a place now if it needs one; whether it was built here.

    ``stopped``: whether to leave it at that; what was begun is undone then.
    """
    with database.reading() as connection:
        needed = _worth_it(connection, place) and _newest(connection, place, _LAG_SHARE) is None
    name = _claim(database, place, now_ms, _LAG_SHARE) if needed else None
    return bool(name) and _build(database, str(name), place, now_ms, stopped)


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


def _newest(connection: Connection, place: str, share: float) -> SnapshotReply | None:
    """The newest snapshot of the place, unless the feed has gone on by more than this share, or
    an older program made it.
    """
    body = connection.execute(
        select(snapshot.c.body)
        .where(snapshot.c.place == place)
        .order_by(snapshot.c.position.desc(), snapshot.c.made_ms.desc())
        .limit(1)
    ).scalar()
    reply = None if body is None else _ours(bytes(body))
    if reply is None:
        return None
    position = connection.execute(
        select(place_feed.c.position).where(place_feed.c.place == place)
    ).scalar_one()
    return None if _lags(reply, position, share) else reply


def _ours(body: bytes) -> SnapshotReply | None:
    """What is told of a snapshot, if this program would make it in the same way."""
    reply = msgspec.msgpack.decode(body, type=SnapshotReply)
    as_now = (FORMAT, snapshot_build.columns_now(), folded_now().mark)
    return reply if (reply.format, reply.columns, reply.fold) == as_now else None


def _lags(reply: SnapshotReply, position: int, share: float) -> bool:
    return position - reply.position > max(_LAG, share * reply.position)


def _claim(database: Database, place: str, now_ms: Callable[[], int], share: float) -> str | None:
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
        if _newest(connection, place, share) is not None:
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


class _Lost(Exception):
    """The lease ran out and somebody else builds now."""


def _build(
    database: Database,
    name: str,
    place: str,
    now_ms: Callable[[], int],
    stopped: Callable[[], bool] = lambda: False,
) -> bool:
    """Build, then let go of the lease and of old ones. Whether it went well."""

    def hold(connection: Connection) -> None:
        _hold(connection, place, name, now_ms() + _LEASE_MS)

    try:
        snapshot_build.build(database, name, place, now_ms, hold, stopped)
        _let_go(database, name, place, now_ms() - _KEPT_MS)
    except _Lost:
        _log.warning("the snapshot of a place took too long: another process builds it")
        _drop(database, name, place, None)
        return False
    except snapshot_build.Stopped:
        _drop(database, name, place, 0)
        return False
    except Exception as error:
        # Devices go on with the feed.
        _log.error("the snapshot of a place was not built: %s", type(error).__name__)
        _drop(database, name, place, now_ms() + _PAUSE_MS)
        return False
    return True


def _hold(connection: Connection, place: str, name: str, until_ms: int) -> None:
    """Hold the lease on; raises :class:`_Lost` when it is not ours any more."""
    key = f"snapshot/{place}"
    held = connection.execute(
        select(meta.c.value).where(meta.c.key == key).with_for_update()
    ).scalar()
    if held is None or msgspec.msgpack.decode(bytes(held), type=Lease).name != name:
        raise _Lost
    _write_lease(connection, place, Lease(name, until_ms))


def _write_lease(connection: Connection, place: str, lease: Lease) -> None:
    value = msgspec.msgpack.encode(lease)
    connection.execute(update(meta).where(meta.c.key == f"snapshot/{place}").values(value=value))


def _drop(database: Database, name: str, place: str, pause_until_ms: int | None) -> None:
    """Undo what was begun; nobody tries again before then. None: the lease is another's."""
    with suppress(CounterError):  # where the store is away, the lease ends by itself
        with database.writing() as connection:
            connection.execute(delete(snapshot_part).where(snapshot_part.c.snapshot == name))
        if pause_until_ms is not None:
            with suppress(_Lost), database.writing() as connection:
                _hold(connection, place, name, 0)
                _write_lease(connection, place, Lease("", pause_until_ms))


def _let_go(database: Database, name: str, place: str, before_ms: int) -> None:
    """End the lease and delete what no download can still be busy with."""
    with database.writing() as connection:
        _hold(connection, place, name, 0)
        made = connection.execute(
            select(snapshot.c.id, snapshot.c.made_ms)
            .where(snapshot.c.place == place, snapshot.c.id != name)
            .order_by(snapshot.c.made_ms.desc(), snapshot.c.id)
        ).all()
        names = [
            row.id for rank, row in enumerate(made, 2) if rank > _KEPT or row.made_ms < before_ms
        ]
        if names:
            connection.execute(delete(snapshot_part).where(snapshot_part.c.snapshot.in_(names)))
            connection.execute(delete(snapshot).where(snapshot.c.id.in_(names)))
