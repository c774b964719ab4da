"""Garbage collection on the GUI thread only.

Left alone, Python collects on whatever thread allocates next; a widget finalised on a worker
thread ends the process. So automatic collection is off and a timer here does it instead.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

#: How often the counts are looked at, in ms.
INTERVAL_MS = 1000


class MainThreadCollector(QObject):
    """Collects when CPython would have. Make it on the GUI thread; ``stop`` gives control back."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.on_due)
        self._timer.start()

    def settle(self) -> None:
        """Call once when start-up is over: what lives now is not looked at again."""
        gc.collect()
        gc.freeze()

    def collect_now(self) -> None:
        """After something large was closed."""
        gc.collect()

    def on_due(self) -> None:
        """The oldest generation that is full, as the interpreter itself would choose."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if 0 < limits[generation] < counts[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        self._timer.stop()
        gc.enable()
