"""Pull: what the device's place is told after its cursor, stored together with the cursor."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from counter_app.protocol import wire
from counter_app.protocol.fold import folded_now
from counter_app.store import scope
from counter_app.store.store import Store
from counter_app.sync.line import Line

#: Entries applied in one transaction: small enough that a save in between waits little.
CHUNK = 500


class Pulled(msgspec.Struct, frozen=True):
    """``agreed``: both sides hold the same cases; None = not compared. ``edition``: the newest
    reference edition. ``went_back``: the feed ends before the cursor, so the county was restored.
    """

    entries: int
    agreed: bool | None
    edition: int
    went_back: bool = False
    #: the county's digest of the place, where it was told
    digest: bytes = b""
    #: own entries that the county has, where it was told
    acked: int | None = None
    #: … and the chain hash after them
    chain: bytes = b""


def pull_all(store: Store, line: Line, cancelled: Callable[[], bool]) -> Pulled:
    """Take in the feed until nothing is left. Raises ``Offline``, ``Rejected``."""
    pulled = 0
    went_back = False
    while True:
        asked = store.head.cursor
        target = f"/api/v1/pull?cursor={asked}&edition={store.head.edition}"
        if store.standing.whole:
            target += "&own=true"
        reply = line.get(target, wire.PullReply)
        here = store.identity
        if reply.place and (reply.place, reply.window) != (here.place, here.window):
            if not scope.move(store, reply.place, reply.window):
                return Pulled(pulled, None, store.head.edition, went_back)
            if reply.place != here.place:
                continue  # this was the feed of another place, after a cursor of the old one
        went_back = went_back or reply.cursor < asked
        _apply(store, reply)
        pulled += len(reply.entries)
        if not reply.more:
            break
        if cancelled():
            return Pulled(pulled, None, reply.edition, went_back)
    scope.whole_taken_in(store)
    agreed: bool | None = None
    comparable = reply.fold in (
        0,
        folded_now().mark,
    )  # else one of us knows acts the other does not
    if reply.digest and not store.head.unsent and comparable:
        agreed = reply.digest == store.head.digest and reply.cases == store.head.cases
    return Pulled(pulled, agreed, reply.edition, went_back, reply.digest, reply.acked, reply.chain)


def _apply(store: Store, reply: wire.PullReply) -> None:
    entries = [(each.received_ms, each.data) for each in reply.entries]
    for first in range(0, len(entries), CHUNK):
        part = entries[first : first + CHUNK]
        with store.write() as tx:
            tx.take_in(part)
            if first + CHUNK >= len(entries):
                # The cursor moves with the last of what stands before it, never ahead.
                tx.head = replace(tx.head, cursor=reply.cursor)
    if not entries and reply.cursor != store.head.cursor:
        with store.write() as tx:
            tx.head = replace(tx.head, cursor=reply.cursor)
