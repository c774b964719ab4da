"""Looking for twins while the server runs: after each push, and once for what was left out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from counter_app.county import twins
from counter_app.county.database import Database
from counter_app.errors import Trouble

_log = logging.getLogger(__name__)
_STOP_S = 10.0


class TwinWatch:
    """One server's search. ``start`` and ``stop`` belong to the server's own start and end."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        #: cases that could not be looked at; the next push takes them along
        self._left: dict[str, bytes] = {}

    def start(self) -> None:
        """Catch up in a thread of its own, so that requests are answered at once."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._catch_up, name="twins", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(_STOP_S)
            self._thread = None

    def look(self, matters: dict[str, bytes]) -> None:
        """Flag the twins of what was just pushed. The push itself is durable already, so a
        failure here must not look like one of the push.
        """
        if not matters:
            return
        with self._lock:
            matters = matters | self._left
            self._left = {}
        try:
            twins.look(self._database, matters, self._now_ms())
        except Trouble as error:
            _log.warning("twins were not looked for: %s", type(error).__name__)
            with self._lock:
                self._left |= matters

    def _catch_up(self) -> None:
        try:
            made = twins.catch_up(self._database, self._now_ms, self._stopped.is_set)
        except Trouble as error:
            _log.warning("twins were not caught up: %s", type(error).__name__)
            return
        if made:
            _log.info("twins caught up: %d entries", made)
