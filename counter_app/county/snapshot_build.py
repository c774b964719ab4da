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
from counter_app.protocol.fold import Recorded, fold, folded_now
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

_HEAD = select(place_feed.c.position, place_feed.c.digest, place_feed.c.cases).where(
    place_feed.c.place == bindparam("place_")
)
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


class Stopped(Exception):
    """It was left at that, because the server ends."""


def build(
    database: Database,
    name: str,
    place: str,
    now_ms: Callable[[], int],
    hold: Callable[[Connection], None],
    stopped: Callable[[], bool] = lambda: False,
) -> SnapshotReply:
    """Build and store the snapshot ``name`` of a place; returns what devices are told of it.

    ``hold`` is called in the transaction of each part, and of the row that makes them valid: it
    raises when they are not wanted any more. Raises :class:`Trouble` when feed or digest of the
    place do not hold together (``county verify`` tells more), :class:`Stopped`.
    """
    volumes: list[int] = []
    entries = 0
    folded = _Folded(stopped)
    with _Parts(database, name, hold) as parts:
        with database.reading(snapshot=True) as connection:
            head = connection.execute(_HEAD, {"place_": place}).first()
            position, known, subjects_known = (0, digests.EMPTY, 0) if head is None else head
            subjects = list(connection.execute(_SUBJECTS, {"place_": place}).scalars())
            for start in range(0, len(subjects), VOLUME_CASES):
                chunk = subjects[start : start + VOLUME_CASES]
                rows = _entries(connection, chunk)
                entries += len(rows)
                packed = _pack(_volume(rows, list(folded.rows(rows))))
                volumes.append(len(packed))
                parts.add(packed)
        if entries != position:
            raise Trouble(f"地点 {place} 的下发队列不完整，没有制作快照")
        if differs(folded, bytes(known), subjects_known):
            raise Trouble(f"地点 {place} 的摘要与记录不符，没有制作快照")
    reply = SnapshotReply(
        state="ready",
        id=name,
        size=parts.size,
        part_bytes=PART_BYTES,
        sha256=parts.sha256,
        format=FORMAT,
        place=place,
        position=position,
        digest=folded.digest,
        cases=folded.cases,
        entries=entries,
        volumes=tuple(volumes),
        columns=COLUMNS,
        fold=folded_now().mark,
    )
    with database.writing() as connection:
        hold(connection)
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


class _Folded:
    """What folding makes of the entries: rows of cases, and what all subjects add up to.

    What stands in other ledgers is folded by the device from its entries; here it only counts.
    """

    def __init__(self, stopped: Callable[[], bool]) -> None:
        self._stopped = stopped
        self.digest = self.other_digest = digests.EMPTY
        self.cases = self.others = 0

    def rows(self, rows: Sequence[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
        for subject, group in groupby(rows, key=lambda row: str(row[2])):
            if self._stopped():
                raise Stopped
            state = _fold(group)
            if state is None:
                continue
            if ledger_of(subject) is CASE:
                row = row_of(subject, state)
                self.digest = digests.changed(self.digest, None, row["digest"])
                self.cases += 1
                yield row
            else:
                digest = digests.case_digest(digests.encode_state(state))
                self.other_digest = digests.changed(self.other_digest, None, digest)
                self.others += 1


def differs(folded: _Folded, digest: bytes, subjects: int) -> bool:
    """Whether a device that takes this in would have another digest than the county's."""
    whole = digests.changed(folded.digest, None, folded.other_digest)
    return (whole, folded.cases + folded.others) != (digest, subjects)


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

    def __init__(self, database: Database, name: str, hold: Callable[[Connection], None]) -> None:
        self._database = database
        self._name = name
        self._hold = hold
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
            self._hold(connection)
            connection.execute(
                insert(snapshot_part).values(snapshot=self._name, part=self._count, data=data)
            )
        self._count += 1
