"""Whether the window answers at once while a whole county's cases arrive behind it.

A real window signs in on a real profile, syncs with a county process that has so many cases
which it does not know, and a hand types, searches and changes pages all the while. A timer that
is due every few ms on the window's own thread tells how long nothing could be answered; when
that takes too long, a second thread notes what the window's thread was doing.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from counter_app.bench.county import enrol_devices
from counter_app.bench.figures import percentile
from counter_app.bench.offline import push_all_in
from counter_app.county.database import Database
from counter_app.demo.hall import PLACE, DemoHall

#: The window may not be without an answer for longer, in ms.
BUDGET_MS = 50.0
_BEAT_MS = 4
_KEY_MS = 120
_PATIENCE_S = 900.0
#: What is typed into whatever search has the cursor.
_TYPED = "dibao jzfz 0012 "


class Pulse(QObject):
    """Beats on the window's thread; ``gaps``: ms between two beats beyond what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self.on_beat)

    def start(self) -> None:
        self.last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def on_beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(max(0.0, (now - self.last) * 1000 - _BEAT_MS))
        self.last = now


class Witness:
    """Looks, from a thread of its own, at what keeps the window's thread so long."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self._thread_id = threading.get_ident()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="witness", daemon=True)
        self.seen: Tally[str] = Tally()

    def __enter__(self) -> Witness:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        told = 0.0
        while not self._over.wait(0.01):
            beat = self._pulse.last
            if beat != told and (time.perf_counter() - beat) * 1000 > BUDGET_MS + _BEAT_MS:
                told = beat
                self.seen[_where(sys._current_frames().get(self._thread_id))] += 1


def _where(frame: FrameType | None) -> str:
    """The innermost lines of ours, outermost last."""
    lines: list[str] = []
    while frame is not None and len(lines) < 4:
        name = frame.f_code.co_filename
        if "counter_app" in name and "bench" not in name:
            lines.append(f"{Path(name).stem}.{frame.f_code.co_name}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(lines) or "Qt"


def measure(quick: bool) -> dict[str, Any]:
    """The longest time without an answer while all of it arrives, and what was to blame."""
    count = 5000 if quick else 100_000
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        with DemoHall(profile) as hall:
            database = Database.open(f"sqlite:///{profile.with_name('profile-county')}/county.db")
            try:
                push_all_in(database, enrol_devices(database, places=(PLACE,))[0], count)
            finally:
                database.close()
            return _run(hall, profile, count)


def _run(hall: DemoHall, profile: Path, count: int) -> dict[str, Any]:
    from counter_app.app import CounterWindow
    from counter_app.ui.application import complete, make_application
    from counter_app.workplace import Workplace

    present = QApplication.instance()
    application = present if isinstance(present, QApplication) else make_application()
    window = CounterWindow(profile)
    window.shell.resize(1366, 768)
    window.show()
    complete(application)
    workplace = Workplace.open(profile, hall.clerk.work_no, hall.clerk.password)
    pulse = Pulse()
    store = workplace.store
    first = store.head.cases
    pages: Iterator[str] = cycle(("workbench", "intake", "cases", "delivery", "sync"))
    keys: Iterator[str] = cycle(_TYPED)

    def hand() -> None:
        """One key, and now and then another page."""
        strokes.append(0)
        if len(strokes) % 12 == 0:
            window.shell.go(next(pages))
            return
        widget: QWidget = QApplication.focusWidget() or window.shell
        QTest.keyClicks(widget, next(keys))

    strokes: list[int] = []
    typing = QTimer()
    typing.setInterval(_KEY_MS)
    typing.timeout.connect(hand)
    window.on_signed_in(workplace)
    # Making the pages for the first time is measured apart: it happens once, on request.
    opened = _open_each(window, application, 5, pages)
    begun = time.perf_counter()
    with Witness(pulse) as witness:
        pulse.start()
        typing.start()
        _until(application, lambda: store.head.cases - first >= count)
        pulse.stop()
        typing.stop()
    took = time.perf_counter() - begun
    arrived = store.head.cases - first
    window.close()
    longest = max(pulse.gaps)
    return {
        "cases": arrived,
        "took_s": round(took, 1),
        "keys": len(strokes),
        "beats": len(pulse.gaps),
        "median_ms": round(percentile(pulse.gaps, 0.5), 2),
        "p99_ms": round(percentile(pulse.gaps, 0.99), 1),
        "p999_ms": round(percentile(pulse.gaps, 0.999), 1),
        "longest_ms": round(longest, 1),
        "over_budget": sum(gap > BUDGET_MS for gap in pulse.gaps),
        "first_opening_ms": opened,
        "to_blame": dict(witness.seen.most_common(8)),
        "budget_ms": BUDGET_MS,
        "kept": arrived >= count and longest <= BUDGET_MS,
    }


def _open_each(
    window: Any, application: QApplication, often: int, pages: Iterator[str]
) -> dict[str, float]:
    """What the first opening of each page takes, in ms."""
    taken = {}
    for _ in range(often):
        page = next(pages)
        begun = time.perf_counter()
        window.shell.go(page)
        application.processEvents()
        taken[page] = round((time.perf_counter() - begun) * 1000, 1)
    return taken


def _until(application: QApplication, reached: Callable[[], bool]) -> None:
    """Run the event loop as the program does, until it is so or patience ends."""
    ends = time.perf_counter() + _PATIENCE_S
    look = QTimer()
    look.setInterval(50)

    def on_look() -> None:
        if reached() or time.perf_counter() > ends:
            application.exit()

    look.timeout.connect(on_look)
    look.start()
    application.exec()
    look.stop()
