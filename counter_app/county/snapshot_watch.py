"""Keeping the places' snapshots fresh while the server runs, so that a new device finds its own.

Every process of the county looks; whoever has the lease builds. One place at a time, with rests
in between: requests come first, and a build takes time from them.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from counter_app.county import snapshots
from counter_app.county.database import Database
from counter_app.errors import Trouble

_log = logging.getLogger(__name__)
#: The first look after a start, and how often afterwards; s.
_FIRST_S = 5.0
_EVERY_S = 30.0
#: After a build so many times as long as it took: at most a fifth of one core.
_REST = 4.0
_STOP_S = 10.0


class SnapshotWatch:
    """One server's builder. ``start`` and ``stop`` belong to the server's own start and end."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stopped.clear()
        self._thread = threading.Thread(target=self._run, name="snapshots", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """What is being built is left at that: the next server begins it anew."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(_STOP_S)
            self._thread = None

    def freshen(self) -> bool:
        """Build the snapshot that lags most, if any needs it; whether one was built."""
        for place in snapshots.due(self._database):
            if self._stopped.is_set():
                return False
            if snapshots.prepare(self._database, place, self._now_ms, self._stopped.is_set):
                return True
        return False

    def _run(self) -> None:
        rest = _FIRST_S
        while not self._stopped.wait(rest):
            begun = time.monotonic()
            try:
                built = self.freshen()
            except Trouble as error:
                _log.warning("snapshots were not looked at: %s", type(error).__name__)
                built = False
            rest = _REST * (time.monotonic() - begun) if built else _EVERY_S
