"""Taking fresh entries in: fold their subjects, lock the feeds concerned, write everything.

One transaction, a handful of set-based statements whatever the number of entries:

1. read what is known of the touched subjects, fold them with the new entries;
2. lock the feeds of all places concerned, in one order, so that two pushes never wait for
   each other; the receipt stamp is later than every stamp in those feeds;
3. look whether anything that was read has changed meanwhile (then: again from the start);
4. insert entries, projections and feed positions. Whoever reads a feed's head sees only
   positions that are committed, so a cursor never passes an entry that commits later.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from counter_app.county.database import Moved, insert_many, insert_new, one_of
from counter_app.county.links import Link, is_code
from counter_app.models.case import CaseState
from counter_app.models.tables.county import (
    case_state,
    device,
    entry,
    feed,
    place_feed,
    set_aside,
)
from counter_app.protocol.clock import effective
from counter_app.protocol.digest import EMPTY, case_digest, encode_state
from counter_app.protocol.fold import Recorded, fold
from counter_app.protocol.journal import Entry, decode_entry

_log = logging.getLogger(__name__)
_MODULUS = 1 << 256


class Subject(msgspec.Struct):
    """One touched subject: what the store knows of it, what is new, and what comes out."""

    name: str
    fresh: list[Entry]
    #: entries folded so far and digest, as stored; None = the subject is new here
    known_entries: int | None = None
    known_digest: bytes | None = None
    known_places: list[str] = []
    history: list[Recorded] = []
    state: CaseState | None = None
    state_bytes: bytes | None = None
    digest: bytes | None = None
    places: list[str] = []


class Feed(msgspec.Struct):
    """Head of one place's feed while it is locked."""

    position: int
    received_ms: int
    digest: int
    cases: int


def take_in(
    connection: Connection,
    device_id: str,
    fresh: Sequence[Link],
    hashes: Sequence[bytes],
    now_ms: int,
    places: set[str],
) -> int:
    """Store the next links of a device whose row is locked; returns their receipt (ms, UTC).

    Raises :class:`Moved` when another push touched the same subjects in between; the places
    to lock next time are then in ``places``.
    """
    subjects = _gather(fresh)
    _read_known(connection, subjects)
    stamp = now_ms
    _fold_all(subjects.values(), stamp)
    places.update(place for each in subjects.values() for place in each.places)
    feeds = _lock(connection, places)
    stamp = max([now_ms, *(each.received_ms + 1 for each in feeds.values())])
    _check_unmoved(connection, subjects)
    if stamp != now_ms and _depends(fresh, now_ms, stamp):
        _fold_all(subjects.values(), stamp)
        places.update(place for each in subjects.values() for place in each.places)
        if not places <= feeds.keys():
            raise Moved
    _write_journal(connection, device_id, fresh, hashes, stamp)
    _write_projection(connection, subjects.values(), stamp)
    _write_feeds(connection, fresh, subjects, feeds, stamp)
    connection.execute(
        update(device)
        .where(device.c.id == device_id)
        .values(acked_n=fresh[-1].n, head=hashes[-1], last_seen_ms=now_ms)
    )
    return stamp


def concerned(state: CaseState | None, entries: Iterable[Entry]) -> list[str]:
    """The places of a subject: where it was recorded and where its state says it belongs."""
    places = dict.fromkeys(state.places if state is not None else ())
    places.update(dict.fromkeys(each.place for each in entries))
    return [place for place in places if is_code(place)]


def _gather(fresh: Sequence[Link]) -> dict[str, Subject]:
    subjects: dict[str, Subject] = {}
    for link in fresh:
        if link.entry is None:
            continue
        name = link.entry.subject
        if name in subjects:
            subjects[name].fresh.append(link.entry)
        else:
            subjects[name] = Subject(name, [link.entry])
    return subjects


def _read_known(connection: Connection, subjects: dict[str, Subject]) -> None:
    """Fill in what is stored: counts, digests, places and whole histories."""
    states = connection.execute(
        select(
            case_state.c.subject, case_state.c.entries, case_state.c.digest, case_state.c.places
        ).where(one_of(connection, case_state.c.subject, subjects))
    ).all()
    if not states:
        return
    for row in states:
        each = subjects[row.subject]
        each.known_entries = row.entries
        each.known_digest = None if row.digest is None else bytes(row.digest)
        each.known_places = row.places.split()
    old = [row.subject for row in states]
    past = connection.execute(
        select(entry.c.subject, entry.c.data, entry.c.received_ms)
        .where(one_of(connection, entry.c.subject, old))
        .order_by(entry.c.received_ms, entry.c.device, entry.c.n)
    )
    for subject, data, received_ms in past:
        recorded = Recorded(decode_entry(bytes(data)), received_ms)
        subjects[subject].history.append(recorded)
    for each in subjects.values():
        # Read by several statements: another push may have committed between them.
        if len(each.history) != (each.known_entries or 0):
            raise Moved


