"""After an upgrade of the county: what an older program folded, folded again by this one, once.

Devices and county compare digests; they agree again as soon as both know the same acts. A case
that turns out to concern another place as well enters that place's feed with its history.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from sqlalchemy import Connection, delete, insert, select

from counter_app.county import feeds
from counter_app.county.database import Database
from counter_app.county.subjects import (
    Subject,
    ask_known,
    check_unmoved,
    fold_all,
    read_known,
    write_projection,
)
from counter_app.models.tables.county import entry, meta
from counter_app.protocol.fold import Folded, folded_now

_KEY = "fold"
#: Subjects in one transaction: their feeds are locked meanwhile.
_CHUNK = 200
_log = logging.getLogger(__name__)


def catch_up(database: Database, now_ms: Callable[[], int]) -> int:
    """Fold again what needs it; returns the number of subjects. May be cut and repeated."""
    now = folded_now()
    with database.reading() as connection:
        value = connection.execute(select(meta.c.value).where(meta.c.key == _KEY)).scalar()
        before = Folded() if value is None else msgspec.msgpack.decode(bytes(value), type=Folded)
        if before == now:
            return 0
        wanted = select(entry.c.subject).distinct().order_by(entry.c.subject)
        kinds = before.differing(now)
        if kinds is not None:
            wanted = wanted.where(entry.c.kind.in_(kinds))
        names = list(connection.execute(wanted).scalars())
    for first in range(0, len(names), _CHUNK):
        places: set[str] = set()
        work = partial(_refold, names=names[first : first + _CHUNK], now=now_ms(), places=places)
        database.transact(work)
    database.transact(partial(_note, value=msgspec.msgpack.encode(now)))
    if names:
        _log.info("folded %d subjects again after an upgrade", len(names))
    return len(names)


def _refold(connection: Connection, names: Sequence[str], now: int, places: set[str]) -> None:
    subjects = {name: Subject(name, []) for name in names}
    read_known(connection, subjects, ask_known(connection, subjects))
    subjects = {each.name: each for each in subjects.values() if each.known_entries is not None}
    fold_all(subjects.values(), now)
    places.update(place for each in subjects.values() for place in each.places)
    heads = feeds.lock(connection, places)
    check_unmoved(connection, subjects)
    stamp = max([now, *(each.received_ms + 1 for each in heads.values())])
    write_projection(connection, subjects.values(), stamp)
    feeds.allot(connection, (), subjects, heads, stamp)


def _note(connection: Connection, value: bytes) -> None:
    connection.execute(delete(meta).where(meta.c.key == _KEY))
    connection.execute(insert(meta).values(key=_KEY, value=value))
