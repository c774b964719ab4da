"""Building a snapshot: the feed of a place as of one moment, folded, in SQLite files.

Reads in one transaction that sees one moment, so it waits for nobody and nobody waits for it;
writes part by part, and the row that makes the parts valid last.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import groupby
from typing import Any

import msgspec
import zstandard
from sqlalchemy import Connection, and_, bindparam, func, insert, select

from counter_app.county.database import Database, one_of
from counter_app.errors import Trouble
from counter_app.models.ledger import AnyState
from counter_app.models.tables.county import entry, feed, place_feed, snapshot, snapshot_part
from counter_app.protocol import digest as digests
from counter_app.protocol.fold import Recorded, fold
from counter_app.protocol.journal import decode_entry
from counter_app.protocol.ledgers import CASE, ledger_of
from counter_app.protocol.snapshot import FORMAT, PART_BYTES, WINDOW_BITS, SnapshotReply
from counter_app.store.projection import COLUMNS, row_of

_log = logging.getLogger(__name__)

#: Cases in one volume: some 20 MB unpacked, which is what building and loading hold in memory.
VOLUME_CASES = 5000
_ENTRY = ("device", "n", "subject", "hlc", "received_ms", "kind", "data")
#: Large pages: little is left over at the end of each.
_PAGE_BYTES = 65536
_PACKING = zstandard.ZstdCompressionParameters.from_level(
    9, window_log=WINDOW_BITS, enable_ldm=True
)

_HEAD = select(place_feed.c.position).where(place_feed.c.place == bindparam("place_"))
#: Subjects in the order in which the place heard of them: so device lists them, newest last.
_SUBJECTS = (
    select(entry.c.subject)
    .select_from(feed)
    .join(
        entry,
        and_(
            entry.c.device == feed.c.device,
            entry.c.n >= feed.c.n,
            entry.c.n < feed.c.n + feed.c.count,
        ),
    )
    .where(feed.c.place == bindparam("place_"))
    .group_by(entry.c.subject)
    .order_by(func.min(feed.c.position + entry.c.n - feed.c.n))
)


def columns_now() -> tuple[str, ...]:
    """The columns of ``case_row`` that this program builds."""
    return COLUMNS


def build(
    database: Database,
    name: str,
    place: str,
    now_ms: Callable[[], int],
    going_on: Callable[[], None],
) -> SnapshotReply:
    """Build and store the snapshot ``name`` of a place; returns what devices are told of it.

    ``going_on`` is called after each part. Raises :class:`Trouble` when the feed does not hold
    together (``county verify`` tells more).
    """
    volumes: list[int] = []
    entries = cases = 0
    digest = digests.EMPTY
    with _Parts(database, name, going_on) as parts:
        with database.reading(snapshot=True) as connection:
            position: int = connection.execute(_HEAD, {"place_": place}).scalar() or 0
            subjects = list(connection.execute(_SUBJECTS, {"place_": place}).scalars())
            for start in range(0, len(subjects), VOLUME_CASES):
                chunk = subjects[start : start + VOLUME_CASES]
                rows = _entries(connection, chunk)
                folded = list(_folded(rows))
                entries += len(rows)
                cases += len(folded)
                digest = digests.changed(
                    digest, None, digests.total(row["digest"] for row in folded)
                )
                packed = _pack(_volume(rows, folded))
                volumes.append(len(packed))
                parts.add(packed)
        if entries != position:
            raise Trouble(f"地点 {place} 的下发队列不完整,没有制作快照")
    reply = SnapshotReply(
        state="ready",
        id=name,
        size=parts.size,
        part_bytes=PART_BYTES,
        sha256=parts.sha256,
        format=FORMAT,
        place=place,
        position=position,
        digest=digest,
        cases=cases,
        entries=entries,
        volumes=tuple(volumes),
        columns=COLUMNS,
    )
    with database.writing() as connection:
        connection.execute(
            insert(snapshot).values(
                id=name,
                place=place,
                position=position,
                made_ms=now_ms(),
                size=parts.size,
                body=msgspec.msgpack.encode(reply),
            )
        )
    return reply


def _entries(connection: Connection, subjects: Sequence[str]) -> list[tuple[Any, ...]]:
    """All entries of these subjects, subject by subject in the order given."""
    place_of = {name: index for index, name in enumerate(subjects)}
    rows = connection.execute(
        select(*(entry.c[name] for name in _ENTRY)).where(
            one_of(connection, entry.c.subject, subjects)
        )
    )
    listed = [tuple(row) for row in rows]
    # received, device, number: any fixed order would do
    listed.sort(key=lambda row: (place_of[row[2]], row[4], row[0], row[1]))
    return listed


def _folded(rows: Sequence[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """Rows of cases; what stands in other ledgers is folded by the device from its entries."""
    for subject, group in groupby(rows, key=lambda row: str(row[2])):
        if ledger_of(subject) is not CASE:
            continue
        state = _fold(group)
        if state is not None:
            yield row_of(subject, state)


def _fold(group: Iterator[tuple[Any, ...]]) -> AnyState:
    try:
        return fold([Recorded(decode_entry(bytes(row[6])), row[4]) for row in group])
    except Exception as error:
        # As in a push: a fault of ours in one case must not keep a place without snapshot.
        _log.error("a subject could not be folded: %s", type(error).__name__)
        return None


def _volume(rows: Sequence[tuple[Any, ...]], folded: Sequence[dict[str, Any]]) -> bytes:
    """One SQLite file, in memory."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as file:
        file.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        file.execute("BEGIN")
        file.execute(f"CREATE TABLE entry ({', '.join(_ENTRY)})")
        file.execute(f"CREATE TABLE case_row ({', '.join(COLUMNS)})")
        file.executemany(f"INSERT INTO entry VALUES ({_marks(_ENTRY)})", rows)
        file.executemany(
            f"INSERT INTO case_row VALUES ({_marks(COLUMNS)})",
            ([row[name] for name in COLUMNS] for row in folded),
        )
        file.execute("COMMIT")
        return file.serialize()


def _marks(columns: Sequence[str]) -> str:
    return ", ".join("?" * len(columns))


def _pack(volume: bytes) -> bytes:
    return zstandard.ZstdCompressor(compression_params=_PACKING).compress(volume)


class _Parts:
    """Cuts what is added into parts and stores each in a transaction of its own."""

    def __init__(self, database: Database, name: str, going_on: Callable[[], None]) -> None:
        self._database = database
        self._name = name
        self._going_on = going_on
        self._rest = b""
        self._count = 0
        self._hash = hashlib.sha256()
        self.size = 0

    def __enter__(self) -> _Parts:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._rest:
            self._keep(self._rest)

    def add(self, data: bytes) -> None:
        self._hash.update(data)
        self.size += len(data)
        self._rest += data
        while len(self._rest) >= PART_BYTES:
            self._keep(self._rest[:PART_BYTES])
            self._rest = self._rest[PART_BYTES:]

    @property
    def sha256(self) -> bytes:
        return self._hash.digest()

    def _keep(self, data: bytes) -> None:
        with self._database.writing() as connection:
            connection.execute(
                insert(snapshot_part).values(snapshot=self._name, part=self._count, data=data)
            )
        self._count += 1
        self._going_on()
