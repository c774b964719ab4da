"""The window's print queue as pages use it: add, try again, send elsewhere, take back.

All work happens on the lane PRINT, one job after the other. A failure is told once at the foot
of the window, with a key to the page of the queue; nothing waits for a printer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from counter_app.errors import CounterError
from counter_app.models.print_job import PrintJob, PrintStage
from counter_app.store import print_jobs
from counter_app.ui import date_guard, print_settings, print_words as words
from counter_app.ui.case_words import said
from counter_app.ui.print_queue import PrintQueue
from counter_app.ui.printing import PRINT
from counter_app.ui.widgets.notice import NoticeAction

if TYPE_CHECKING:
    from counter_app.devices.printers import JobReport
    from counter_app.documents.paper import Paper
    from counter_app.models.case import CaseState, IssuedPaper
    from counter_app.store.store import Tx
    from counter_app.ui.context import Counter

#: After so long a printer that has something is asked how it stands, and then again, in ms.
SOON_MS, LATER_MS = 700, 3000
#: How long the end waits for a printer that is being spoken to, in s.
_CLOSING_S = 5.0
#: Opens the page of the queue from a notice.
QUEUE_KEY = "Alt+D"

Done = Callable[[tuple[PrintJob, ...]], object]


class PrintDesk(QObject):
    """Get the one of this window by :func:`print_desk`. ``changed``: some job stands
    differently; ``counted(n)``: so many need somebody."""

    changed = Signal()
    counted = Signal(int)

    def __init__(self, counter: Counter) -> None:
        # With the task runner it lives and ends: nothing may ask after jobs that nobody answers.
        super().__init__(counter.tasks)
        self._counter = counter
        self.queue = PrintQueue(counter.desk, counter.settings)
        self._watch = QTimer(self)
        self._watch.setSingleShot(True)
        self._watch.timeout.connect(self.on_watch_due)
        counter.tasks.closing.connect(self._watch.stop)
        self._date_told = False
        self._told: dict[str, str] = {}
        counter.desk.paper_made = self.wish

    def start(self) -> None:
        """Go on where the last session ended."""
        self._run(self._begin, self.on_begun)

    def close(self) -> None:
        """Nobody is signed in any more; what waits stays in the profile."""
        self._watch.stop()
        self._counter.desk.paper_made = None
        self.queue.stop()
        idle = threading.Event()
        self._counter.tasks.run(PRINT, idle.set)
        idle.wait(_CLOSING_S)  # what is being handed over is written down as such

    def serves(self, counter: Counter) -> bool:
        """Whether it is that of this session."""
        return self._counter.workplace is counter.workplace

    # ---- what can be done

    def add(
        self,
        number: str,
        papers: Sequence[str],
        printer: str = "",
        done: Done | None = None,
        failed: Callable[[BaseException], object] | None = None,
        *,
        repeat: bool = False,
    ) -> None:
        """Print documents of a case now, as they were made out or re-printed last. ``repeat``:
        also what has printed itself already."""
        job = partial(self._add, number, tuple(papers), printer, repeat)
        self._run(job, partial(self.on_added, done), failed)

    def send(self, make: Callable[[], Paper]) -> None:
        """Print a document that belongs to no case. It is not kept: it can be made again."""
        self._run(partial(self._send, make), self.on_sent)

    def send_pages(self, title: str, pdf: bytes) -> None:
        """Print pages that are no document of this program; they are kept nowhere."""
        self._run(partial(self._send_pages, title, pdf), self.on_sent)

    def wake(self, *, sure: bool = False) -> None:
        """Print what waits. ``sure``: somebody has just confirmed the date."""
        if not sure and date_guard.asks(self._counter.store):
            self._run(partial(print_jobs.waiting, self._counter.store), self.on_date_in_doubt)
            return
        self._run(self.queue.work_off, self.on_worked)

    def retry(self, job_id: str, printer: str = "") -> None:
        """Once more, on another printer where one is named."""
        self._told.pop(job_id, None)
        self._run(partial(self._retry, job_id, printer), self.on_worked)

    def cancel(self, job_id: str) -> None:
        self._run(partial(self.queue.cancel, job_id), self.on_cancelled)

    def wish(self, tx: Tx, state: CaseState, paper: IssuedPaper) -> None:
        """A document was made out, in this transaction: it waits here if it is to be printed
        without another key, and is in the queue exactly when it is in the case."""
        if print_settings.read(self._counter.settings).document(paper.kind).silent:
            print_jobs.put(
                tx,
                PrintJob(
                    "", state.number, paper.number, paper.kind, paper.title, paper.copies,
                    silent=True, work_no=self._counter.desk.actor.work_no,
                ),
            )  # fmt: skip

    # ---- slots

    def on_begun(self, jobs: tuple[PrintJob, ...]) -> None:
        self._tell(jobs)
        self.wake()
        self._watch.start(SOON_MS)

    def on_added(self, done: Done | None, answer: tuple[tuple[PrintJob, ...], ...]) -> None:
        printed, there = answer
        self._tell(printed)
        if there and not printed:
            self._counter.notify("info", words.needless(there), action=self._open())
        if done is not None:
            done((*printed, *there))

    def on_sent(self, sent: tuple[str, str, JobReport]) -> None:
        title, printer, report = sent
        told = f"{title}已送到打印机“{printer}”"
        if report.reason:
            why, next_ = words.why(report.reason.value), words.what_next(report.reason.value)
            self._counter.notify("warning", f"{told}，但{why}。{next_}。")
        else:
            self._counter.notify("success", told)

    def on_worked(self, jobs: tuple[PrintJob, ...]) -> None:
        self._tell(jobs)

    def on_cancelled(self, job: PrintJob) -> None:
        self._counter.notify("info", f"已取消打印：{words.named(job)}。文书还在办件里。")
        self._announce(())

    def on_watch_due(self) -> None:
        self._run(self._look, self.on_looked)

    def on_looked(self, answer: tuple[tuple[PrintJob, ...], bool]) -> None:
        jobs, more = answer
        self._tell(jobs, watched=True)
        if more:
            self._watch.start(LATER_MS)

    def on_date_in_doubt(self, jobs: list[PrintJob]) -> None:
        if jobs and not self._date_told:
            self._date_told = True
            text = f"有 {len(jobs)} 份文书等着打印：本机时钟和县平台不一致，确认日期后再打。"
            self._counter.notify("warning", text, action=self._open())
        self._announce(())

    def on_failed(self, error: BaseException) -> None:
        if not isinstance(error, CounterError):
            raise error
        self._counter.notify("error", said(error), action=self._open())

    # ---- on the lane

    def _begin(self) -> tuple[PrintJob, ...]:
        return self.queue.recover()

    def _add(
        self, number: str, papers: tuple[str, ...], printer: str, repeat: bool
    ) -> tuple[tuple[PrintJob, ...], tuple[PrintJob, ...]]:
        new, there = self.queue.add(number, papers, printer, repeat=repeat)
        mine = {job.id for job in new}
        worked = self.queue.work_off()
        return tuple(job for job in worked if job.id in mine), there

    def _send(self, make: Callable[[], Paper]) -> tuple[str, str, JobReport]:
        paper = make()
        return (paper.title, *self.queue.send(paper))

    def _send_pages(self, title: str, pdf: bytes) -> tuple[str, str, JobReport]:
        return (title, *self.queue.send_pages(pdf))

    def _retry(self, job_id: str, printer: str) -> tuple[PrintJob, ...]:
        self.queue.retry(job_id, printer)
        return self.queue.work_off()

    def _look(self) -> tuple[tuple[PrintJob, ...], bool]:
        changed = self.queue.look()
        return changed, any(job.stage.out for job in self.queue.listed())

    # ---- inside

    def _run(
        self,
        work: Callable[[], object],
        done: Callable[..., object],
        failed: Callable[[BaseException], object] | None = None,
    ) -> None:
        self._counter.tasks.run(PRINT, work, done, failed or self.on_failed)

    def _tell(self, jobs: Sequence[PrintJob], *, watched: bool = False) -> None:
        """Say what became of jobs, each thing once."""
        good = []
        for job in jobs:
            news = f"{job.stage}/{job.reason}/{job.tries}"
            if self._told.get(job.id) == news:
                continue
            self._told[job.id] = news
            if job.stage is PrintStage.FAILED:
                self._counter.notify("error", words.failed(job), action=self._open())
            elif job.stuck:
                self._counter.notify("warning", words.stopped(job), action=self._open())
            elif job.stage is PrintStage.CANCELLED:
                text = f"{words.named(job)}没有打出：{words.why(job.reason)}。{words.SAFE}。"
                self._counter.notify("warning", text, action=self._open())
            elif not watched:
                good.append(job)
        if good:
            self._counter.notify("success", words.sent(good))
        self._announce(jobs)

    def _announce(self, jobs: Sequence[PrintJob]) -> None:
        self.changed.emit()
        if any(job.stage.out for job in jobs) and not self._watch.isActive():
            self._watch.start(SOON_MS)
        self._counter.tasks.run_read(self._count, self.counted.emit, receiver=self, latest="count")

    def _count(self) -> int:
        """Jobs that somebody has to see to."""
        return sum(
            job.stage is PrintStage.FAILED or job.stuck
            for job in print_jobs.listed(self._counter.store)
        )

    def _open(self) -> NoticeAction:
        return NoticeAction(
            "看打印队列", partial(self._counter.go, "printing", tab="queue"), QUEUE_KEY
        )


def print_desk(counter: Counter) -> PrintDesk:
    """The print queue of this session; made when it is first asked for."""
    for each in counter.tasks.children():
        if isinstance(each, PrintDesk) and each.serves(counter):
            return each
    return PrintDesk(counter)
