"""How much goes in one push: as much as the line carries in a few seconds.

A line that was too slow gets a quarter of it next time, down to a single entry; one that was
quick gets more. What was learned is kept, so that the next start does not begin by failing.
"""

from __future__ import annotations

import msgspec

from counter_app.protocol import wire
from counter_app.store.identity import keep, load
from counter_app.store.outbox import BATCH_BYTES
from counter_app.store.store import Store, Tx

#: Bytes of entries (before compression) to begin with on a line that is not known yet.
FIRST = 256 * 1024
#: A batch that took less is followed by a larger one, one that took more by a smaller one; s.
QUICK_S, SLOW_S = 4.0, 16.0
_AIM_S = 8.0
_STEP = 4
_KEY = "batch"


class Batch(msgspec.Struct, frozen=True):
    """``size``: bytes of entries in one push at most; a single entry always goes."""

    size: int = FIRST

    @property
    def level(self) -> int:
        """How hard to press what is sent: on a quick line waiting for that takes longest."""
        return wire.QUICK_LEVEL if self.size >= BATCH_BYTES else wire.LEVEL

    def after_success(self, weight: int, seconds: float) -> Batch:
        """What to try next when so many bytes took so long."""
        if seconds > SLOW_S:
            return self._of(int(weight * _AIM_S / seconds))
        if seconds < QUICK_S and weight * 2 >= self.size:
            # Only a full batch shows that there is room for more.
            return self._of(self.size * _STEP)
        return self

    def after_failure(self, weight: int) -> Batch:
        """What to try next when the line did not carry so many bytes."""
        return self._of(weight // _STEP)

    def _of(self, size: int) -> Batch:
        return Batch(max(1, min(size, BATCH_BYTES)))


def known(store: Store) -> Batch:
    """What is known of this device's line."""
    with store.read() as connection:
        return load(connection, _KEY, Batch) or Batch()


def remember(tx: Tx, batch: Batch) -> None:
    """Keep it, together with what the transaction does."""
    keep(tx.driver, _KEY, batch)
