"""Syncing behind the window: the loop of sync/watch.py, told to the GUI thread.

The GUI thread only ever receives finished values; it never waits for the loop.
"""

from __future__ import annotations

from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from counter_app.sync.pace import Pace
from counter_app.sync.watch import Exchange, Told, Watcher, owed
from counter_app.ui.sync_view import SyncState, SyncView

if TYPE_CHECKING:
    from counter_app.ui.context import Workplace

__all__ = ["Exchange", "Pace", "SyncLoop", "loop_of"]

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
        self._news: SimpleQueue[Told] = SimpleQueue()
        self._watcher = Watcher(workplace, self._tell, pace)
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)
        unsent = owed(workplace.store)
        self.view = SyncView(SyncState.OFFLINE, unsent, workplace.store.head.synced_ms or None)
        self.exchange: Exchange | None = None

    def start(self) -> None:
        _running[id(self._workplace)] = self
        self._watcher.start()

    def wake(self) -> None:
        """Try now: a person asked, or the network came back."""
        self._watcher.wake()

    def stop(self, timeout_s: float = 3.0) -> bool:
        """End at the next safe place. False: still waiting for the line; it ends by itself."""
        _running.pop(id(self._workplace), None)
        return self._watcher.stop(timeout_s)

    def _tell(self, told: Told) -> None:
        """On the loop's thread."""
        self._news.put(told)
        if shiboken6.isValid(self):
            self._posted.emit()

    def _on_posted(self) -> None:
        while True:
            try:
                told = self._news.get_nowait()
            except Empty:
                return
            view = SyncView(told.state, told.unsent, told.last_ms, told.detail)
            if view != self.view:
                self.view = view
                self.view_changed.emit(view)
            if told.exchange is not None:
                self.exchange = told.exchange
                self.exchanged.emit(told.exchange)
            if told.changes is not None:
                self.arrived.emit(told.changes)
