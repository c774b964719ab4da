"""Push: own entries that the county does not have yet, in order, in signed batches."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from counter_app.errors import Trouble
from counter_app.protocol import wire
from counter_app.store import outbox
from counter_app.store.store import Store
from counter_app.sync import batches
from counter_app.sync.line import Interrupted, Line, Rejected, TooSlow


class Forked(Trouble):
    """The county has other entries under numbers this device used: a restored backup.

    ``common``: entries up to this number are the same on both sides for certain.
    """

    def __init__(self, common: int) -> None:
        super().__init__(
            "本机编号与县平台已有记录冲突,可能恢复过旧备份",
            hint="本机记录都在,联网同步一次就会换发设备编号",
        )
        self.common = common


class Pushed(msgspec.Struct, frozen=True):
    """``entries`` sent; ``moved`` cases whose order changed; ``went_back``: the county asked
    again for what it had acknowledged before, so it was restored to an earlier point."""

    entries: int = 0
    moved: int = 0
    went_back: bool = False


def push_all(
    store: Store, line: Line, cancelled: Callable[[], bool], *, after: int | None = None
) -> Pushed:
    """Send until nothing is owed; ``after``: from the entry after this number, whatever was
    acknowledged before. Raises ``Offline``, ``Rejected``, :class:`Forked`.
    """
    pushed = moved = 0
    went_back = False
    if after is None and not store.head.unsent:
        return Pushed()
    start = store.head.acked if after is None else after
    fits = known = batches.known(store)
    while not cancelled():
        batch = outbox.next_batch(store, start, size=fits.size)
        if batch is None:
            break
        weight = sum(map(len, batch.entries))
        begun = time.monotonic()
        try:
            reply = line.post("/api/v1/push", batch, wire.PushReply)
        except Interrupted as error:
            # What arrived all the same is sent again, and acknowledged again.
            fits = fits.after_failure(weight)
            with store.write() as tx:
                batches.remember(tx, fits)
            known = fits
            if len(batch.entries) == 1 or not isinstance(error, TooSlow):
                raise
            continue
        except Rejected as error:
            refusal = error.refusal
            if refusal.reason == "gap" and 1 <= refusal.expected <= start:
                # The county was restored to an earlier point: send again what it lacks.
                start = refusal.expected - 1
                went_back = True
                continue
            if refusal.reason == "fork":
                # Below the batch the county cannot say where the histories part.
                exact = refusal.expected >= batch.first
                raise Forked(refusal.expected - 1 if exact else 0) from error
            raise
        runs = [(run.first, run.last, run.received_ms) for run in reply.received]
        fits = fits.after_success(weight, time.monotonic() - begun)
        with store.write() as tx:
            moved += len(tx.acknowledge(reply.acked, runs))
            if fits != known:
                batches.remember(tx, fits)
        known = fits
        pushed += len(batch.entries)
        start = batch.first + len(batch.entries) - 1
        if reply.acked > max(start, store.head.n):
            raise Forked(start)  # it knows more of this device than the device itself
    return Pushed(pushed, moved, went_back)
