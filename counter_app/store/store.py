"""An open profile: one writer, one reader, and the transaction in which everything happens.

One action of a person is one durable transaction: entries, projection, running numbers and
the journal's head together (design §2). Nothing with a session ever leaves this room.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Engine

from counter_app.errors import Bug, Trouble
from counter_app.models.acts import Act
from counter_app.models.ledger import AnyState
from counter_app.models.stamp import Actor
from counter_app.protocol import clock, fold, journal
from counter_app.store import (
    isolation,
    migrate,
    projection,
    receipts,
    refold,
    taking,
    word_index,
)
from counter_app.store.attachments import Attachments
from counter_app.store.clock_bound import bounded
from counter_app.store.engine import fold_log, lay_out_log, open_engine
from counter_app.store.entries import APPEND, recorded_of, row
from counter_app.store.faults import of_database, trouble
from counter_app.store.identity import Head, Identity, keep, load
from counter_app.store.prepared import driver_of
from counter_app.store.profile import ATTACHMENTS
from counter_app.store.receipts import Receipts
from counter_app.store.standing import Standing


def wall_ms() -> int:
    """This machine's clock in ms since the epoch (UTC)."""
    return int(time.time() * 1000)


class Store:
    """The encrypted cache of one device. ``close()`` when done."""

    def __init__(
        self, engine: Engine, attachments: Attachments, now_ms: Callable[[], int] = wall_ms
    ) -> None:
        self._engine = engine
        #: scans and photos, in a file of their own
        self.attachments = attachments
        self._writing = threading.RLock()
        self._tx: Tx | None = None
        # begun and committed on the driver: SQLAlchemy's own way costs a tenth of a save
        self._writer = engine.connect().execution_options(begin_mode="NONE")
        self._driver = driver_of(self._writer)
        self.now_ms = now_ms
        #: (n, chain hash) up to which the last batch went, to spare hashing from the start
        self.acked_chain: tuple[int, bytes] | None = None
        #: the place that this device stood at until now, for acts that were begun there
        self.left = ""
        with self.read() as connection:
            identity = load(connection, "identity", Identity)
            head = load(connection, "head", Head)
            self.standing = load(connection, "standing", Standing) or Standing()
            self.receipts = load(connection, receipts.KEY, Receipts) or Receipts()
            self.faulty = isolation.subjects(connection)
        if identity is None or head is None:
            raise Trouble("本机登记没有完成", hint="请重新运行 counter-app enrol")
        self.identity = identity
        self.head = head
        #: what of ``head`` is in the file
        self.durable = head

    @classmethod
    def open(cls, path: Path, data_key: bytes, now_ms: Callable[[], int] = wall_ms) -> Store:
        """Open an enrolled profile's database, upgrading it if an older program wrote it."""
        if not path.exists():
            raise Trouble("本机数据文件不见了", hint="请从备份恢复或重新登记")
        engine = open_engine(path, data_key)
        migrate.upgrade(engine)
        files = Attachments(path.with_name(ATTACHMENTS), data_key, now_ms)
        store = cls(engine, files, now_ms)
        if word_index.behind(store._driver, store.head) < word_index.AT_ONCE:
            store.index_new()
        store.mend()
        return store

    @classmethod
    def create(
        cls,
        path: Path,
        data_key: bytes,
        identity: Identity,
        now_ms: Callable[[], int] = wall_ms,
    ) -> Store:
        """A new, empty database for a device that has just been enrolled."""
        engine = open_engine(path, data_key)
        migrate.upgrade(engine)
        options = {"begin_mode": "IMMEDIATE"}
        with engine.connect().execution_options(**options) as connection, connection.begin():
            driver = driver_of(connection)
            keep(driver, "identity", identity)
            keep(driver, "head", Head(0, journal.genesis(identity.public_key)))
            keep(driver, refold.KEY, fold.folded_now())
            keep(driver, refold.MARKS_KEY, refold.marked_now())
        return cls(engine, Attachments(path.with_name(ATTACHMENTS), data_key, now_ms), now_ms)

    def close(self) -> None:
        self.attachments.close()
        self._writer.close()
        self._engine.dispose()
        self._driver.close()  # after a large transaction the pool knows nothing of it

    def tidy(self) -> None:
        """What saves leave undone, for idle moments: new cases into the word index, the log
        back into the file. Does nothing while something is being saved.
        """
        if not self._writing.acquire(blocking=False):
            return
        try:
            lay_out_log(self._driver)
            if fold_log(self._driver):
                self._start_log()
            self.index_new(rounds=1)
        finally:
            self._writing.release()

    def _start_log(self) -> None:
        """The first transaction in a folded log syncs twice; better this one than a save."""
        with self.write() as tx:
            keep(tx.driver, "head", tx.head)

    def mend(self) -> None:
        """Fold again what an older program could not fold, or folded without knowing all acts."""
        refold.catch_up(self)

    def index_new(self, rounds: int | None = None) -> None:
        """Take new cases into the word index, if there are enough of them to be worth it.

        ``rounds``: at most so many transactions, so that a save that comes now waits little.
        """
        while rounds != 0 and word_index.behind(self._driver, self.head) >= word_index.WORTH_IT:
            with self.write() as tx:
                tx.head = word_index.catch_up(tx.driver, tx.head)
            rounds = None if rounds is None else rounds - 1

    @contextmanager
    def unsafe_bulk(self) -> Iterator[None]:
        """Transactions inside are not synced: a power cut may break the file. For files that
        nobody would miss, as in measuring.
        """
        self._driver.execute("PRAGMA synchronous = OFF")
        try:
            yield
        finally:
            self._driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._driver.execute("PRAGMA synchronous = FULL")
            self.tidy()

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """For one very large transaction while nobody else is here: its pages are written once
        into the file and not first into the log. As durable as any other.
        """
        self._engine.dispose()  # a reader at rest would keep the log in use
        self._driver.execute("PRAGMA journal_mode = DELETE").fetchall()
        self._driver.execute("PRAGMA cache_size = -128000")
        try:
            yield
        finally:
            self._driver.execute("PRAGMA cache_size = -16000")
            self._driver.execute("PRAGMA journal_mode = WAL").fetchall()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view. Raises :class:`Trouble` for disk errors."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except Exception as error:
            if of_database(error):
                raise trouble(error) from error
            raise

    def note_contact(self, synced_ms: int, drift_ms: int) -> None:
        """Remember a sync that changed nothing: in the file with the next transaction."""
        with self._writing:
            self.head = replace(self.head, synced_ms=synced_ms, drift_ms=drift_ms)

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """One durable transaction: all of it or nothing. Not nested."""
        with self._writing:
            if self._tx is not None:
                raise Bug("write() inside write()")
            driver = self._driver
            try:
                driver.execute("BEGIN IMMEDIATE")
                tx = self._tx = Tx(self, self._writer, driver)
                yield tx
                tx.finish()
                driver.execute("COMMIT")
                # Only what is durable is seen by other threads, above all by the sync.
                self.head = self.durable = tx.head
                self.standing, self.receipts = tx.standing, tx.receipts
                if tx.identity != self.identity:
                    if tx.identity.place != self.identity.place:
                        self.left = self.identity.place
                    self.identity, self.acked_chain = tx.identity, None
            except BaseException as error:
                if driver.in_transaction:
                    driver.execute("ROLLBACK")
                if of_database(error):
                    raise trouble(error) from error
                raise
            finally:
                self._tx = None


