"""The county's half of comparison and repair: what it has of a place, and what others saved.

A county that was restored from a backup gets back what it lost: from its authors by push, and
where an author is gone, from any device that holds its entries, if they continue the author's
chain exactly. The author may push the same later: it finds them known.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, bindparam, select

from counter_app.county import intake, keys
from counter_app.county.database import Database, one_of
from counter_app.county.links import Link, read_link
from counter_app.county.refusals import bad_request
from counter_app.models.tables.county import case_state, device, entry
from counter_app.protocol import derived
from counter_app.protocol.journal import chain
from counter_app.protocol.repair import (
    CompareReply,
    CompareRequest,
    EntriesReply,
    EntriesRequest,
    PassOnReply,
    PassOnRequest,
    SubjectLine,
    TakenEntry,
    bucket_of,
    differing,
    is_sums,
    sums_of,
)
from counter_app.protocol.wire import FeedEntry

_log = logging.getLogger(__name__)

#: Lines of one reply; buckets beyond are left for the next time.
MAX_LINES = 100_000
#: Subjects asked for at once, entries passed on at once, and bytes of a reply.
MAX_SUBJECTS = 5000
MAX_ENTRIES = 5000
MAX_BYTES = 4 * 1024 * 1024
#: Subjects whose entries are read together.
_CHUNK = 200

#: Reads the whole table, which is why it is asked only when something differs.
_HELD = select(
    case_state.c.subject, case_state.c.digest, case_state.c.entries, case_state.c.places
).where(case_state.c.places.like(bindparam("like_")))


def compare(database: Database, place: str, request: CompareRequest) -> CompareReply:
    """What the county has in the buckets of this place that differ from the device's."""
    if not is_sums(request.sums):
        raise bad_request("核对请求的内容不对")
    with database.reading() as connection:
        lines = [
            SubjectLine(row.subject, bytes(row.digest or b""), row.entries)
            for row in connection.execute(_HELD, {"like_": f"%{place}%"})
            if place in row.places.split()
        ]
    buckets = differing(sums_of(lines), request.sums)
    by_bucket: dict[int, list[SubjectLine]] = {number: [] for number in buckets}
    for line in lines:
        bucket = by_bucket.get(bucket_of(line.subject))
        if bucket is not None:
            bucket.append(line)
    told: list[int] = []
    subjects: list[SubjectLine] = []
    for number in buckets:
        if told and len(subjects) + len(by_bucket[number]) > MAX_LINES:
            break
        told.append(number)
        subjects += by_bucket[number]
    return CompareReply(bytes(told), tuple(subjects))


def entries_of(database: Database, place: str, request: EntriesRequest) -> EntriesReply:
    """All entries of these subjects, as far as they concern the place and fit one reply."""
    wanted = request.subjects[:MAX_SUBJECTS]
    found: list[FeedEntry] = []
    done = size = 0
    with database.reading() as connection:
        for start in range(0, len(wanted), _CHUNK):
            if found and size > MAX_BYTES:
                break
            chunk = wanted[start : start + _CHUNK]
            known = connection.execute(
                select(case_state.c.subject, case_state.c.places).where(
                    one_of(connection, case_state.c.subject, chunk)
                )
            )
            here = [row.subject for row in known if place in row.places.split()]
            rows = connection.execute(
                select(entry.c.received_ms, entry.c.data)
                .where(one_of(connection, entry.c.subject, here))
                .order_by(entry.c.subject, entry.c.received_ms, entry.c.device, entry.c.n)
            ).all()
            found += [FeedEntry(row.received_ms, bytes(row.data)) for row in rows]
            size += sum(len(row.data) for row in rows)
            done += len(chunk)
    return EntriesReply(done, tuple(found))


def pass_on(
    database: Database, carrier: str, request: PassOnRequest, now_ms: Callable[[], int]
) -> tuple[PassOnReply, dict[str, bytes]]:
    """Take in others' entries that the county lost; ``carrier``: the device that brings them.

    Also returns what the touched cases are about, to look for twins.
    """
    if len(request.entries) > MAX_ENTRIES:
        raise bad_request("一次上传的记录过多")
    authors: dict[str, list[Link]] = {}
    for data in request.entries:
        link = read_link(data)
        if link.entry is not None:
            authors.setdefault(link.entry.device, []).append(link)
    taken: list[TakenEntry] = []
    about: dict[str, bytes] = {}
    for author, links in sorted(authors.items()):
        places: set[str] = set()
        matters: dict[str, bytes] = {}

        def work(
            connection: Connection,
            author: str = author,
            links: Sequence[Link] = tuple(sorted(links, key=lambda link: link.n)),
            places: set[str] = places,
            matters: dict[str, bytes] = matters,
        ) -> list[TakenEntry]:
            if derived.is_derived(author):
                return _take_derived(connection, links, now_ms(), places)
            return _take_next(connection, author, links, now_ms(), places, matters)

        fresh = database.transact(work)
        if fresh:
            _log.warning(
                "device %s passed on %d entries of %s that were lost here (%d to %d)",
                *(carrier, len(fresh), author, fresh[0].n, fresh[-1].n),
            )
        taken += fresh
        about |= matters
    return PassOnReply(tuple(taken)), about


def _take_next(
    connection: Connection,
    author: str,
    links: Sequence[Link],
    now_ms: int,
    places: set[str],
    matters: dict[str, bytes],
) -> list[TakenEntry]:
    """Those that follow the author's newest entry without a gap."""
    row = connection.execute(
        select(device.c.acked_n, device.c.head, device.c.lost)
        .where(device.c.id == author)
        .with_for_update()
    ).first()
    if row is None or row.lost:
        return []
    n, head = row.acked_n, bytes(row.head)
    fresh: list[Link] = []
    hashes: list[bytes] = []
    for link in links:
        if link.n != n + 1:
            continue
        n, head = link.n, chain(head, link.data)
        fresh.append(link)
        hashes.append(head)
    if not fresh:
        return []
    seen_ms = connection.execute(
        select(device.c.last_seen_ms).where(device.c.id == author)
    ).scalar_one()
    stamp = intake.take_in(connection, author, fresh, hashes, now_ms, places, matters)
    # It was not the author that was in contact.
    connection.execute(device.update().where(device.c.id == author).values(last_seen_ms=seen_ms))
    return [TakenEntry(author, link.n, stamp) for link in fresh]


def _take_derived(
    connection: Connection, links: Sequence[Link], now_ms: int, places: set[str]
) -> list[TakenEntry]:
    """The county's own entries prove themselves; one that is there already is the same."""
    county_key = keys.load(connection).public_keys[:32]
    fresh = [link for link in links[:1] if link.entry and derived.vouched(link.entry, county_key)]
    if not fresh or fresh[0].entry is None:
        return []
    name = fresh[0].entry.device
    if connection.execute(select(entry.c.n).where(entry.c.device == name)).first():
        return []
    hashes = [hashlib.sha256(link.data).digest() for link in fresh]
    stamp = intake.store(connection, fresh, hashes, now_ms, places)
    return [TakenEntry(name, 1, stamp)]
