"""Feeds: positions are allotted in commit order under the place's row lock.

Whoever reads a feed's head sees only positions that are committed, so a cursor never passes
an entry that commits later.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from counter_app.county.database import insert_many, insert_new
from counter_app.county.links import Link
from counter_app.county.notices import note
from counter_app.county.prepared import OneOf, Prepared
from counter_app.county.subjects import Subject
from counter_app.models.tables.county import feed, place_feed
from counter_app.protocol.digest import EMPTY

#: Longest run of one row, so that a reader of one page never sorts more than that.
RUN = 250
_MODULUS = 1 << 256


class Head(msgspec.Struct):
    """Head of one place's feed while it is locked. ``digest``: as a number, not yet reduced."""

    position: int
    received_ms: int
    digest: int
    cases: int


def lock(connection: Connection, places: set[str]) -> dict[str, Head]:
    """Lock these places' feeds, always in the same order, making those that are missing."""
    asked = {"places": sorted(places)}
    rows = _LOCK.run(connection, asked).fetchall()
    if len(rows) < len(places):
        missing = sorted(places - {row[0] for row in rows})
        empty = {"position": 0, "received_ms": 0, "digest": EMPTY, "cases": 0}
        insert_new(
            connection, place_feed, "place", [{"place": place, **empty} for place in missing]
        )
        rows = _LOCK.run(connection, asked).fetchall()
    return {
        place: Head(position, received_ms, _number(digest), cases)
        for place, position, received_ms, digest, cases in rows
    }


def allot(
    connection: Connection,
    fresh: Sequence[Link],
    subjects: dict[str, Subject],
    heads: dict[str, Head],
    stamp: int,
) -> None:
    """Give each new entry its positions; a place that is new to a subject gets its history."""
    runs = _Runs(heads)
    told: set[tuple[str, str]] = set()
    for link in fresh:
        read = link.entry
        if read is None:
            continue
        subject = subjects[read.subject]
        for place in subject.places:
            new_here = subject.history and place not in subject.known_places
            if new_here and (subject.name, place) not in told:
                told.add((subject.name, place))
                for past in subject.history:
                    runs.append(place, past.entry.device, past.entry.n)
            runs.append(place, read.device, read.n)
    for subject in subjects.values():
        if subject.fresh:
            continue
        for place in subject.places:  # of one that was only folded again
            if place not in subject.known_places:
                for past in subject.history:
                    runs.append(place, past.entry.device, past.entry.n)
    insert_many(
        connection,
        feed,
        ("place", "position", "device", "n", "count"),
        [tuple(row) for row in runs.rows],
    )
    touched = _add_digests(subjects, heads)
    for place in sorted(touched):
        head = heads[place]
        values = {
            "place_": place,
            "position": head.position,
            "received_ms": stamp,
            "digest": (head.digest % _MODULUS).to_bytes(32, "big"),
            "cases": head.cases,
        }
        _UPDATE.run(connection, values)
    if touched:
        note(connection, {place: heads[place].position for place in touched})


class _Runs:
    """Rows of the feed in the making: neighbours of one device are joined."""

    def __init__(self, heads: dict[str, Head]) -> None:
        self.rows: list[list[object]] = []
        self._heads = heads
        #: place -> device, next number, room left, its row
        self._open: dict[str, tuple[str, int, int, list[object]]] = {}

    def append(self, place: str, device: str, n: int) -> None:
        head = self._heads[place]
        head.position += 1
        run = self._open.get(place)
        if run is not None and run[0] == device and run[1] == n and run[2]:
            row = run[3]
            room = run[2] - 1
            row[4] = RUN - room
        else:
            room = RUN - 1
            row = [place, head.position, device, n, 1]
            self.rows.append(row)
        self._open[place] = (device, n + 1, room, row)


_CHANGING = ("position", "received_ms", "digest", "cases")
_LOCK = Prepared(
    select(place_feed.c.place, *(place_feed.c[name] for name in _CHANGING))
    .where(OneOf(place_feed.c.place, "places"))
    .order_by(place_feed.c.place)
    .with_for_update()
)
_UPDATE = Prepared(
    update(place_feed)
    .where(place_feed.c.place == bindparam("place_"))
    .values({name: bindparam(name) for name in _CHANGING})
)


def _add_digests(subjects: dict[str, Subject], heads: dict[str, Head]) -> set[str]:
    """Add what changed to the places' sums; returns the places concerned."""
    touched: set[str] = set()
    for subject in subjects.values():
        for place in subject.places:
            touched.add(place)
            before = subject.known_digest if place in subject.known_places else None
            head = heads[place]
            head.digest += _number(subject.digest) - _number(before)
            head.cases += (subject.digest is not None) - (before is not None)
    return touched


def _number(digest: bytes | None) -> int:
    return int.from_bytes(digest, "big") if digest is not None else 0
