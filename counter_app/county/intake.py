"""Taking fresh entries in: fold their subjects, lock the feeds concerned, write everything.

One transaction, a handful of set-based statements whatever the number of entries:

1. read what is known of the touched subjects, fold them with the new entries;
2. lock the feeds of all places concerned, in one order, so that two pushes never wait for
   each other; the receipt stamp is later than every stamp in those feeds;
3. look whether anything that was read has changed meanwhile (then: again from the start);
4. write entries, projections and feed positions.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, update

from counter_app.county import feeds
from counter_app.county.database import Moved, insert_many
from counter_app.county.links import Link
from counter_app.county.subjects import (
    check_unmoved,
    fold_all,
    gather,
    read_known,
    write_projection,
)
from counter_app.models.tables.county import device, entry, set_aside
from counter_app.protocol.clock import effective


def take_in(
    connection: Connection,
    device_id: str,
    fresh: Sequence[Link],
    hashes: Sequence[bytes],
    now_ms: int,
    places: set[str],
    matters: dict[str, bytes] | None = None,
) -> int:
    """Store the next links of a device whose row is locked; returns their receipt (ms, UTC).

    ``matters`` collects what the touched cases are about. Raises :class:`Moved` as
    :func:`store` does.
    """
    stamp = store(connection, fresh, hashes, now_ms, places, matters, device_id)
    connection.execute(
        update(device)
        .where(device.c.id == device_id)
        .values(acked_n=fresh[-1].n, head=hashes[-1], last_seen_ms=now_ms)
    )
    return stamp


def store(
    connection: Connection,
    fresh: Sequence[Link],
    hashes: Sequence[bytes],
    now_ms: int,
    places: set[str],
    matters: dict[str, bytes] | None = None,
    device_id: str = "",
) -> int:
    """Write, fold and feed links that are not there yet; returns their receipt (ms, UTC).

    ``device_id``: whose links they are, where they may be unreadable. Raises :class:`Moved`
    when another push touched the same subjects in between; the places to lock next time are
    then in ``places``.
    """
    subjects = gather(fresh)
    read_known(connection, subjects)
    fold_all(subjects.values(), now_ms)
    places.update(place for each in subjects.values() for place in each.places)
    heads = feeds.lock(connection, places)
    stamp = max([now_ms, *(each.received_ms + 1 for each in heads.values())])
    check_unmoved(connection, subjects)
    if stamp != now_ms and _depends(fresh, now_ms, stamp):
        fold_all(subjects.values(), stamp)
        places.update(place for each in subjects.values() for place in each.places)
        if not places <= heads.keys():
            raise Moved
    _write_journal(connection, device_id, fresh, hashes, stamp)
    write_projection(connection, subjects.values(), stamp)
    feeds.allot(connection, fresh, subjects, heads, stamp)
    if matters is not None:
        # Of an attempt that was undone nothing stays.
        matters.clear()
        matters.update({name: each.matter for name, each in subjects.items() if each.matter})
    return stamp


def _write_journal(
    connection: Connection,
    device_id: str,
    fresh: Sequence[Link],
    hashes: Sequence[bytes],
    stamp: int,
) -> None:
    insert_many(
        connection,
        entry,
        ("device", "n", "subject", "hlc", "received_ms", "kind", "data", "hash"),
        [
            (read.device, link.n, read.subject, read.hlc, stamp, read.kind, link.data, after)
            for link, after in zip(fresh, hashes, strict=True)
            if (read := link.entry) is not None
        ],
    )
    insert_many(
        connection,
        set_aside,
        ("device", "n", "received_ms", "reason", "data", "hash"),
        [
            (device_id, link.n, stamp, link.reason, link.data, after)
            for link, after in zip(fresh, hashes, strict=True)
            if link.entry is None
        ],
    )


def _depends(fresh: Sequence[Link], before: int, after: int) -> bool:
    """Whether any new entry stands elsewhere in the order with the later receipt."""
    return any(
        effective(link.entry.hlc, before) != effective(link.entry.hlc, after)
        for link in fresh
        if link.entry is not None
    )
