"""What screens ask of the other ledgers: frozen lines, in index order and always limited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Text, func, literal_column, select, text

from counter_app.models.ledger import AnyState
from counter_app.models.tables.device import ledger_row
from counter_app.protocol.ledgers import CASE, LEDGERS, Ledger, ledger_of, numbered
from counter_app.store import case_search, queries
from counter_app.store.prepared import driver_of
from counter_app.store.store import Store

#: Lines a list shows at once; more are asked for by scrolling.
PAGE = 200


class LineView(msgspec.Struct, frozen=True):
    """One line of a ledger's list."""

    subject: str
    number: str
    status: str
    is_open: bool
    place: str
    owner: str
    title: str
    person: str
    staff: str
    opened_ms: int
    changed_ms: int
    next_due: date | None
    disputed: int


_COLUMNS = tuple(ledger_row.c[name] for name in LineView.__struct_fields__)
#: Not bound: a parameter would hide the index that holds just these.
DISPUTED = (
    select(ledger_row.c.ledger, ledger_row.c.state)
    .where(ledger_row.c.disputed > literal_column("0"))
    .order_by(ledger_row.c.changed_ms.desc())
    .limit(PAGE)
)
_VIEW = select(*_COLUMNS)
#: The ledger of rows that are told by their ids: for a few dozen of those SQLite would rather read
#: everything that the ledger has, by the index of its days. A sign before the column hides that.
BY_ID: ColumnElement[str] = literal_column("+ledger_row.ledger", Text)
FOUND = text("SELECT rowid FROM ledger_search WHERE ledger_search MATCH :words ORDER BY rowid DESC")


def state_of(store: Store, subject: str) -> AnyState:
    """One subject in full, or None."""
    with store.read() as connection:
        data = connection.execute(
            select(ledger_row.c.state).where(ledger_row.c.subject == subject)
        ).scalar()
    return None if data is None else ledger_of(subject).decode(data)


def by_number(store: Store, number: str) -> AnyState:
    """The subject with exactly this number, in whichever ledger it stands; None when not here."""
    ledger = numbered(number)
    if ledger is CASE:
        return queries.by_number(store, number)
    return state_of(store, ledger.subject(number))


def view_of(store: Store, number: str) -> LineView | None:
    """The line with exactly this number as a list shows it, of any ledger but the cases."""
    subject = numbered(number).subject(number)
    with store.read() as connection:
        row = connection.execute(_VIEW.where(ledger_row.c.subject == subject)).first()
    return None if row is None else _view(row)


def found(store: Store, query: str, limit: int = PAGE) -> list[LineView]:
    """Lines of every ledger but the cases that the words find, the last recorded first."""
    asked = case_search.phrases(query)
    if not asked:
        return []
    with store.read() as connection:
        rows = _in_order(connection, _VIEW, _found(connection, asked), limit, 0)
        return [_view(row) for row in rows]


class DueLine(NamedTuple):
    """One open line that has a day, and all of it."""

    view: LineView
    state: AnyState


def due(store: Store, ledgers: Iterable[Ledger], until: date, limit: int = PAGE) -> list[DueLine]:
    """Open lines of this place, of these ledgers, whose next day is ``until`` at the latest, the
    first day first."""
    wanted = _due(select(*_COLUMNS, ledger_row.c.state), store, ledgers, until)
    urgent = wanted.order_by(ledger_row.c.next_due, ledger_row.c.opened_ms).limit(limit)
    with store.read() as connection:
        views = [(_view(row[:-1]), row.state) for row in connection.execute(urgent)]
        return [DueLine(view, ledger_of(view.subject).decode(state)) for view, state in views]


def count_due(store: Store, ledgers: Iterable[Ledger], until: date) -> int:
    """How many those are, up to :data:`queries.MOST_COUNTED`."""
    some = _due(select(literal_column("1")), store, ledgers, until).limit(queries.MOST_COUNTED)
    with store.read() as connection:
        return int(
            connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()
        )


def _due(wanted: Any, store: Store, ledgers: Iterable[Ledger], until: date) -> Any:
    return wanted.where(
        ledger_row.c.ledger.in_([each.name for each in ledgers]),
        ledger_row.c.is_open == literal_column("1"),
        ledger_row.c.next_due <= until.isoformat(),
        ledger_row.c.owner == store.identity.place,
    )


def disputed_states(store: Store) -> list[AnyState]:
    """Lines of which something waits to be settled, what changed last first."""
    with store.read() as connection:
        rows = connection.execute(DISPUTED).all()
    known = {each.name: each for each in LEDGERS}
    return [known[row.ledger].decode(row.state) for row in rows if row.ledger in known]


def lines(
    store: Store,
    ledger: Ledger,
    *,
    query: str = "",
    open_only: bool = False,
    staff: str = "",
    statuses: Iterable[str] = (),
    limit: int = PAGE,
    offset: int = 0,
) -> list[LineView]:
    """A page of lines by filter and by whatever was typed.

    Open ones come by the day that matters next, everything else by when it was opened, newest
    first; what a search finds comes in the order in which it was recorded here.
    """
    asked = case_search.phrases(query)
    wanted = _filtered(_VIEW, ledger, open_only, staff, tuple(statuses), by_id=bool(asked))
    with store.read() as connection:
        if asked:
            found = _found(connection, asked)
            rows = _in_order(connection, wanted, found, limit, offset)
        else:
            page = _sorted(wanted, open_only).limit(limit).offset(offset)
            rows = list(connection.execute(page))
        return [_view(row) for row in rows]


