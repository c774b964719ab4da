"""Syncing behind the window: one thread that exchanges with the county whenever that makes sense.

Right after every new entry, every few seconds while the line holds, less and less often while
it does not (with jitter, so that a village's power cut does not send every device at once).
The GUI thread only ever receives finished values; it never waits for this thread.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import msgspec
import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from counter_app.errors import Trouble
from counter_app.models.changes import Changes
from counter_app.store import queries
from counter_app.ui.sync_view import SyncState, SyncView

if TYPE_CHECKING:
    from counter_app.sync.exchange import SyncResult
    from counter_app.ui.context import Workplace


@dataclass(frozen=True)
class Pace:
    """How often. All in seconds; ``jitter``: share by which a pause is lengthened at most."""

    online: float = 3.0
    first_retry: float = 5.0
    longest_retry: float = 60.0
    refused_retry: float = 300.0
    #: offline, a new entry does not knock more often than this
    knock: float = 5.0
    #: how soon a new entry is noticed
    tick: float = 0.2
    jitter: float = 0.3


class Exchange(msgspec.Struct, frozen=True):
    """What the last exchange that came through did. ``at_ms``: when, ms since the epoch."""

    at_ms: int
    pushed: int
    pulled: int
    rows: int
    agreed: bool | None
    drift_ms: int
    took_s: float


class _Told(msgspec.Struct, frozen=True):
    """What was said last, and of how many own entries."""

    n: int = -1
    state: SyncState = SyncState.OFFLINE
    detail: str = ""


class _News(msgspec.Struct, frozen=True):
    view: SyncView
    exchange: Exchange | None = None
    changes: Changes | None = None


#: The loop of each workplace, by its id, as long as it runs.
_running: WeakValueDictionary[int, SyncLoop] = WeakValueDictionary()


def loop_of(workplace: Workplace) -> SyncLoop | None:
    """The loop that syncs this workplace, for the page that shows how it stands."""
    return _running.get(id(workplace))


class SyncLoop(QObject):
    """Start it after signing in, ``stop`` before the workplace is closed.

    ``view_changed(SyncView)``, ``exchanged(Exchange)`` and ``arrived(Changes)`` are emitted on
    the GUI thread. ``arrived`` comes only when the lists may look different now.
    """

    view_changed = Signal(object)
    exchanged = Signal(object)
    arrived = Signal(object)
    _posted = Signal()

    def __init__(
        self, workplace: Workplace, parent: QObject | None = None, pace: Pace | None = None
    ) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._news: SimpleQueue[_News] = SimpleQueue()
        self._worker = _Worker(workplace, pace or Pace(), self._tell)
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)
        self.view = SyncView(SyncState.OFFLINE, 0, workplace.store.head.synced_ms or None)
        self.exchange: Exchange | None = None

    def start(self) -> None:
        _running[id(self._workplace)] = self
        self._worker.start()

    def wake(self) -> None:
        """Try now: a person asked, or the network came back."""
        self._worker.wake()

    def stop(self, timeout_s: float = 3.0) -> bool:
        """End at the next safe place. False: still waiting for the line; it ends by itself."""
        _running.pop(id(self._workplace), None)
        return self._worker.stop(timeout_s)

    def _tell(self, news: _News) -> None:
        """On the worker thread."""
        self._news.put(news)
        if shiboken6.isValid(self):
            self._posted.emit()

    def _on_posted(self) -> None:
        while True:
            try:
                news = self._news.get_nowait()
            except Empty:
                return
            if news.view != self.view:
                self.view = news.view
                self.view_changed.emit(news.view)
            if news.exchange is not None:
                self.exchange = news.exchange
                self.exchanged.emit(news.exchange)
            if news.changes is not None:
                self.arrived.emit(news.changes)


class _Worker:
    """The thread. Knows no Qt; tells what happened through ``tell``."""

    def __init__(self, workplace: Workplace, pace: Pace, tell: Callable[[_News], None]) -> None:
        self._place = workplace
        self._pace = pace
        self._tell = tell
        self._asked = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._failures = 0
        self._seen_n = -1
        self._told = _Told()

    def start(self) -> None:
        # A daemon: a request that hangs on a dead line must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        self._asked.set()

    def stop(self, timeout_s: float) -> bool:
        self._stopping.set()
        self._asked.set()
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        pause = 0.0
        asked = True
        while True:
            if pause:
                asked = self._rest(pause)
            if self._stopping.is_set():
                return
            pause = self._once(asked)

    def _rest(self, pause: float) -> bool:
        """Wait; True when somebody asked. Ends early for a new entry of this device."""
        begun = time.monotonic()
        while not self._asked.wait(self._pace.tick):
            waited = time.monotonic() - begun
            head = self._place.store.head
            if head.n != self._told.n:
                self._say(self._told.state, self._told.detail)
            if not self._failures and head.unsent:
                return False
            if self._failures and head.n != self._seen_n and waited >= self._pace.knock:
                return False
            if waited >= pause:
                return False
        self._asked.clear()
        return True

    def _once(self, asked: bool) -> float:
        """One exchange; returns how long to rest after it."""
        store = self._place.store
        self._seen_n = store.head.n
        if asked or store.head.unsent:
            self._say(SyncState.SYNCING)
        begun = time.monotonic()
        try:
            result = self._place.sync(self._stopping.is_set)
        except Trouble as error:
            return self._failed(error)
        except Exception as error:
            if self._stopping.is_set():
                return 0.0  # the profile was closed under a request that hung
            self._say(SyncState.STOPPED, "同步程序出了差错,本机记录不受影响")
            threading.excepthook(
                threading.ExceptHookArgs(
                    (type(error), error, error.__traceback__, threading.current_thread())
                )
            )
            return self._pace.refused_retry
        self._failures = 0
        self._came_through(result, time.monotonic() - begun)
        return self._spread(self._pace.online)

    def _came_through(self, result: SyncResult, took_s: float) -> None:
        exchange = Exchange(
            at_ms=self._place.store.head.synced_ms,
            pushed=result.pushed,
            pulled=result.pulled,
            rows=result.rows,
            agreed=result.agreed,
            drift_ms=result.drift_ms,
            took_s=took_s,
        )
        # An exchange of nothing is no news to a list.
        news = result.changes if result.pushed or result.pulled or result.rows else None
        self._tell(_News(self._view(SyncState.ONLINE), exchange, news))

    def _failed(self, error: Trouble) -> float:
        from counter_app.sync.line import Offline  # loads the HTTP library

        if self._stopping.is_set():
            return 0.0
        self._failures += 1
        if isinstance(error, Offline):
            self._say(SyncState.OFFLINE, error.message)
            doubled = self._pace.first_retry * 2 ** min(self._failures - 1, 10)
            return self._spread(min(doubled, self._pace.longest_retry))
        self._say(SyncState.STOPPED, str(error))
        return self._spread(self._pace.refused_retry)

    def _spread(self, pause: float) -> float:
        return pause * (1 + self._pace.jitter * random.random())

    def _say(self, state: SyncState, detail: str = "") -> None:
        self._tell(_News(self._view(state, detail)))

    def _view(self, state: SyncState, detail: str = "") -> SyncView:
        store = self._place.store
        head = store.head
        unsent = queries.unsent_cases(store) if head.unsent else 0
        self._told = _Told(head.n, state, detail)
        return SyncView(state, unsent, head.synced_ms or None, detail)
