"""What happens when something was not caught: a sentence on the screen, and for our own faults
a report in the profile's logs (``crash_report`` says what stands in it).
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from counter_app.errors import BadInput, Bug, CounterError, Refused

#: ``notify(kind, text)``: the notice bar of whatever window is up
Notify = Callable[[str, str], object]

#: Reports kept; the oldest go first.
KEPT = 40
#: Qt says these although nothing is wrong.
HARMLESS = ("propagateSizeHints", "does not support raise()", "does not support grabbing")


class CrashDesk(QObject):
    """Takes in every error nobody answered. ``install`` once, ``remove`` at the end.

    ``logs`` tells where reports go (None: no profile is open yet, so nothing is written).
    """

    #: a fault of ours was met: nobody knows any more what the screens show
    broke = Signal()
    _arrived = Signal()

    def __init__(
        self, notify: Notify, logs: Callable[[], Path | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._notify = notify
        self._logs = logs
        self._errors: deque[BaseException] = deque()
        self._old_hook = sys.excepthook
        self._old_thread_hook = threading.excepthook
        self._old_qt_handler: Any = None
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        self._old_qt_handler = qInstallMessageHandler(self._on_qt_message)

    def remove(self) -> None:
        sys.excepthook = self._old_hook
        threading.excepthook = self._old_thread_hook
        qInstallMessageHandler(self._old_qt_handler)

    def handle(self, error: BaseException) -> None:
        """On the GUI thread: tell the person, and write a report when the fault is ours."""
        if isinstance(error, CounterError) and not isinstance(error, Bug):
            expected = isinstance(error, Refused | BadInput)
            self._notify("warning" if expected else "error", str(error))
            return
        self.broke.emit()
        number = self.report(error)
        told = f"报告编号 {number}，请告诉维护人员" if number else "请告诉维护人员"
        self._notify("error", f"程序出了差错，这一步没有完成。已保存的办件和草稿不受影响。{told}。")

    def report(self, error: BaseException) -> str:
        """Write a report and return its number; empty when there is nowhere to write."""
        folder = self._logs()
        if folder is None:
            return ""
        from counter_app.ui.crash_report import describe

        number = f"{time.strftime('%m%d-%H%M%S')}-{threading.get_native_id() % 1000:03d}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"crash-{number}.txt").write_text(describe(error), encoding="utf-8")
            for old in sorted(folder.glob("crash-*.txt"))[:-KEPT]:
                old.unlink()
        except OSError:
            return ""  # a full disk must not hide the notice itself
        return number

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            self._old_hook(kind, error, trace)
            return
        self._errors.append(error)
        self._arrived.emit()

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._errors.append(args.exc_value)
            self._arrived.emit()

    def _on_arrived(self) -> None:
        if self._errors:
            self.handle(self._errors.popleft())

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            return
        if any(part in text for part in HARMLESS):
            return
        from counter_app.ui.crash_report import without_values

        said = without_values(text)
        folder = self._logs()
        if folder is None or not folder.is_dir():
            sys.stderr.write(f"{said}\n")
            return
        line = f"{time.strftime('%Y-%m-%d %H:%M:%S')} {kind.name} {said}\n"
        try:
            log = folder / "qt.log"
            if log.exists() and log.stat().st_size > 256_000:
                log.replace(folder / "qt.old.log")
            with log.open("a", encoding="utf-8") as file:
                file.write(line)
        except OSError:
            sys.stderr.write(line)
