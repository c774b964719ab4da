"""Passing on bundles of other devices, at once or at the next sync."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.protocol.bundle_messages import RelayReply, RelayRequest
from counter_app.store import relays
from counter_app.store.store import Store
from counter_app.sync.line import Line, Offline, Rejected

#: Refusals that say "not now": the bundle waits for the next sync.
_LATER = frozenset({"clock", "protocol"})
_NO_SUCH_ADDRESS = 404


def relay_one(store: Store, line: Line, kept_id: str, *, answered: bool) -> RelayReply | None:
    """Pass one on; None when it is not here any more. What the county has is dropped here.

    Raises ``Offline`` (it waits on) and ``Rejected``: unless the county may take it later, it
    is not sent again; kept here it is only where nobody was there to read why (``answered``).
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
    relays.passed_on(store, kept, reply.place, reply.entries)
    return reply


def relay_waiting(store: Store, line: Line, cancelled: Callable[[], bool]) -> int:
    """Pass on everything that waits; returns how many reached the county.

    One that does not come through waits a while and holds up neither the others nor the
    device's own exchange. Why the county refused one is told to whoever imports it again.
    """
    done = 0
    for kept_id in relays.waiting(store):
        if cancelled():
            break
        try:
            done += relay_one(store, line, kept_id, answered=False) is not None
        except Rejected as error:
            if is_later(error):
                relays.put_off(store, kept_id)
        except Offline:
            relays.put_off(store, kept_id)
    return done


def is_later(error: Rejected) -> bool:
    """Whether the county may take the same bundle another time: an older one takes none yet."""
    return error.refusal.reason in _LATER or error.status == _NO_SUCH_ADDRESS
