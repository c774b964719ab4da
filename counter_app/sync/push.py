"""Push: own entries that the county does not have yet, in order, in signed batches."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from counter_app.errors import Trouble
from counter_app.protocol import wire
from counter_app.store import outbox
from counter_app.store.store import Store
from counter_app.sync.line import Line, Rejected


class Forked(Trouble):
    """The county has other entries under numbers this device used: a restored backup.

    ``expected``: the first number that differs.
    """

    def __init__(self, expected: int) -> None:
        super().__init__(
            "本机编号与县平台已有记录冲突,可能恢复过旧备份",
            hint="本机记录都在,请停止收件并联系县平台管理员",
        )
        self.expected = expected


class Pushed(msgspec.Struct, frozen=True):
    """``entries`` sent; ``moved`` cases whose order changed; ``went_back``: the county asked
    again for what it had acknowledged before, so it was restored to an earlier point."""

    entries: int = 0
    moved: int = 0
    went_back: bool = False


def push_all(store: Store, line: Line, cancelled: Callable[[], bool]) -> Pushed:
    """Send until nothing is owed. Raises ``Offline``, ``Rejected``, :class:`Forked`."""
    pushed = moved = 0
    went_back = False
    start = store.head.acked
    while not cancelled():
        batch = outbox.next_batch(store, start)
        if batch is None:
            break
        try:
            reply = line.post("/api/v1/push", batch, wire.PushReply)
        except Rejected as error:
            refusal = error.refusal
            if refusal.reason == "gap" and 1 <= refusal.expected <= start:
                # The county was restored to an earlier point: send again what it lacks.
                start = refusal.expected - 1
                went_back = True
                continue
            if refusal.reason == "fork":
                raise Forked(refusal.expected) from error
            raise
        runs = [(run.first, run.last, run.received_ms) for run in reply.received]
        with store.write() as tx:
            moved += len(tx.acknowledge(reply.acked, runs))
        pushed += len(batch.entries)
        start = batch.first + len(batch.entries) - 1
    return Pushed(pushed, moved, went_back)
