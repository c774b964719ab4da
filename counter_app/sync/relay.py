"""Passing on bundles of other devices, at once or at the next sync."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.protocol.bundle_messages import RelayReply, RelayRequest
from counter_app.store import relays
from counter_app.store.store import Store
from counter_app.sync.line import Line, Rejected

#: Refusals that say "not now": the bundle waits for the next sync.
_LATER = frozenset({"busy", "fault", "clock"})


def relay_one(store: Store, line: Line, kept_id: str, *, answered: bool) -> RelayReply | None:
    """Pass one on; None when it is not here any more. What the county has is dropped here.

    Raises ``Offline`` (it waits on) and ``Rejected``: unless the county was only busy, it is
    not sent again; kept here it is only where nobody was there to read why (``answered``).
    """
    kept = relays.get(store, kept_id)
    if kept is None:
        return None
    target = "/api/v1/relay" if answered else "/api/v1/relay?answer=false"
    try:
        reply = line.post(target, RelayRequest(kept.data), RelayReply)
    except Rejected as error:
        if not is_later(error):
            (relays.drop if answered else relays.refuse)(store, kept_id)
        raise
    relays.drop(store, kept_id)
    return reply


def relay_waiting(store: Store, line: Line, cancelled: Callable[[], bool]) -> int:
    """Pass on everything that waits; returns how many reached the county. Raises ``Offline``.

    One that the county refuses does not hold up the others: whoever imports it again is told
    why.
    """
    done = 0
    for kept_id in relays.waiting(store):
        if cancelled():
            break
        try:
            done += relay_one(store, line, kept_id, answered=False) is not None
        except Rejected as error:
            if is_later(error):
                break
    return done


def is_later(error: Rejected) -> bool:
    """Whether the county may take the same bundle another time."""
    return error.refusal.reason in _LATER