def states(
    store: Store,
    ledger: Ledger,
    *,
    query: str = "",
    open_only: bool = False,
    staff: str = "",
    limit: int = PAGE,
) -> list[AnyState]:
    """The same lines in full."""
    asked = case_search.phrases(query)
    wanted = _filtered(select(ledger_row.c.state), ledger, open_only, staff, by_id=bool(asked))
    with store.read() as connection:
        if asked:
            rows = _in_order(connection, wanted, _found(connection, asked), limit, 0)
        else:
            rows = list(connection.execute(_sorted(wanted, open_only).limit(limit)))
        return [ledger.decode(row.state) for row in rows]


def marked_states(store: Store, ledger: Ledger, mark: str) -> list[AnyState]:
    """All lines that stand in a list (``Summary.marks``), what was recorded last first: found by
    the index, however many others there are."""
    wanted = _filtered(select(ledger_row.c.state), ledger, by_id=True)
    with store.read() as connection:
        found = _found(connection, (case_search.of_mark(mark),))
        rows = _in_order(connection, wanted, found, len(found), 0)
        return [ledger.decode(row.state) for row in rows]


def _filtered(
    wanted: Any,
    ledger: Ledger,
    open_only: bool = False,
    staff: str = "",
    statuses: tuple[str, ...] = (),
    *,
    by_id: bool,
) -> Any:
    wanted = wanted.where((BY_ID if by_id else ledger_row.c.ledger) == ledger.name)
    if open_only:
        wanted = wanted.where(ledger_row.c.is_open == literal_column("1"))
    if staff:
        wanted = wanted.where(ledger_row.c.staff == staff)
    return wanted.where(ledger_row.c.status.in_(statuses)) if statuses else wanted


def _sorted(wanted: Any, open_only: bool) -> Any:
    if open_only:
        undated = ledger_row.c.next_due.is_(None)
        return wanted.order_by(undated, ledger_row.c.next_due, ledger_row.c.opened_ms)
    return wanted.order_by(ledger_row.c.opened_ms.desc(), ledger_row.c.id.desc())


def every_state(
    store: Store,
    ledger: Ledger,
    *,
    open_only: bool = False,
    since_ms: int = 0,
    until_ms: int | None = None,
) -> Iterator[AnyState]:
    """All subjects of a ledger opened in this time, the earliest first."""
    wanted = (
        select(ledger_row.c.state)
        .where(ledger_row.c.ledger == ledger.name, ledger_row.c.opened_ms >= since_ms)
        .order_by(ledger_row.c.opened_ms, ledger_row.c.id)
    )
    if open_only:
        wanted = wanted.where(ledger_row.c.is_open == literal_column("1"))
    if until_ms is not None:
        wanted = wanted.where(ledger_row.c.opened_ms < until_ms)
    with store.read() as connection:
        for (data,) in connection.execute(wanted):
            yield ledger.decode(data)


def fingerprints(store: Store, ledger: Ledger, asked: Iterable[str]) -> frozenset[str]:
    """Which of these imported rows, a few hundred at most, have become lines already."""
    with store.read() as connection:
        rows = connection.execute(
            select(ledger_row.c.fingerprint).where(
                ledger_row.c.fingerprint.in_(list(asked)), ledger_row.c.ledger == ledger.name
            )
        )
        return frozenset(fingerprint for (fingerprint,) in rows)


def by_fingerprint(store: Store, ledger: Ledger, fingerprint: str) -> str | None:
    """Number of the line that an imported row has already become."""
    with store.read() as connection:
        return connection.execute(
            select(ledger_row.c.number)
            .where(ledger_row.c.fingerprint == fingerprint, ledger_row.c.ledger == ledger.name)
            .limit(1)
        ).scalar()


def open_by_status(store: Store, ledger: Ledger) -> dict[str, int]:
    """How many open lines stand at each step."""
    with store.read() as connection:
        rows = connection.execute(
            select(ledger_row.c.status, func.count())
            .where(ledger_row.c.ledger == ledger.name, ledger_row.c.is_open == literal_column("1"))
            .group_by(ledger_row.c.status)
        )
        return {status: count for status, count in rows}


def _found(connection: Connection, asked: tuple[case_search.Phrase, ...]) -> list[int]:
    words = {"words": case_search.expression(asked)}
    rows = driver_of(connection).execute(str(FOUND), words)
    return [row_id for (row_id,) in rows]


def _in_order(
    connection: Connection, wanted: Any, found: list[int], limit: int, offset: int
) -> list[Any]:
    """Those of the found rows that are wanted, in the order found, in chunks of a few hundred."""
    views: list[Any] = []
    for first in range(0, len(found), 500):
        chunk = wanted.where(ledger_row.c.id.in_(found[first : first + 500]))
        views += connection.execute(chunk.order_by(ledger_row.c.id.desc())).all()
        if len(views) >= offset + limit:
            break
    return views[offset : offset + limit]


def _view(row: Any) -> LineView:
    values = dict(zip(LineView.__struct_fields__, row, strict=True))
    day = values["next_due"]
    values["next_due"] = date.fromisoformat(day) if day else None
    values["is_open"] = bool(values["is_open"])
    return LineView(**values)
