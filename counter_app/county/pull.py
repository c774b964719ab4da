"""Pull: what a place is told after a cursor, without what the asking device wrote itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, FromClause, Select, and_, bindparam, case, func, select, true

from counter_app.county.database import Database
from counter_app.county.devices import Device, Top
from counter_app.county.prepared import Prepared
from counter_app.models.tables.county import edition, entry, feed, place_feed
from counter_app.protocol.digest import EMPTY
from counter_app.protocol.fold import folded_now
from counter_app.protocol.wire import FeedEntry, PullReply

#: One reply holds at most so many entries and about so many bytes of them.
MAX_ENTRIES = 2000
MAX_BYTES = 4 * 1024 * 1024
#: Rows fetched at once, so that a page of large entries is not read in vain.
_PAGE = 500

# One row, so position and digest are of the same commit: all positions up to it are there.
_TOP = Prepared(
    select(
        select(func.max(edition.c.edition)).scalar_subquery(),
        place_feed.c.position,
        place_feed.c.digest,
        place_feed.c.cases,
    ).select_from(
        select(bindparam("place_").label("place"))
        .subquery("asked")
        .outerjoin(place_feed, place_feed.c.place == bindparam("place_"))
    )
)
#: The run in which the cursor stands, or the first one.
_first_run = (
    select(func.coalesce(func.max(feed.c.position), 0))
    .where(feed.c.place == bindparam("place_"), feed.c.position <= bindparam("cursor_"))
    .scalar_subquery()
)
_last = feed.c.position + feed.c.count - 1
#: The next runs that have something to tell, as many as a page can need.
_some = (
    select(
        feed.c.position,
        feed.c.device,
        feed.c.n,
        feed.c.count,
        case(
            (feed.c.position <= bindparam("cursor_"), _last - bindparam("cursor_")),
            else_=feed.c.count,
        ).label("left"),
    )
    .where(
        feed.c.place == bindparam("place_"),
        feed.c.position >= _first_run,
        feed.c.position <= bindparam("head_"),
        feed.c.device != bindparam("device_"),
        _last > bindparam("cursor_"),
    )
    .order_by(feed.c.position)
    .limit(_PAGE)
    .subquery("some")
)
_before = func.sum(_some.c.left).over(order_by=_some.c.position) - _some.c.left
_run = select(_some, _before.label("before")).subquery("run")
_within = (
    entry.c.device == _run.c.device,
    entry.c.n >= _run.c.n,
    entry.c.n < _run.c.n + _run.c.count,
)


def _page_of(entries: FromClause, source: FromClause) -> Select[Any]:
    """One page of what stands after the cursor. ``source``: the runs, joined with their entries.

    Told how much is enough, the store stops there: without, it reads and sorts the whole rest
    of the feed for every page.
    """
    position = _run.c.position + entries.c.n - _run.c.n
    return (
        select(position.label("position"), entries.c.received_ms, entries.c.data)
        .select_from(source)
        .where(
            _run.c.before < _PAGE,
            position > bindparam("cursor_"),
            position <= bindparam("head_"),
        )
        .order_by(_run.c.position, entries.c.n)
        .limit(_PAGE)
    )


#: PostgreSQL cannot know that a run is short, and might read all entries instead: so run by run.
_of_run = (
    select(entry.c.n, entry.c.received_ms, entry.c.data)
    .where(*_within)
    .order_by(entry.c.n)
    .offset(0)
    .lateral("of_run")
)
_ENTRIES = Prepared(
    _page_of(entry, _run.join(entry, and_(*_within))),
    postgres=_page_of(_of_run, _run.join(_of_run, true())),
)


def pull(database: Database, device_id: str, place: str, cursor: int) -> PullReply:
    """See :func:`pull_from`."""
    with database.reading() as connection:
        return pull_from(connection, device_id, place, cursor)


def pull_from(
    connection: Connection,
    device_id: str,
    place: str,
    cursor: int,
    window: int = 0,
    top: Top | None = None,
    acked: int | None = None,
    chain: bytes = b"",
) -> PullReply:
    """The next part of the place's feed.

    A cursor beyond the feed's head comes back as the head: so a device notices a county that
    was restored to an earlier point. ``top``: how far the feed has come, if it was just read;
    ``acked``: how much of the device's own is here, ``chain``: the chain hash after that.
    """
    if top is None:
        newest, position, digest, cases = _TOP.first(connection, {"place_": place})
        top = Top(newest or 0, position or 0, bytes(digest or EMPTY), cases or 0)
    head = top.position
    entries: list[FeedEntry] = []
    size = 0
    reached = cursor
    while reached < head:
        asked = {"place_": place, "cursor_": reached, "head_": head, "device_": device_id}
        rows = _ENTRIES.run(connection, asked).fetchall()
        for position, received_ms, data in rows:
            full = len(entries) >= MAX_ENTRIES or size + len(data) > MAX_BYTES
            if entries and full:
                return PullReply(
                    reached, True, tuple(entries), top.edition, place=place, window=window
                )
            entries.append(FeedEntry(received_ms, bytes(data)))
            size += len(data)
            reached = position
        if len(rows) < _PAGE:
            reached = head  # the rest are the device's own
    return _final(entries, top, place, window, acked, chain)


def nothing_after(known: Device, cursor: int) -> PullReply | None:
    """The reply to a device that has the whole feed of its place; None = there is more, or it
    is not known. Reads nothing: the device came with the head of the feed.
    """
    top = known.top
    if top is None or cursor < top.position:
        return None
    return _final((), top, known.place, known.window, known.acked_n, known.head)


def _final(
    entries: Iterable[FeedEntry],
    top: Top,
    place: str,
    window: int,
    acked: int | None,
    chain: bytes,
) -> PullReply:
    """The reply after which nothing is left."""
    return PullReply(
        top.position,
        False,
        tuple(entries),
        top.edition,
        top.digest,
        top.cases,
        place=place,
        window=window,
        fold=folded_now().mark,
        acked=acked,
        chain=chain,
    )
