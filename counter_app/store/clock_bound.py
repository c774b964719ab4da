"""The local clock value is bounded by what the county received.

A machine whose clock once stood years ahead has stamped entries with that time. Their receipts
put them in their place, and nothing is left to keep the clock up there.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from sqlalchemy import func, select

from counter_app.models.tables.device import entry
from counter_app.protocol import clock
from counter_app.store.identity import Head
from counter_app.store.prepared import Prepared

_NEWEST_RECEIPT = Prepared(select(func.max(entry.c.received_ms)))


def bounded(driver: Any, head: Head, now_ms: int) -> Head:
    """``head`` with its clock no later than the newest receipt, once nothing is unsent.

    Only a clock that is ahead of this machine's own time is looked at: that is rare, and
    finding the newest receipt reads the whole journal.
    """
    ahead = clock.milliseconds(head.clock) - now_ms
    if head.unsent or ahead <= clock.DRIFT_TOLD_MS:
        return head
    newest = _NEWEST_RECEIPT.first(driver, {})[0]
    if newest is None:
        return head
    return replace(head, clock=min(head.clock, clock.pack(newest, clock.COUNTER_MASK)))
