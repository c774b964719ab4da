"""The print queue at work: draws what waits, hands it to a printer, finds out what became of it.

Nothing of Qt. One thread uses it (the lane PRINT); every step is written into the profile
before and after, so that a crash loses no wish and prints nothing twice unseen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from counter_app.devices.printers import (
    Driver,
    JobReport,
    JobStage,
    PrinterInfo,
    PrinterTrouble,
    Reason,
    Request,
    Tray,
)
from counter_app.devices.printers.cups import CupsDriver
from counter_app.devices.printers.slip import SlipDriver
from counter_app.errors import CounterError, Refused
from counter_app.models.print_job import PrintJob, PrintStage
from counter_app.store import ledger_queries, print_jobs
from counter_app.ui import print_settings
from counter_app.ui.printing import frozen_paper

if TYPE_CHECKING:
    from counter_app.desk.desk import Desk
    from counter_app.documents.paper import Paper
    from counter_app.store.local_settings import LocalSettings

#: What other people see of a job in the system's queue.
_TITLE = "counter-app"
#: The size of what goes to a slip printer where there is one.
_ROLL = "SLIP80"
#: A job that has not moved for so long is told of; in ms.
_PATIENCE_MS = 180_000
#: What is also said for a moment while everything goes well.
_PASSING = (Reason.OFFLINE, Reason.TIMEOUT)
_STAGES = {
    JobStage.QUEUED: PrintStage.SENT,
    JobStage.PRINTING: PrintStage.PRINTING,
    JobStage.DONE: PrintStage.DONE,
    JobStage.CANCELLED: PrintStage.CANCELLED,
    JobStage.ABORTED: PrintStage.FAILED,
    JobStage.GONE: PrintStage.FAILED,
}


class PrintQueue:
    """The queue of one window."""

    def __init__(self, desk: Desk, settings: LocalSettings) -> None:
        self._desk = desk
        self._store = desk.store
        self._settings = settings
        self._system: Driver | None = None
        self._slips: tuple[object, SlipDriver] | None = None
        #: reasons seen once, by job
        self._doubts: dict[str, Reason] = {}
        self._stopping = False

    # ---- printers

    def printers(self) -> tuple[PrinterInfo, ...]:
        """The system's and the slip printers of this PC; none is no error."""
        return (*self._system_driver().printers(), *self._slip_driver().printers())

    def trays(self, printer: str) -> tuple[Tray, ...]:
        return self._driver(printer).trays(printer)

    def ask(self, info: PrinterInfo) -> PrinterInfo:
        """A slip printer as it stands now; it takes some seconds when it is off."""
        return self._slip_driver().ask(info.name) if info.slip else info

    def send(self, paper: Paper) -> tuple[str, JobReport]:
        """Print a document that belongs to no case; returns the printer and how that stands."""
        from counter_app.ui.print_draw import check_size, draw, made_size

        chosen = print_settings.read(self._settings)
        choice = chosen.document(paper.kind)
        printer = choice.printer or self._usual(paper.size.value)
        slip = self._is_slip(printer)
        size = made_size(paper, "", slip=slip)
        check_size(paper, size)
        data, media = draw(paper, size, 1, chosen.offset(printer), slip=slip)
        driver = self._driver(printer)
        tray = choice.tray if printer == choice.printer else ""
        job = driver.submit(printer, Request(data, _TITLE, choice.copies or 1, media, tray))
        return printer, driver.watch(printer, job) if job else JobReport(JobStage.DONE)

    def send_pages(self, pdf: bytes, printer: str = "") -> tuple[str, JobReport]:
        """Print pages that are no document of this program; "" = the usual printer of A4."""
        printer = printer or self._usual("A4")
        if self._is_slip(printer):
            raise PrinterTrouble(Reason.NO_PRINTER)
        driver = self._driver(printer)
        job = driver.submit(printer, Request(pdf, _TITLE, media="A4"))
        return printer, driver.watch(printer, job) if job else JobReport(JobStage.DONE)

    def test(self, info: PrinterInfo, size: str, words: tuple[str, ...]) -> JobReport:
        """Print a page with rulers; returns how that job stands a moment later."""
        from counter_app.ui.print_draw import draw_test

        offset = print_settings.read(self._settings).offset(info.name)
        data, media = draw_test(size, words, offset, slip=info.slip)
        driver = self._driver(info.name)
        job = driver.submit(info.name, Request(data, f"{_TITLE} test", media=media))
        return driver.watch(info.name, job) if job else JobReport(JobStage.DONE)

    # ---- jobs

    def listed(self) -> list[PrintJob]:
        return print_jobs.listed(self._store)

    def add(
        self, number: str, papers: Iterable[str], printer: str = "", *, repeat: bool = False
    ) -> tuple[tuple[PrintJob, ...], tuple[PrintJob, ...]]:
        """(new jobs, jobs that make them needless: the same copy is under way, or was printed
        by itself and nobody asks to ``repeat`` it).

        Raises ``Refused`` for a document that is not there.
        """
        state = ledger_queries.by_number(self._store, number)
        issued = {each.number: each for each in state.papers} if state is not None else {}
        under_way = {
            (job.paper, job.copy_no): job
            for job in self.listed()
            if not job.stage.over or (job.silent and job.stage is PrintStage.DONE and not repeat)
        }
        new, there = [], []
        for name in papers:
            if name not in issued:
                raise Refused(f"没有文号为 {name} 的文书")
            paper = issued[name]
            if (name, paper.copies) in under_way:
                there.append(under_way[name, paper.copies])
                continue
            work_no = self._desk.actor.work_no
            new.append(
                PrintJob(
                    "", number, name, paper.kind, paper.title, paper.copies,
                    printer=printer, work_no=work_no,
                )
            )  # fmt: skip
        return tuple(print_jobs.save(self._store, new) if new else ()), tuple(there)

    def work_off(self) -> tuple[PrintJob, ...]:
        """Print everything that waits; returns the jobs with what became of them."""
        worked = []
        for job in print_jobs.waiting(self._store):
            if self._stopping:
                break
            worked.append(self._print(job))
        return tuple(worked)

    def stop(self) -> None:
        """Begin no further job. Callable from any thread."""
        self._stopping = True

    def look(self) -> tuple[PrintJob, ...]:
        """Ask after everything the printers have; returns the jobs that changed."""
        changed = []
        for job in self.listed():
            if job.stage.out:
                after = self._looked_at(job)
                if after != job:
                    changed += print_jobs.save(self._store, [after])
        return tuple(changed)

    def recover(self) -> tuple[PrintJob, ...]:
        """After a start: whatever was being handed over when the program ended. What the
        system's queue knows goes on there; of the rest nobody can tell whether it came out."""
        print_jobs.prune(self._store)
        found = []
        for job in self.listed():
            if job.stage is PrintStage.SENDING:
                found.append(self._recovered(job))
        return tuple(print_jobs.save(self._store, found) if found else ())

    def retry(self, job_id: str, printer: str = "") -> None:
        """Let a job wait anew, for another printer where one is named. It is taken back first
        from a printer that has it and does not go on."""
        job = self._need(job_id)
        if job.stage.out:
            self._driver(job.printer).cancel(job.printer, job.queue_job)
        again = replace(
            job, stage=PrintStage.WAITING, reason="", detail="", queue_job="",
            printer=printer or job.printer,
        )  # fmt: skip
        print_jobs.save(self._store, [again])

    def cancel(self, job_id: str) -> PrintJob:
        """Take a job back; the document stays where it is."""
        job = self._need(job_id)
        if job.stage.out:
            self._driver(job.printer).cancel(job.printer, job.queue_job)
        if job.stage is PrintStage.DONE:
            return job
        gone = replace(job, stage=PrintStage.CANCELLED, reason="", detail="")
        return print_jobs.save(self._store, [gone])[0]

    # ---- inside

    def _need(self, job_id: str) -> PrintJob:
        job = print_jobs.get(self._store, job_id)
        if job is None:
            raise Refused("这个打印任务已经不在了")
        return job

    def _print(self, job: PrintJob) -> PrintJob:
        job = replace(job, stage=PrintStage.SENDING, tries=job.tries + 1, reason="", detail="")
        try:
            job, slip = self._settled(job)
            data, media = self._drawn(job, slip=slip)
            job = print_jobs.save(self._store, [job])[0]  # before a byte leaves this machine
            request = Request(data, f"{_TITLE} {job.id}", job.copies, media, job.tray)
            name = self._driver(job.printer).submit(job.printer, request)
            job = replace(job, queue_job=name, stage=PrintStage.SENT if name else PrintStage.DONE)
            if name:
                job = self._looked_at(job, sure=False)
        except PrinterTrouble as error:
            job = _failed(job, error.reason, error.detail)
        except CounterError as error:
            job = _failed(job, Reason.NO_DOCUMENT, error.message)
        except BaseException:
            print_jobs.save(self._store, [_failed(job, Reason.OTHER, "")])
            raise
        return print_jobs.save(self._store, [job])[0]

    def _settled(self, job: PrintJob) -> tuple[PrintJob, bool]:
        """The job with printer, tray, size and copies, and whether that is a slip printer."""
        choice = print_settings.read(self._settings).document(job.kind)
        size = job.size or choice.size
        printer = job.printer or choice.printer or self._usual(size)
        tray = choice.tray if printer == choice.printer else ""
        job = replace(
            job, printer=printer, tray=tray, size=size,
            copies=job.copies or choice.copies or 1,
        )  # fmt: skip
        return job, self._is_slip(printer)

    def _usual(self, size: str) -> str:
        """A slip printer for a slip, else the system's default, or whatever there is."""
        found = self.printers()
        slips = [each.name for each in found if each.slip]
        sheets = [each.name for each in found if not each.slip]
        if slips and (size == _ROLL or not sheets):
            return slips[0]
        if not sheets:
            raise PrinterTrouble(Reason.NO_PRINTER)
        return next((each.name for each in found if each.default), sheets[0])

    def _drawn(self, job: PrintJob, *, slip: bool) -> tuple[bytes, str]:
        from counter_app.ui.print_draw import check_size, draw, made_size  # not at the start

        paper: Paper = frozen_paper(self._desk, job.number, job.paper)[0]
        size = made_size(paper, job.size, slip=slip)
        check_size(paper, size)
        offset = print_settings.read(self._settings).offset(job.printer)
        return draw(paper, size, job.copy_no, offset, slip=slip)

    def _looked_at(self, job: PrintJob, *, sure: bool = True) -> PrintJob:
        """``sure`` False: it has only just been handed over."""
        try:
            told = self._driver(job.printer).watch(job.printer, job.queue_job)
        except PrinterTrouble as error:
            told = JobReport(JobStage.QUEUED, error.reason, error.detail)
        stage, reason = _STAGES[told.stage], told.reason
        if not stage.over:
            reason = self._believed(job, reason, sure=sure)
        else:
            self._doubts.pop(job.id, None)
        if not stage.over and not reason and self._waits_long(job, stage):
            reason = Reason.TIMEOUT
        if (stage, reason.value, told.detail) == (job.stage, job.reason, job.detail):
            return job
        return replace(job, stage=stage, reason=reason.value, detail=told.detail)

    def _believed(self, job: PrintJob, reason: Reason, *, sure: bool) -> Reason:
        """Some reasons are also given in passing: those count when they are met twice."""
        before = self._doubts.get(job.id)
        self._doubts[job.id] = reason
        if reason in _PASSING and (before is not reason or not sure):
            return Reason(job.reason)
        return reason

    def _waits_long(self, job: PrintJob, stage: PrintStage) -> bool:
        """Whether nothing has happened to it for too long."""
        if stage is not job.stage:
            return False
        since = self._store.now_ms() - job.changed_ms
        return since > _PATIENCE_MS or job.reason == Reason.TIMEOUT

    def _recovered(self, job: PrintJob) -> PrintJob:
        try:
            name = self._driver(job.printer).find(job.printer, f"{_TITLE} {job.id}")
        except PrinterTrouble:
            name = ""
        if name:
            return self._looked_at(replace(job, queue_job=name, stage=PrintStage.SENT))
        return _failed(job, Reason.INTERRUPTED, "")

    def _is_slip(self, printer: str) -> bool:
        return any(each.name == printer for each in self._slip_driver().printers())

    def _driver(self, printer: str) -> Driver:
        return self._slip_driver() if self._is_slip(printer) else self._system_driver()

    def _slip_driver(self) -> SlipDriver:
        chosen = print_settings.read(self._settings).slip_printers
        if self._slips is None or self._slips[0] != chosen:
            self._slips = (chosen, SlipDriver(chosen))
        return self._slips[1]

    def _system_driver(self) -> Driver:
        """Asked again each time: a print service may be installed while the program runs."""
        if CupsDriver.there():
            if not isinstance(self._system, CupsDriver):
                self._system = CupsDriver()
        elif self._system is None or isinstance(self._system, CupsDriver):
            from counter_app.ui.print_qt import QtDriver

            self._system = QtDriver()
        return self._system


def _failed(job: PrintJob, reason: Reason, detail: str) -> PrintJob:
    return replace(job, stage=PrintStage.FAILED, reason=reason.value, detail=detail[:200])
