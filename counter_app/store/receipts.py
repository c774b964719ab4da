"""When the county received own entries (县平台收到时间): noted row by row, or for a whole run.

After a long time without a line thousands of entries are acknowledged at one instant. To write
that instant into each of them would rewrite, encrypt and sync everything that was just sent, so
it is noted once for the run. That is only done where no entry was ahead of the county's clock:
such a receipt changes nothing in the order of folding (protocol/clock.py), and an entry without
one is folded to the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import bindparam, func, select, update

from counter_app.models.tables.device import entry
from counter_app.protocol import clock
from counter_app.store.identity import Head
from counter_app.store.prepared import Prepared

KEY = "receipts"
#: So many entries at one instant are noted as a run.
LONG = 200
#: More runs than these are written into their rows: the note is read as a whole.
MOST = 100

#: (first n, last n, received_ms)
Run = tuple[int, int, int]
_span = entry.c.id.between(bindparam("first_"), bindparam("last_"))
_AHEAD = Prepared(
    select(entry.c.subject).distinct().where(_span & (entry.c.hlc > bindparam("latest_")))
)
_WRITE = Prepared(update(entry).where(_span).values(received_ms=bindparam("received_ms_")))
_FILL = Prepared(
    update(entry)
    .where(_span & entry.c.received_ms.is_(None))
    .values(received_ms=bindparam("received_ms_"))
)
_RECEIPT = Prepared(select(entry.c.received_ms).where(entry.c.id == bindparam("n_")))
_NEWEST = Prepared(select(func.max(entry.c.received_ms)))


class Receipts(msgspec.Struct, frozen=True):
    """Runs of own entries whose receipt does not stand in their rows, in order."""

    runs: tuple[Run, ...] = ()

    def of(self, n: int) -> int | None:
        """When the county received own entry ``n`` (ms, UTC), if that is noted here."""
        return next((run[2] for run in self.runs if run[0] <= n <= run[1]), None)


def note(
    driver: Any, head: Head, known: Receipts, acked: int, runs: Iterable[Run]
) -> tuple[Head, Receipts, set[str]]:
    """Note that the county has own entries up to ``acked``, and when it received them.

    Returns head and receipts after that, and the subjects whose order changes by it.
    """
    moved: set[str] = set()
    for first, last, received_ms in runs:
        latest = clock.pack(received_ms, clock.COUNTER_MASK)
        if not _none_ahead(driver, head, known, first, latest):
            rows = _AHEAD.run(driver, {"first_": first, "last_": last, "latest_": latest})
            moved |= {subject for (subject,) in rows}
        elif last - first + 1 >= LONG:
            if len(known.runs) >= MOST:
                known = settle(driver, known)
            known = Receipts((*known.runs, (first, last, received_ms)))
            continue
        _write(driver, _WRITE, (first, last, received_ms))
    head = replace(head, acked=max(head.acked, min(acked, head.n)))
    return head, known, moved


def settle(driver: Any, known: Receipts) -> Receipts:
    """Write what is noted for runs into the rows, before numbers change their meaning."""
    for run in known.runs:
        _write(driver, _FILL, run)
    return Receipts()


def newest(driver: Any, known: Receipts) -> int | None:
    """The latest receipt of anything that is here (ms, UTC). Reads the whole journal."""
    stamps = [_NEWEST.first(driver, {})[0], *(run[2] for run in known.runs)]
    return max((stamp for stamp in stamps if stamp is not None), default=None)


def _none_ahead(driver: Any, head: Head, known: Receipts, first: int, latest: int) -> bool:
    """Whether no own entry from ``first`` on can be later than this, without reading them.

    What was never acknowledged is not later than the newest clock value known here; what was
    may be, once that value was put back (store/clock_bound.py).
    """
    if first <= head.acked or head.clock > latest or known.of(first) is not None:
        return False
    row = _RECEIPT.first(driver, {"n_": first})
    return row is not None and row[0] is None


def _write(driver: Any, statement: Prepared, run: Run) -> None:
    first, last, received_ms = run
    statement.run(driver, {"first_": first, "last_": last, "received_ms_": received_ms})
