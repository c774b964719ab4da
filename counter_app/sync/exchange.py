"""One sync: push what is owed, pull what is new, compare digests (design §3).

Every step is durable before the next begins and may be cut anywhere: an entry that arrives
twice is stored once, a lost acknowledgement is asked for again, a cursor only moves together
with the entries before it.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from counter_app.errors import Trouble
from counter_app.models.changes import Changes
from counter_app.models.reference import Credential
from counter_app.protocol import wire
from counter_app.store import catalogue, outbox
from counter_app.store.store import Store
from counter_app.sync.line import Line, Rejected

#: Entries applied in one transaction: small enough that a save in between waits little.
CHUNK = 500


class SyncResult(msgspec.Struct, frozen=True):
    """What one sync did. ``agreed``: both sides hold the same cases; None = not compared."""

    pushed: int
    pulled: int
    rows: int
    unsent: int
    agreed: bool | None
    drift_ms: int
    changes: Changes


class Forked(Trouble):
    """The county has other entries under numbers this device used: a restored backup."""


def sync_once(
    store: Store,
    *,
    admit: Callable[[list[Credential]], object] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> SyncResult:
    """Push, pull reference data and the feed, compare. Blocking.

    ``admit`` is called with everybody's credentials when they may have changed. Raises
    ``Offline`` (nothing lost), ``Rejected`` (the county says no), :class:`Forked`.
    """
    with Line(store.identity, drift_ms=store.head.drift_ms) as line:
        pushed, moved = _push(store, line, cancelled)
        pulled, agreed, newest = _pull(store, line, cancelled)
        rows = _editions(store, line, admit) if newest > store.head.edition else 0
        with store.write() as tx:
            tx.head = replace(tx.head, synced_ms=store.now_ms(), drift_ms=line.drift_ms)
    return SyncResult(
        pushed=pushed,
        pulled=pulled,
        rows=rows,
        unsent=store.head.unsent,
        agreed=agreed,
        drift_ms=line.drift_ms,
        changes=Changes(cases=bool(pulled or moved), reference=bool(rows), sync=True),
    )


def _push(store: Store, line: Line, cancelled: Callable[[], bool]) -> tuple[int, int]:
    pushed = moved = 0
    start = store.head.acked
    while not cancelled():
        batch = outbox.next_batch(store, start)
        if batch is None:
            return pushed, moved
        try:
            reply = line.post("/api/v1/push", batch, wire.PushReply)
        except Rejected as error:
            refusal = error.refusal
            if refusal.reason == "gap" and 1 <= refusal.expected <= start:
                # The county was restored to an earlier point: send again what it lacks.
                start = refusal.expected - 1
                continue
            if refusal.reason == "fork":
                raise Forked(
                    "本机编号与县平台已有记录冲突,可能恢复过旧备份",
                    hint="本机记录都在,请停止收件并联系县平台管理员",
                ) from error
            raise
        runs = [(run.first, run.last, run.received_ms) for run in reply.received]
        with store.write() as tx:
            moved += len(tx.acknowledge(reply.acked, runs))
        pushed += len(batch.entries)
        start = batch.first + len(batch.entries) - 1
    return pushed, moved


def _pull(store: Store, line: Line, cancelled: Callable[[], bool]) -> tuple[int, bool | None, int]:
    pulled = 0
    while True:
        reply = line.get(f"/api/v1/pull?cursor={store.head.cursor}", wire.PullReply)
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
        pulled += len(entries)
        if not reply.more:
            break
        if cancelled():
            return pulled, None, reply.edition
    agreed: bool | None = None
    if reply.digest and not store.head.unsent:
        agreed = reply.digest == store.head.digest and reply.cases == store.head.cases
    return pulled, agreed, reply.edition


def _editions(store: Store, line: Line, admit: Callable[[list[Credential]], object] | None) -> int:
    rows = 0
    while True:
        since = store.head.edition
        reply = line.get(f"/api/v1/editions?since={since}", wire.EditionsReply)
        if reply.rows:
            with store.write() as tx:
                catalogue.keep_rows(tx.connection, reply.rows)
                tx.head = replace(tx.head, edition=reply.edition)
            rows += len(reply.rows)
        elif reply.edition != since:
            with store.write() as tx:
                tx.head = replace(tx.head, edition=reply.edition)
        if not reply.more:
            break
    if rows and admit is not None:
        with store.read() as connection:
            credentials = catalogue.load_credentials(connection)
        admit(credentials)
    return rows
