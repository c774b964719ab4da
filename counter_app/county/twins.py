"""Twins: one person's same matter, open at two places, flagged on both sides, never merged.

After a push has committed, the matters it opened are looked up by one indexed query. What is
found is recorded as derived entries (protocol/derived.py), which any process makes alike: two
that find the same pair write it once. Of two pushes that race, the later one to commit sees
both halves. Whatever a killed process left out is caught up when a server starts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from counter_app.county import intake
from counter_app.county.database import Database, one_of
from counter_app.county.links import Link
from counter_app.models.acts.case import Received
from counter_app.models.case import ENDED, CaseStatus
from counter_app.models.tables.county import case_state, entry, meta
from counter_app.protocol.derived import twin_found
from counter_app.protocol.fold import Recorded, fold
from counter_app.protocol.journal import Entry, decode_act, decode_entry, encode_entry
from counter_app.rules.matters import matter_of

#: A case is compared with so many of its matter at most (a firm may have hundreds open), and
#: flagged with so many.
_COMPARED = 50
_FLAGGED = 5
#: Matters or cases caught up at once.
_PAGE = 200
#: Says in ``meta`` that the cases of an older program have their matter.
_FILLED = "matters"
_OPEN = tuple(status.value for status in CaseStatus if status not in ENDED)


class Case(msgspec.Struct, frozen=True):
    """A case that shares its matter with others. ``place``: where it was received."""

    subject: str
    matter: bytes
    place: str
    opening: Entry


def look(database: Database, matters: dict[str, bytes], now_ms: int) -> int:
    """Flag the twins of these cases (subject -> matter) on both sides; returns how many entries
    that took.
    """
    if not matters:
        return 0
    with database.reading() as connection:
        shared = set(_shared_among(connection, sorted(set(matters.values()))))
        if not shared:
            return 0
        mine = [subject for subject, matter in matters.items() if matter in shared]
        cases = _cases(connection, case_state.c.matter.in_(sorted(shared)), mine)
    return _record(database, _pairs(cases, set(mine)), now_ms)


def catch_up(database: Database, now_ms: Callable[[], int], stopped: Callable[[], bool]) -> int:
    """Flag every pair that a killed or older program left unflagged; returns the entries made.

    Costs one walk through an index when there is nothing to do.
    """
    _fill(database, stopped)
    made = 0
    after = b""
    while not stopped():
        with database.reading() as connection:
            page = [bytes(row.matter) for row in connection.execute(_NEXT, {"after": after})]
            if not page:
                break
            cases = _cases(connection, case_state.c.matter.in_(page), ())
        made += _record(database, _pairs(cases, {each.subject for each in cases}), now_ms())
        after = page[-1]
    return made


_MATTERS = select(case_state.c.matter).where(case_state.c.matter.is_not(None))
#: The next matters that more than one case is about, in order.
_NEXT = (
    _MATTERS.where(case_state.c.matter > bindparam("after"))
    .group_by(case_state.c.matter)
    .having(func.count() > 1)
    .order_by(case_state.c.matter)
    .limit(_PAGE)
)
#: The same among given ones. PostgreSQL: they come as one value, because an array of bytes
#: costs the driver more than the question itself.
_SHARED_POSTGRES = (
    "SELECT matter FROM case_state WHERE matter IS NOT NULL AND matter = ANY(ARRAY("
    "SELECT substring(%s::bytea FROM each * 32 + 1 FOR 32) "
    "FROM generate_series(0, %s - 1) AS each)) GROUP BY matter HAVING count(*) > 1"
)
_SHARED_SQLITE = (
    "SELECT matter FROM case_state WHERE matter IS NOT NULL AND matter IN ({marks}) "
    "GROUP BY matter HAVING count(*) > 1"
)
#: Parameters of one statement; SQLite allows 32,766.
_MARKS = 5000


def _shared_among(connection: Connection, matters: Sequence[bytes]) -> Iterator[bytes]:
    """Those of these matters that more than one case is about."""
    if connection.dialect.name == "postgresql":
        among = (b"".join(matters), len(matters))
        rows = connection.exec_driver_sql(_SHARED_POSTGRES, among).scalars()
        yield from map(bytes, rows)
        return
    for first in range(0, len(matters), _MARKS):
        part = tuple(matters[first : first + _MARKS])
        statement = _SHARED_SQLITE.format(marks=",".join("?" * len(part)))
        yield from connection.exec_driver_sql(statement, part).scalars()


def _cases(
    connection: Connection, condition: ColumnElement[bool], wanted: Sequence[str]
) -> list[Case]:
    """The cases of these matters, the first of each matter and those that are wanted."""
    rank = func.row_number().over(partition_by=case_state.c.matter, order_by=case_state.c.subject)
    columns = (case_state.c.subject, case_state.c.matter, case_state.c.places)
    ranked = select(*columns, rank.label("rank")).where(condition).subquery()
    first = ranked.c.rank <= _COMPARED
    chosen = or_(first, one_of(connection, ranked.c.subject, wanted)) if wanted else first
    rows = connection.execute(select(ranked).where(chosen)).all()
    told: dict[bytes, set[str]] = {}
    for row in rows:
        told.setdefault(bytes(row.matter), set()).add(row.places)
    # Cases that only one and the same place has heard of were received there.
    matters = {
        row.subject: bytes(row.matter)
        for row in rows
        if len(told[bytes(row.matter)]) > 1 or " " in row.places
    }
    return [
        Case(subject, matters[subject], opening.place, opening)
        for subject, opening in sorted(_openings(connection, matters).items())
    ]


def _openings(connection: Connection, subjects: Iterable[str]) -> dict[str, Entry]:
    """The entry that opened each subject: the first receipt in the journal's order."""
    found: dict[str, Recorded] = {}
    rows = connection.execute(
        select(entry.c.data, entry.c.received_ms).where(
            one_of(connection, entry.c.subject, subjects), entry.c.kind == Received.KIND
        )
    )
    for data, received_ms in rows:
        recorded = Recorded(decode_entry(bytes(data)), received_ms)
        known = found.get(recorded.entry.subject)
        readable = isinstance(decode_act(recorded.entry), Received)
        if readable and (known is None or recorded.key < known.key):
            found[recorded.entry.subject] = recorded
    return {subject: recorded.entry for subject, recorded in found.items()}


