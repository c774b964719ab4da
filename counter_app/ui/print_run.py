"""Printing documents of a case from a page: ask about the date where that is needed, count a
re-print, put them into the queue.

A re-print is a fact and is recorded before the paper leaves the printer; whether the printer
then works is another matter and is told in the notice bar.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from counter_app.desk import cases, ledger_work
from counter_app.desk.desk import Desk, Done
from counter_app.desk.ledger_work import LineDone
from counter_app.models.print_job import PrintJob
from counter_app.protocol.ledgers import CASE, numbered
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.date_guard import DateGuard
from counter_app.ui.print_desk import print_desk


class PrintRun(QObject):
    """``finished(tuple of PrintJob)``: they were sent or have failed, the notice bar says which.
    ``failed(error)``: nothing was put into the queue. ``recorded(Done)`` after a re-print was
    noted, so that the page shows the new count."""

    finished = Signal(object)
    failed = Signal(object)
    recorded = Signal(object)

    def __init__(self, counter: Counter, parent: QObject) -> None:
        super().__init__(parent)
        self._counter = counter
        host = parent if isinstance(parent, QWidget) else None
        #: asks before a dated paper leaves a machine whose clock is off
        self.guard = DateGuard(counter.store, host) if host is not None else None

    def first(
        self, number: str, papers: tuple[str, ...], printer: str = "", *, repeat: bool = False
    ) -> None:
        """Print documents as they were made out, without counting a re-print. ``repeat``: also
        what has printed itself already, because it did not come out."""
        if papers:
            self._guarded(partial(self._add, number, papers, printer, repeat=repeat))

    def again(self, number: str, paper: str, reason: str = "", printer: str = "") -> None:
        """Record a re-print (补打), then print the copy with its number."""
        job = partial(_reprint, self._counter.desk, number, paper, reason)
        done = partial(self.on_recorded, number, paper, printer)
        self._guarded(partial(self._counter.tasks.run_write, job, done, self.on_failed))

    # ---- slots

    def on_recorded(self, number: str, paper: str, printer: str, done: Done | LineDone) -> None:
        self.recorded.emit(done)
        self._counter.changed(done.changes)
        self._add(number, (paper,), printer)

    def on_printed(self, jobs: tuple[PrintJob, ...]) -> None:
        self.finished.emit(jobs)

    def on_failed(self, error: BaseException) -> None:
        self.failed.emit(error)
        self._counter.notify("error", said(error))

    def _add(
        self, number: str, papers: tuple[str, ...], printer: str, *, repeat: bool = False
    ) -> None:
        desk = print_desk(self._counter)
        desk.add(number, papers, printer, self.on_printed, self.on_failed, repeat=repeat)

    def _guarded(self, print_it: Callable[[], object]) -> None:
        if self.guard is None:
            print_it()
        else:
            self.guard.run(print_it)


def _reprint(desk: Desk, number: str, paper: str, reason: str) -> Done | LineDone:
    """In whichever ledger the number stands."""
    if numbered(number) is CASE:
        return cases.reprint(desk, number, paper, reason)
    return ledger_work.reprint(desk, number, paper, reason)