class Tx:
    """What can be done inside one transaction.

    ``driver`` is the driver's connection under ``connection``, for prepared statements.
    """

    def __init__(self, store: Store, connection: Connection, driver: Any) -> None:
        self.store = store
        self.connection = connection
        self.driver = driver
        #: who the device is, and how it stands, when this transaction is durable
        self.identity = store.identity
        self.standing = store.standing
        self.receipts = store.receipts
        #: how far the journal will have come when this transaction is durable
        self.head = store.head

    def finish(self) -> None:
        if self.head != self.store.durable:
            keep(self.driver, "head", self.head)
        if self.standing != self.store.standing:
            keep(self.driver, "standing", self.standing)
        if self.receipts != self.store.receipts:
            keep(self.driver, receipts.KEY, self.receipts)
        if self.identity != self.store.identity:
            keep(self.driver, "identity", self.identity)

    def state(self, subject: str) -> AnyState:
        """The present state of a subject, or None."""
        return projection.read_state(self.driver, subject)

    def record(
        self,
        subject: str,
        act: Act,
        actor: Actor,
        state: AnyState,
        *,
        project: bool = True,
    ) -> AnyState:
        """Append one act to the journal; returns the state after it.

        ``project=False`` leaves the row to a later act of the same transaction. Raises
        :class:`MayNotRecord` on a device that has to be renewed first, or was stopped.
        """
        self.standing.check()
        if actor.place == self.store.left != self.identity.place:
            raise Trouble("本机刚调整到另一个服务点，这一步没有保存", hint="请再做一次")
        head = self.head
        hlc = clock.tick(head.clock, self.store.now_ms())
        envelope = journal.Entry(
            device=self.identity.device,
            n=head.n + 1,
            hlc=hlc,
            staff=actor.work_no,
            place=actor.place,
            subject=subject,
            kind=act.KIND,
            version=act.VERSION,
            act=msgspec.Raw(journal.encode_act(act)),
        )
        self.append(envelope)
        after = fold.step(state, fold.Recorded(envelope, None))
        if project:
            self.head = projection.write_state(self.driver, subject, after, self.head)
        return after

    def append(self, envelope: journal.Entry) -> None:
        """Put an envelope at the end of the own journal as it is; nothing is folded."""
        data = journal.encode_entry(envelope)
        APPEND.run(self.driver, row(envelope.n, envelope, data, None))
        head = self.head
        self.head = replace(
            head,
            n=envelope.n,
            chain=journal.chain(head.chain, data),
            clock=max(head.clock, envelope.hlc),
        )

    def record_all(
        self, subject: str, acts: Iterable[Act], actor: Actor, state: AnyState
    ) -> AnyState:
        """Append several acts of one action; the row is written once, after the last."""
        listed = list(acts)
        for index, act in enumerate(listed, 1):
            state = self.record(subject, act, actor, state, project=index == len(listed))
        return state

    def allocate(self, name: str, year: int) -> int:
        """The next running number of this name in this year: 1, 2, 3 …"""
        self.standing.check()
        return self.count_up(name, year)

    def count_up(self, name: str, year: int) -> int:
        """The same for what is only given another number, whatever the device may record."""
        key = f"{name}/{year}"
        counters = self.head.counters
        value = counters.get(key, 0) + 1
        self.head = replace(self.head, counters={**counters, key: value})
        return value

    def take_in(self, entries: Iterable[tuple[int, bytes]]) -> set[str]:
        """Store entries of other devices (received_ms, bytes); returns the subjects touched.

        An entry that is already here changes nothing. Bytes that are no entry are set aside.
        """
        now = self.store.now_ms()
        taken = taking.take_in(self.driver, entries, self.head, self.identity.device, now)
        self.head = isolation.refold_all(
            self.driver,
            taken.touched,
            lambda subject: taken.new.get(subject) or self.recorded(subject),
            replace(self.head, clock=taken.clock),
            self.store.faulty,
            now,
        )
        return set(taken.touched)

    def acknowledge(self, acked: int, runs: Iterable[tuple[int, int, int]]) -> set[str]:
        """Note that the county has own entries up to ``acked``, and when it received them.

        ``runs``: (first n, last n, received_ms). Cases whose order key changed are refolded.
        Returns their subjects.
        """
        self.head, self.receipts, moved = receipts.note(
            self.driver, self.head, self.receipts, acked, runs
        )
        for subject in moved:
            self.refold(subject)
        self.head = bounded(self.driver, self.head, self.receipts, self.store.now_ms())
        return moved

    def refold(self, subject: str) -> AnyState:
        """Fold one subject again from its entries; None also when it had to be set aside."""
        now, faulty = self.store.now_ms(), self.store.faulty
        state, self.head = isolation.refold(
            self.driver, subject, self.recorded, self.head, faulty, now
        )
        return state

    def recorded(self, subject: str) -> list[fold.Recorded]:
        """All entries of a subject, in no particular order."""
        return recorded_of(self.connection, subject)
