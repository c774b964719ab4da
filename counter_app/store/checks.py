"""Is everything here whole? Database, chain, projection, digest: the facts behind ``doctor``."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, func, literal_column, select, text

from counter_app.errors import Trouble
from counter_app.models.tables.device import case_row, entry, ledger_row, outside
from counter_app.protocol import digest as digests, fold, journal
from counter_app.store import isolation
from counter_app.store.prepared import driver_of
from counter_app.store.projection import read_state, table_of
from counter_app.store.store import Store


class Health(msgspec.Struct, frozen=True):
    """What ``doctor`` found. ``digest``: hex, equal on replicas with the same entries."""

    ok: bool
    entries: int
    own_entries: int
    unsent: int
    cases: int
    #: of the other ledgers (帮代办 …)
    others: int
    disputed: int
    twins: int
    set_aside: int
    digest: str
    chain_ok: bool
    projection_ok: bool
    integrity_ok: bool
    problems: tuple[str, ...]


def examine(store: Store) -> Health:
    """Read everything once and recompute what can be recomputed. Takes time on large profiles."""
    try:
        return _examine(store)
    except Trouble as error:
        return _unreadable(store, error)


def _unreadable(store: Store, error: Trouble) -> Health:
    """What is still known when the file cannot be read to its end."""
    head = store.head
    return Health(
        ok=False,
        entries=head.n,
        own_entries=head.n,
        unsent=head.unsent,
        cases=head.cases,
        others=0,
        disputed=0,
        twins=0,
        set_aside=0,
        digest=head.digest.hex(),
        chain_ok=False,
        projection_ok=False,
        integrity_ok=False,
        problems=(error.message,),
    )


def _examine(store: Store) -> Health:
    problems: list[str] = []
    with store.read() as connection:
        integrity = [row[0] for row in connection.execute(text("PRAGMA integrity_check(5)"))]
        integrity_ok = integrity == ["ok"]
        if not integrity_ok:
            problems.append("数据库文件有损坏")
        tampered = connection.execute(text("PRAGMA cipher_integrity_check")).first()
        if tampered is not None:
            integrity_ok = False
            problems.append("数据库文件有一页被改动")

        chain = journal.genesis(store.identity.public_key)
        count = 0
        chain_ok = True
        rows = connection.execute(
            select(entry.c.id, entry.c.data).where(entry.c.id > 0).order_by(entry.c.id)
        )
        for n, data in rows:
            count += 1
            if n != count:
                chain_ok = False
                break
            chain = journal.chain(chain, data)
        if chain_ok and (count != store.head.n or chain != store.head.chain):
            chain_ok = False
        if not chain_ok:
            problems.append("本机记录链不连续或被改动")

        wrong = 0
        total = digests.EMPTY
        cases = 0
        seen: set[str] = set()
        faulty = isolation.subjects(connection)
        elsewhere = {subject for (subject,) in connection.execute(select(outside.c.subject))}
        for subject, group in _by_subject(store):
            if subject in elsewhere:
                continue
            if subject in faulty:  # it shows what it last was, until a mended program
                state = read_state(driver_of(connection), subject)
            else:
                state = fold.fold(group)
            if state is None:
                continue
            cases += 1
            seen.add(subject)
            data = digests.encode_state(state)
            digest = digests.case_digest(data)
            total = digests.changed(total, None, digest)
            table = table_of(subject)
            row = connection.execute(
                select(table.c.digest, table.c.state).where(table.c.subject == subject)
            ).first()
            if row is None or row.digest != digest or row.state != data:
                wrong += 1
        shown, lines = (
            int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in (case_row, ledger_row)
        )
        shown += lines
        projection_ok = not wrong and shown == cases and total == store.head.digest
        if not projection_ok:
            problems.append(f"有 {max(wrong, abs(shown - cases), 1)} 件办件的显示与记录不一致")
        if not _index_complete(connection, store.head.indexed, lines):
            projection_ok = False
            problems.append("查找索引不完整，有的办件可能查不到")
        entries = connection.execute(select(func.count()).select_from(entry)).scalar_one()
        if faulty:
            problems.append(f"有 {len(faulty)} 件办件按现有程序算不出来，已搁置，记录都在")
        disputed, twins, elsewhere_disputed = (
            connection.execute(
                select(func.count()).where(column > literal_column("0"))
            ).scalar_one()
            for column in (case_row.c.disputed, case_row.c.twins, ledger_row.c.disputed)
        )
        aside = connection.execute(text("SELECT count(*) FROM set_aside")).scalar_one()
    return Health(
        ok=integrity_ok and chain_ok and projection_ok,
        entries=int(entries),
        own_entries=count,
        unsent=store.head.unsent,
        cases=cases - lines,
        others=lines,
        disputed=int(disputed) + int(elsewhere_disputed),
        twins=int(twins),
        set_aside=int(aside),
        digest=total.hex(),
        chain_ok=chain_ok,
        projection_ok=projection_ok,
        integrity_ok=integrity_ok,
        problems=tuple(problems),
    )


def _index_complete(connection: Connection, indexed: int, lines: int) -> bool:
    """Whether everything that should be in a word index is there, and nothing else."""
    others = connection.execute(text("SELECT count(*) FROM ledger_search_docsize")).scalar_one()
    docs = connection.execute(text("SELECT count(*) FROM case_search_docsize")).scalar_one()
    cases = connection.execute(
        select(func.count()).select_from(case_row).where(case_row.c.id <= indexed)
    ).scalar_one()
    return bool(docs == cases and others == lines)


def _by_subject(store: Store) -> Iterator[tuple[str, list[fold.Recorded]]]:
    """(subject, its entries), one subject at a time, whatever the size of the journal."""
    with store.read() as connection:
        rows = connection.execute(
            select(entry.c.subject, entry.c.data, entry.c.received_ms).order_by(entry.c.subject)
        )
        current: str | None = None
        group: list[fold.Recorded] = []
        for subject, data, received in rows:
            if current is not None and subject != current:
                yield current, group
                group = []
            current = subject
            group.append(fold.Recorded(journal.decode_entry(data), received))
        if current is not None:
            yield current, group
