"""The first load of a new device: a prebuilt snapshot instead of entry after entry.

It is an express way and never the only one: where the county has none, knows nothing of it, or
gives something that does not hold together, the feed brings the same.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from counter_app.protocol.snapshot import SnapshotReply
from counter_app.store import first_load
from counter_app.store.first_load import Damaged, FirstLoad
from counter_app.store.parts import PartsFile
from counter_app.store.store import Store
from counter_app.sync.editions import Admit
from counter_app.sync.exchange import SyncResult, sync_once
from counter_app.sync.line import Line, Rejected

_log = logging.getLogger(__name__)

#: How long to wait at most while the county builds one, in seconds; then the feed is used.
_PATIENCE_S = 120.0


def first_sync(store: Store, aside: Path, admit: Admit | None = None) -> SyncResult:
    """Everything a new device needs, by snapshot where there is one. May be cut and repeated.

    ``aside``: see :func:`take_snapshot`. Raises as ``sync_once`` does.
    """
    with Line(store.identity, drift_ms=store.head.drift_ms) as line:
        take_snapshot(store, line, aside)
        return sync_once(store, admit=admit, line=line)


def take_snapshot(
    store: Store, line: Line, aside: Path, cancelled: Callable[[], bool] = lambda: False
) -> bool:
    """Load the snapshot of this place into an empty store; whether one was loaded.

    ``aside``: file for the parts that have come, encrypted; a download that was cut goes on
    there. Raises ``Offline``; nothing that has come is lost then.
    """
    if not first_load.is_new(store):
        aside.unlink(missing_ok=True)
        return False
    known = first_load.pending(store)
    if known is not None and _attempt(store, line, aside, known, cancelled):
        return True
    reply = _offered(line, cancelled)
    if reply is None or cancelled():
        return False
    return _attempt(store, line, aside, first_load.begin(store, reply), cancelled)


def _offered(line: Line, cancelled: Callable[[], bool]) -> SnapshotReply | None:
    """What the county offers, waiting while it is being built; None for nothing."""
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            reply = line.get("/api/v1/snapshot", SnapshotReply)
        except Rejected:
            return None  # an older county, or one that is busy: the feed says the rest
        if reply.state != "building":
            return reply if reply.state == "ready" else None
        if cancelled() or time.monotonic() > until:
            return None
        time.sleep(max(0.05, min(reply.retry_ms / 1000, 5.0)))


def _attempt(
    store: Store, line: Line, aside: Path, first: FirstLoad, cancelled: Callable[[], bool]
) -> bool:
    """Fetch what is missing and load it. False when this snapshot is no good; it is forgotten."""
    reply = first.reply
    parts = PartsFile(aside, first.key, reply.part_bytes, reply.size)
    try:
        for number in range(parts.held(), reply.parts):
            if cancelled():
                return False
            parts.keep(number, line.get_bytes(f"/api/v1/snapshot/{reply.id}/{number}"))
        first_load.take_in(store, reply, parts.read)
    except (Damaged, Rejected) as error:
        _log.warning("snapshot not used: %s", error)
        first_load.forget(store)
        parts.delete()
        return False
    parts.delete()
    return True