def _pairs(cases: Sequence[Case], wanted: set[str]) -> dict[str, Entry]:
    """The derived entries of these cases by the names of their devices."""
    groups: dict[bytes, list[Case]] = {}
    for each in cases:
        groups.setdefault(each.matter, []).append(each)
    made: dict[str, Entry] = {}
    for group in groups.values():
        for mine in group:
            if mine.subject not in wanted:
                continue
            others = [each for each in group if each.place != mine.place][:_FLAGGED]
            for other in others:
                for one, two in ((mine, other), (other, mine)):
                    derived = twin_found(one.opening, two.opening)
                    made[derived.device] = derived
    return made


def _record(database: Database, derived: dict[str, Entry], now_ms: int) -> int:
    """Store, fold and feed what is not yet there, in one transaction."""
    with database.reading() as connection:
        missing = _missing(connection, derived)
    if not missing:
        return 0
    places: set[str] = set()

    def work(connection: Connection) -> int:
        new = _missing(connection, missing)
        links = [Link(1, encode_entry(each), each) for each in new.values()]
        if links:
            hashes = [hashlib.sha256(link.data).digest() for link in links]
            intake.store(connection, links, hashes, now_ms, places)
        return len(links)

    return database.transact(work)


def _missing(connection: Connection, derived: dict[str, Entry]) -> dict[str, Entry]:
    known = set(
        connection.execute(
            select(entry.c.device).where(one_of(connection, entry.c.device, derived))
        ).scalars()
    )
    return {name: derived[name] for name in sorted(derived) if name not in known}


def _fill(database: Database, stopped: Callable[[], bool]) -> None:
    """Give the open cases of an older program their matter, once in a store's life."""
    with database.reading() as connection:
        if connection.execute(select(meta.c.key).where(meta.c.key == _FILLED)).first():
            return
    after = ""
    while not stopped():
        with database.writing() as connection:
            rows = connection.execute(
                select(case_state.c.subject)
                .where(
                    case_state.c.subject > after,
                    case_state.c.matter.is_(None),
                    case_state.c.status.in_(_OPEN),
                )
                .order_by(case_state.c.subject)
                .limit(_PAGE)
                .with_for_update()
            ).scalars()
            page = list(rows)
            for subject in page:
                _fill_one(connection, subject)
            if not page:
                connection.execute(insert(meta).values(key=_FILLED, value=b"1"))
                return
            after = page[-1]


def _fill_one(connection: Connection, subject: str) -> None:
    rows = connection.execute(
        select(entry.c.data, entry.c.received_ms).where(entry.c.subject == subject)
    )
    state = fold(Recorded(decode_entry(bytes(data)), received) for data, received in rows)
    matter = matter_of(state)
    if matter is not None:
        connection.execute(
            update(case_state).where(case_state.c.subject == subject).values(matter=matter)
        )
