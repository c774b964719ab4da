"""Taking a whole snapshot in: one transaction, checked before it is durable.

Until the commit nothing is in the tables, so a half-loaded place cannot be mistaken for a whole
one. The bytes must have the hash that the county told, the digests of the rows must add up to
its digest of the place, and a sample of the cases is folded from the entries and compared. A
county that folds otherwise than this program is not followed: the entries are folded here.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby
from typing import Any

import msgspec
import zstandard
from msgspec.structs import replace
from sqlalchemy import bindparam, delete, select

from counter_app.errors import Trouble
from counter_app.models.tables.device import entry, meta
from counter_app.protocol import digest as digests, fold, journal
from counter_app.protocol.ledgers import LEDGERS
from counter_app.protocol.snapshot import FORMAT, MAX_VOLUME, WINDOW_BITS, SnapshotReply
from counter_app.store import projection
from counter_app.store.identity import keep, load
from counter_app.store.store import Store, Tx

_log = logging.getLogger(__name__)

_KEY = "first_load"
#: Rows of one INSERT: fewer statements to run, and still few enough parameters for any SQLite.
_ROWS = 50
#: Cases of each volume that are folded from their entries and compared.
_SAMPLE = 50
_ENTRY = ("id", "device", "n", "subject", "hlc", "received_ms", "kind", "data")
_VOLUME_ENTRY = "device, n, subject, hlc, received_ms, kind, data"
_CLOCK = "SELECT max(min(hlc, received_ms * 65536 + 65535)) FROM entry"


class Damaged(Trouble):
    """The snapshot is not what the county said of it. Nothing was taken in."""


class FirstLoad(msgspec.Struct, frozen=True):
    """A snapshot that is being fetched: what the county said of it, and the key of its parts."""

    reply: SnapshotReply
    key: bytes


def is_new(store: Store) -> bool:
    """Whether nothing was ever recorded or received here, so that a snapshot may come first."""
    head = store.head
    if head.n or head.cursor or head.cases:
        return False
    with store.read() as connection:
        return connection.execute(select(entry.c.id).limit(1)).first() is None


def pending(store: Store) -> FirstLoad | None:
    """The snapshot that was being fetched when the program ended, if any."""
    with store.read() as connection:
        return load(connection, _KEY, FirstLoad)


def begin(store: Store, reply: SnapshotReply) -> FirstLoad:
    """Note durably what is being fetched, under a fresh key."""
    first = FirstLoad(reply, os.urandom(32))
    with store.write() as tx:
        keep(tx.driver, _KEY, first)
    return first


def forget(store: Store) -> None:
    """Give up what was being fetched; its key is gone with it."""
    with store.write() as tx:
        tx.connection.execute(_FORGET, {"key_": _KEY})


_FORGET = delete(meta).where(meta.c.key == bindparam("key_"))


def take_in(store: Store, reply: SnapshotReply, parts: Callable[[], Iterable[bytes]]) -> None:
    """Load the volumes in these parts and move the cursor behind them, in one transaction.

    Raises :class:`Damaged` when they are not what ``reply`` says; nothing has changed then.
    """
    if reply.format != FORMAT:
        raise Damaged("快照的格式不认识")
    as_ours = reply.fold in (0, fold.folded_now().mark)
    if as_ours and sorted(reply.columns) == sorted(projection.COLUMNS):
        try:
            _load(store, reply, parts, as_folded=True)
            return
        except _FoldsOtherwise:
            _log.warning("the county folds otherwise: its entries are folded here")
    _load(store, reply, parts, as_folded=False)


def _load(
    store: Store, reply: SnapshotReply, parts: Callable[[], Iterable[bytes]], *, as_folded: bool
) -> None:
    with store.bulk(), store.write() as tx:
        loading = _Loading(tx, reply)
        try:
            for volume in _volumes(reply, parts()):
                with closing(_opened(volume)) as file:
                    loading.entries(file)
                    if as_folded:
                        loading.cases(file)
        except sqlite3.DatabaseError as error:
            raise Damaged("快照有损坏", hint=type(error).__name__) from error
        if as_folded:
            loading.check()
        else:
            loading.fold()
        tx.connection.execute(_FORGET, {"key_": _KEY})


class _FoldsOtherwise(Exception):
    """Another program's projection: its rows must not be taken as ours."""


