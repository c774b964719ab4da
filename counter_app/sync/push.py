"""Push: own entries that the county does not have yet, in order, in signed batches."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import msgspec

from counter_app.errors import Trouble
from counter_app.protocol import wire
from counter_app.store import outbox
from counter_app.store.store import Store
from counter_app.sync import batches
from counter_app.sync.line import Interrupted, Line, Rejected, TooSlow

#: A batch, and what of it goes over the line.
_Packed = tuple[wire.PushRequest, bytes]


class Forked(Trouble):
    """The county has other entries under numbers this device used: a restored backup.

    ``common``: entries up to this number are the same on both sides for certain.
    """

    def __init__(self, common: int) -> None:
        super().__init__(
            "本机编号与县平台已有记录冲突，可能恢复过旧备份",
            hint="本机记录都在，联网同步一次就会换发设备编号",
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
    with _Ready(store) as ready:
        while not cancelled():
            packed = ready.take(start, fits)
            if packed is None:
                break
            batch, body = packed
            weight = sum(map(len, batch.entries))
            begun = time.monotonic()
            try:
                ready.prepare(batch.first + len(batch.entries) - 1, fits)
                reply = line.post_packed("/api/v1/push", body, wire.PushReply)
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
            start = batch.first + len(batch.entries) - 1
            with store.write() as tx:
                # What the county has beyond it may be another copy's: only what was sent is known.
                moved += len(tx.acknowledge(min(reply.acked, start), runs))
                if fits != known:
                    batches.remember(tx, fits)
            known = fits
            pushed += len(batch.entries)
            if reply.acked > max(start, store.head.n):
                raise Forked(start)  # it knows more of this device than the device itself
    return Pushed(pushed, moved, went_back)


class _Ready:
    """The next batch, read, signed and compressed while the county works on the one before."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._helper = ThreadPoolExecutor(1, thread_name_prefix="push")
        self._coming: Future[_Packed | None] | None = None
        self._asked = (0, batches.Batch())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._helper.shutdown()

    def prepare(self, after: int, fits: batches.Batch) -> None:
        """Begin with what follows ``after``, if anything does."""
        if after < self._store.head.n:
            self._asked = after, fits
            self._coming = self._helper.submit(self._pack, after, fits)

    def take(self, after: int, fits: batches.Batch) -> _Packed | None:
        """The batch after this number that fits; None when nothing is owed."""
        coming, self._coming = self._coming, None
        # Waited for in any case: two at once would get in each other's way.
        packed = coming.result() if coming is not None else None
        made_for, size = self._asked[0], self._asked[1].size
        if packed is not None and made_for == after and size <= fits.size:
            return packed
        return self._pack(after, fits)

    def _pack(self, after: int, fits: batches.Batch) -> _Packed | None:
        batch = outbox.next_batch(self._store, after, size=fits.size)
        return None if batch is None else (batch, wire.pack(batch, fits.level))
