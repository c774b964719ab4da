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
from contextlib import nullcontext
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, update

from counter_app.county import feeds
from counter_app.county.database import FEW, Moved, insert_many
from counter_app.county.links import Link
from counter_app.county.prepared import Prepared, sent_together
from counter_app.county.subjects import (
    ask_known,
    check_unmoved,
    fold_all,
    gather,
    read_known,
    write_projection,
)
from counter_app.models.tables.county import device, entry, set_aside
from counter_app.protocol.clock import effective

_REACHED = Prepared(
    update(device)
    .where(device.c.id == bindparam("device_"))
    .values({name: bindparam(name) for name in ("acked_n", "head", "last_seen_ms")})
)


class Reached(NamedTuple):
    """A device whose row is locked has come to entry ``n`` with this chain hash."""

    device: str
    n: int
    head: bytes


def take_in(
    connection: Connection,
    device_id: str,
    fresh: Sequence[Link],
    hashes: Sequence[bytes],
    now_ms: int,
    places: set[str],
    matters: dict[str, bytes] | None = None,
    known: Any = None,
) -> int:
    """Store the next links of a device whose row is locked; returns their receipt (ms, UTC).

    ``known``: what is stored of their subjects, if that was just asked. ``matters`` collects
    what the touched cases are about. Raises :class:`Moved` as :func:`store` does.
    """
    reached = [Reached(device_id, fresh[-1].n, hashes[-1])]
    return store(connection, fresh, hashes, now_ms, places, matters, reached, known)


def store(
    connection: Connection,
    fresh: Sequence[Link],
    hashes: Sequence[bytes],
    now_ms: int,
    places: set[str],
    matters: dict[str, bytes] | None = None,
    reached: Sequence[Reached] = (),
    known: Any = None,
) -> int:
    """Write, fold and feed links that are not there yet; returns their receipt (ms, UTC).

    ``reached``: whose next links they are; a link that is no entry is the first one's. Raises
    :class:`Moved` when another push touched the same subjects in between; the places to lock
    next time are then in ``places``.
    """
    subjects = gather(fresh)
    read_known(connection, subjects, known or ask_known(connection, subjects))
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
    # Many rows go by COPY, which cannot be sent together with anything.
    few = len(fresh) <= FEW
    with sent_together(connection) if few else nullcontext():
        _write_journal(connection, reached[0].device if reached else "", fresh, hashes, stamp)
        write_projection(connection, subjects.values(), stamp)
        feeds.allot(connection, fresh, subjects, heads, stamp)
        for each in reached:
            values = {"acked_n": each.n, "head": each.head, "last_seen_ms": now_ms}
            _REACHED.run(connection, {"device_": each.device, **values})
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