class _Loading:
    """Counts and sums what is written."""

    def __init__(self, tx: Tx, reply: SnapshotReply) -> None:
        self._tx = tx
        self._reply = reply
        self._entries = self._cases = 0
        self._digest = 0
        self._clock = tx.head.clock
        driver = tx.driver
        self._own = tx.identity.device
        self._into_entry = _Insert(driver, "entry", _ENTRY)
        self._into_case = _Insert(driver, "case_row", projection.COLUMNS)

    def entries(self, file: sqlite3.Connection) -> None:
        """All entries of a volume, as another device's: ids -total … -1 in the order given."""
        before = self._entries - self._reply.entries
        (count,) = file.execute("SELECT count(*) FROM entry").fetchone()
        (own,) = file.execute("SELECT count(*) FROM entry WHERE device = ?", [self._own]).fetchone()
        if self._entries + count > self._reply.entries or own:
            raise Damaged("快照的内容与说明不符")
        rows = file.execute(
            f"SELECT rowid - 1 + ?, {_VOLUME_ENTRY} FROM entry ORDER BY rowid", [before]
        )
        self._into_entry.all(rows)
        self._entries += count
        self._clock = max(self._clock, file.execute(_CLOCK).fetchone()[0] or 0)

    def cases(self, file: sqlite3.Connection) -> None:
        """All rows of a volume, if a sample of them is what this program makes of the entries."""
        if not _agrees(file):
            raise _FoldsOtherwise
        columns = projection.COLUMNS
        digest = columns.index("digest")

        def summed(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
            number = int.from_bytes
            for row in rows:
                self._digest += number(row[digest], "big")
                self._cases += 1
                yield row

        rows = file.execute(f"SELECT {', '.join(columns)} FROM case_row ORDER BY rowid")
        self._into_case.all(summed(rows))

    def check(self) -> None:
        """Compare with what the county said, and note how far this is."""
        reply = self._reply
        digest = (self._digest % (1 << 256)).to_bytes(32, "big")
        said = (reply.entries, reply.cases, reply.digest)
        if (self._entries, self._cases, digest) != said:
            raise Damaged("快照的内容与说明不符")
        self._tx.head = replace(
            self._tx.head,
            clock=self._clock,
            cursor=reply.position,
            digest=digest,
            cases=self._cases,
        )
        self._other_ledgers()

    def _other_ledgers(self) -> None:
        """A snapshot has rows of cases; the few subjects of other ledgers are folded here."""
        for ledger in LEDGERS[1:]:
            within = (ledger.subject(""), f"{ledger.name};")  # ";" comes right after ":"
            named = "SELECT subject FROM entry WHERE subject >= ? AND subject < ?"
            order = "GROUP BY subject ORDER BY min(id)"
            for (subject,) in self._tx.driver.execute(f"{named} {order}", within).fetchall():
                self._tx.refold(subject)

    def fold(self) -> None:
        """Fold every subject here; whether the county agrees is seen at the end of the feed."""
        if self._entries != self._reply.entries:
            raise Damaged("快照的内容与说明不符")
        tx = self._tx
        # subjects in the order in which the place heard of them
        listed = tx.driver.execute("SELECT subject FROM entry GROUP BY subject ORDER BY min(id)")
        for (subject,) in listed.fetchall():
            tx.refold(subject)
        tx.head = replace(tx.head, clock=self._clock, cursor=self._reply.position)


class _Insert:
    """Many rows into one table, several in each statement."""

    def __init__(self, driver: Any, table: str, columns: Sequence[str]) -> None:
        self._driver = driver
        self._start = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
        self._row = f"({', '.join('?' * len(columns))})"
        self._full = self._sql(_ROWS)

    def all(self, rows: Iterable[Sequence[Any]]) -> None:
        values: list[Any] = []
        count = 0
        for row in rows:
            values += row
            count += 1
            if count == _ROWS:
                self._driver.execute(self._full, values)
                values, count = [], 0
        if count:
            self._driver.execute(self._sql(count), values)

    def _sql(self, rows: int) -> str:
        return self._start + ", ".join([self._row] * rows)


def _volumes(reply: SnapshotReply, parts: Iterable[bytes]) -> Iterator[bytes]:
    """The SQLite files, one after the other; the whole is checked when the last one is out."""
    whole = hashlib.sha256()
    rest = bytearray()
    arriving = iter(parts)
    for size in reply.volumes:
        while len(rest) < size:
            part = next(arriving, None)
            if part is None:
                raise Damaged("快照不完整")
            whole.update(part)
            rest += part
        packed = bytes(rest[:size])
        del rest[:size]
        yield _unpacked(packed)
    if rest or whole.digest() != reply.sha256:
        raise Damaged("快照的内容与说明不符")


def _unpacked(packed: bytes) -> bytes:
    try:
        if not 0 <= zstandard.frame_content_size(packed) <= MAX_VOLUME:
            raise Damaged("快照过大")
        unpacking = zstandard.ZstdDecompressor(max_window_size=1 << WINDOW_BITS)
        return unpacking.decompress(packed, max_output_size=MAX_VOLUME)
    except zstandard.ZstdError as error:
        raise Damaged("快照有损坏", hint=type(error).__name__) from error


def _opened(volume: bytes) -> sqlite3.Connection:
    """The file in memory, with the standard library's SQLite: it never touches a disk."""
    file = sqlite3.connect(":memory:", isolation_level=None)
    file.deserialize(volume)
    file.execute("PRAGMA trusted_schema = OFF")
    return file


def _agrees(file: sqlite3.Connection) -> bool:
    """Whether a sample of the volume's cases comes out the same when it is folded here."""
    (last,) = file.execute("SELECT max(rowid) FROM case_row").fetchone()
    step = max(1, (last or 0) // _SAMPLE)
    rows = file.execute("SELECT subject, state, digest FROM case_row WHERE rowid % ? = 0", [step])
    states = {subject: (state, digest) for subject, state, digest in rows}
    file.execute("CREATE TEMP TABLE sampled (subject PRIMARY KEY)")
    file.executemany("INSERT INTO sampled VALUES (?)", [(subject,) for subject in states])
    rows = file.execute(
        "SELECT subject, data, received_ms FROM entry"
        " WHERE subject IN (SELECT subject FROM sampled) ORDER BY subject"
    )
    for subject, group in groupby(rows, key=lambda row: row[0]):
        recorded = [fold.Recorded(journal.decode_entry(row[1]), row[2]) for row in group]
        state = fold.fold(recorded)
        data = None if state is None else digests.encode_state(state)
        if data is None or (data, digests.case_digest(data)) != states[subject]:
            return False
    return True
