"""Printing documents of a case from a page: draw, send, and say what became of it.

A re-print is a fact and is recorded before the paper leaves the printer; whether the printer
then works is another matter and is told in the notice bar.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from counter_app.desk import cases
from counter_app.desk.desk import Desk, Done
from counter_app.errors import Trouble, os_words
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.date_guard import DateGuard
from counter_app.ui.printing import PRINT, PaperFile, list_printers, paper_file, print_pdf


class Sent(msgspec.Struct, frozen=True):
    """One document that went to a printer."""

    title: str
    copy_no: int
    printer: str
    waiting: bool

    @property
    def words(self) -> str:
        mark = f"(补打 第 {self.copy_no} 份)" if self.copy_no > 1 else ""
        where = f"已送到打印机“{self.printer}”"
        if self.waiting:
            return f"{self.title}{mark}{where},但打印机停着,请去看一下"
        return f"{self.title}{mark}{where}"


class PrinterChoice:
    """Which printer takes which size of paper at this window (打印机设置).

    Kept in the profile folder, because it belongs to the machine; without a folder only as
    long as the program runs.
    """

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / "printers.json" if folder is not None else None
        self._chosen: dict[str, str] | None = None

    def get(self, size: str, names: tuple[str, ...], default: str) -> str:
        """The printer for a size; one that is no longer there is passed over."""
        wanted = self._read().get(size, "")
        return wanted if wanted in names else default

    def set(self, size: str, printer: str) -> None:
        """Remember a choice. Raises :class:`Trouble` when it cannot be written."""
        chosen = self._read() | {size: printer}
        self._chosen = chosen
        if self._path is None:
            return
        try:
            self._path.write_bytes(msgspec.json.encode(chosen))
        except OSError as error:
            raise Trouble("打印机的选择没有记住", hint=os_words(error)) from error

    def _read(self) -> dict[str, str]:
        if self._chosen is None:
            self._chosen = {}
            if self._path is not None and self._path.exists():
                try:
                    self._chosen = msgspec.json.decode(self._path.read_bytes(), type=dict[str, str])
                except (OSError, msgspec.DecodeError, msgspec.ValidationError):
                    self._chosen = {}  # as if nobody had chosen yet
        return self._chosen


def printer_choice(counter: Counter) -> PrinterChoice:
    """The choices of the profile this counter works on."""
    profile = getattr(counter.workplace, "profile", None)
    return PrinterChoice(getattr(profile, "root", None))


class PrintRun(QObject):
    """``finished(tuple of Sent)`` or ``failed(error)``; ``recorded(Done)`` after a re-print was
    noted, so that the page shows the new count."""

    finished = Signal(object)
    failed = Signal(object)
    recorded = Signal(object)

    def __init__(self, counter: Counter, parent: QObject) -> None:
        super().__init__(parent)
        self._counter = counter
        self._choice = printer_choice(counter)
        host = parent if isinstance(parent, QWidget) else None
        #: asks before a dated paper leaves a machine whose clock is off
        self.guard = DateGuard(counter.store, host) if host is not None else None
        self.tell = True

    def first(self, number: str, papers: tuple[str, ...], printer: str = "") -> None:
        """Print documents as they were made out, without counting a re-print."""
        if papers:
            job = partial(_print, self._counter.desk, self._choice, number, papers, printer)
            self._guarded(partial(self._send, job))

    def again(self, number: str, paper: str, reason: str = "", printer: str = "") -> None:
        """Record a re-print (补打), then print the copy with its number."""
        job = partial(cases.reprint, self._counter.desk, number, paper, reason)
        done = partial(self.on_recorded, number, paper, printer)
        self._guarded(partial(self._counter.tasks.run_write, job, done, self.on_failed))

    # ---- slots

    def on_recorded(self, number: str, paper: str, printer: str, done: Done) -> None:
        self.recorded.emit(done)
        self._counter.changed(done.changes)
        self.first(number, (paper,), printer)

    def on_sent(self, sent: tuple[Sent, ...]) -> None:
        if self.tell:
            kind = "warning" if any(each.waiting for each in sent) else "success"
            self._counter.notify(kind, ";".join(each.words for each in sent))
        self.finished.emit(sent)

    def on_failed(self, error: BaseException) -> None:
        self.failed.emit(error)
        text = said(error)
        if self.tell:
            self._counter.notify("error", text)

    def _guarded(self, print_it: Callable[[], object]) -> None:
        if self.guard is None:
            print_it()
        else:
            self.guard.run(print_it)

    def _send(self, job: Callable[[], tuple[Sent, ...]]) -> None:
        self._counter.tasks.run(PRINT, job, self.on_sent, self.on_failed)


def _print(
    desk: Desk, choice: PrinterChoice, number: str, papers: tuple[str, ...], printer: str
) -> tuple[Sent, ...]:
    """On the print lane."""
    files: list[PaperFile] = [paper_file(desk, number, paper) for paper in papers]
    printers = list_printers()
    sent = []
    for file in files:
        name = printer or choice.get(file.size, printers.names, printers.default)
        done = print_pdf(file, name)
        sent.append(Sent(file.title, file.copy_no, done.printer, done.waiting))
    return tuple(sent)
