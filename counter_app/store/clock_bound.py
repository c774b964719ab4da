"""The local clock value is bounded by what the county received.

A machine whose clock once stood years ahead has stamped entries with that time. Their receipts
put them in their place, and nothing is left to keep the clock up there.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from counter_app.protocol import clock
from counter_app.store import receipts
from counter_app.store.identity import Head
from counter_app.store.receipts import Receipts


def bounded(driver: Any, head: Head, received: Receipts, now_ms: int) -> Head:
    """``head`` with its clock no later than the newest receipt, once nothing is unsent.

    Only a clock that is ahead of this machine's own time is looked at: that is rare, and
    finding the newest receipt reads the whole journal.
    """
    ahead = clock.milliseconds(head.clock) - now_ms
    if head.unsent or ahead <= clock.DRIFT_TOLD_MS:
        return head
    newest = receipts.newest(driver, received)
    if newest is None:
        return head
    return replace(head, clock=min(head.clock, clock.pack(newest, clock.COUNTER_MASK)))