def _fold_all(subjects: Iterable[Subject], stamp: int) -> None:
    """The state, digest and places of each subject if the new entries are received at stamp."""
    for each in subjects:
        recorded = [Recorded(one, stamp) for one in each.fresh]
        if each.history:
            recorded = each.history + recorded
        try:
            each.state = fold(recorded)
        except Exception as error:
            # A fault of ours in one case must not stop everybody's push: the entries are kept
            # and fed, the projection waits for a mended program (county verify tells).
            _log.error("subject could not be folded: %s", type(error).__name__)
            each.state = None
        each.state_bytes = None if each.state is None else encode_state(each.state)
        each.digest = None if each.state_bytes is None else case_digest(each.state_bytes)
        told = each.known_places
        new = [place for place in concerned(each.state, each.fresh) if place not in told]
        each.places = [*told, *new]


def _lock(connection: Connection, places: set[str]) -> dict[str, Feed]:
    """Lock these places' feeds, always in the same order, making those that are missing."""
    wanted = select(place_feed).where(one_of(connection, place_feed.c.place, places))
    wanted = wanted.order_by(place_feed.c.place).with_for_update()
    rows = connection.execute(wanted).all()
    if len(rows) < len(places):
        missing = sorted(places - {row.place for row in rows})
        empty = {"position": 0, "received_ms": 0, "digest": EMPTY, "cases": 0}
        insert_new(
            connection, place_feed, "place", [{"place": place, **empty} for place in missing]
        )
        rows = connection.execute(wanted).all()
    return {
        row.place: Feed(row.position, row.received_ms, int.from_bytes(row.digest, "big"), row.cases)
        for row in rows
    }


def _check_unmoved(connection: Connection, subjects: dict[str, Subject]) -> None:
    """Lock the known subjects and make sure nobody folded anything into them meanwhile."""
    old = [name for name, each in subjects.items() if each.known_entries is not None]
    if not old:
        return  # two that insert the same new subject collide on its key
    rows = connection.execute(
        select(case_state.c.subject, case_state.c.entries)
        .where(one_of(connection, case_state.c.subject, old))
        .order_by(case_state.c.subject)
        .with_for_update()
    )
    if any(row.entries != subjects[row.subject].known_entries for row in rows):
        raise Moved


def _depends(fresh: Sequence[Link], before: int, after: int) -> bool:
    """Whether any new entry stands elsewhere in the order with the later receipt."""
    return any(
        effective(link.entry.hlc, before) != effective(link.entry.hlc, after)
        for link in fresh
        if link.entry is not None
    )


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
            (device_id, link.n, read.subject, read.hlc, stamp, read.kind, link.data, after)
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


_UPDATE_STATE = (
    update(case_state)
    .where(case_state.c.subject == bindparam("subject_"))
    .values({each.name: bindparam(each.name) for each in case_state.c if not each.primary_key})
)
_UPDATE_FEED = (
    update(place_feed)
    .where(place_feed.c.place == bindparam("place_"))
    .values({name: bindparam(name) for name in ("position", "received_ms", "digest", "cases")})
)


def _write_projection(connection: Connection, subjects: Iterable[Subject], stamp: int) -> None:
    columns = tuple(each.name for each in case_state.c)
    new: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    for each in sorted(subjects, key=lambda one: one.name):
        state = each.state
        row = (
            each.name,
            (each.known_entries or 0) + len(each.fresh),
            " ".join(each.places),
            each.state_bytes,
            each.digest,
            state.number if state is not None else None,
            state.status.value if state is not None else None,
            state.owner if state is not None else None,
            stamp,
        )
        (new if each.known_entries is None else changed).append(row)
    insert_many(connection, case_state, columns, new)
    if changed:
        connection.execute(
            _UPDATE_STATE,
            [
                dict(zip(columns[1:], row[1:], strict=True)) | {"subject_": row[0]}
                for row in changed
            ],
        )


def _write_feeds(
    connection: Connection,
    fresh: Sequence[Link],
    subjects: dict[str, Subject],
    feeds: dict[str, Feed],
    stamp: int,
) -> None:
    """Allot positions: to a place that is new to a subject, the subject's whole history."""
    told: set[tuple[str, str]] = set()
    rows: list[tuple[str, int, str, int]] = []
    for link in fresh:
        read = link.entry
        if read is None:
            continue
        subject = subjects[read.subject]
        for place in subject.places:
            head = feeds[place]
            if place not in subject.known_places and (subject.name, place) not in told:
                told.add((subject.name, place))
                for past in subject.history:
                    head.position += 1
                    rows.append((place, head.position, past.entry.device, past.entry.n))
            head.position += 1
            rows.append((place, head.position, read.device, read.n))
    insert_many(connection, feed, ("place", "position", "device", "n"), rows)
    touched: set[str] = set()
    for subject in subjects.values():
        for place in subject.places:
            touched.add(place)
            before = subject.known_digest if place in subject.known_places else None
            head = feeds[place]
            head.digest += _number(subject.digest) - _number(before)
            head.cases += (subject.digest is not None) - (before is not None)
    if touched:
        connection.execute(
            _UPDATE_FEED,
            [
                {
                    "place_": place,
                    "position": feeds[place].position,
                    "received_ms": stamp,
                    "digest": (feeds[place].digest % _MODULUS).to_bytes(32, "big"),
                    "cases": feeds[place].cases,
                }
                for place in sorted(touched)
            ],
        )


def _number(digest: bytes | None) -> int:
    return int.from_bytes(digest, "big") if digest is not None else 0
