"""The system's print queues through the commands of CUPS.

``lp`` gets the bytes exactly as they are stored. A queue that stands still takes every job
without a word, so ``watch`` asks again: the queue by ``lpstat``, the job by libcups.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass

from counter_app.devices.printers import cups_jobs
from counter_app.devices.printers.port import (
    JobReport,
    JobStage,
    PrinterInfo,
    PrinterStage,
    Request,
    Tray,
)
from counter_app.devices.printers.trouble import PrinterTrouble, Reason

#: How long one command may take, in s.
_PATIENCE_S = 15
_REQUEST = re.compile(r"request id is (\S+)")
_PRINTER = re.compile(r"^printer (\S+) (?:is )?(idle|now printing|disabled)", re.MULTILINE)
_NOT_ACCEPTING = re.compile(r"^(\S+) not accepting requests", re.MULTILINE)
#: Options that name the place paper comes from, by age of the queue's driver.
_TRAY_OPTIONS = ("media-source", "InputSlot")
_STAGES = {
    "idle": PrinterStage.IDLE,
    "now printing": PrinterStage.PRINTING,
    "disabled": PrinterStage.STOPPED,
}
#: Beginnings of IPP's printer-state-reasons (RFC 8011, 5.4.12; PWG 5100.9), the worst first.
_ALERTS = (
    ("media-jam", Reason.PAPER_JAM),
    ("media-empty", Reason.PAPER_OUT),
    ("media-needed", Reason.PAPER_OUT),
    ("input-tray-missing", Reason.PAPER_OUT),
    ("cover-open", Reason.COVER_OPEN),
    ("door-open", Reason.COVER_OPEN),
    ("interlock-open", Reason.COVER_OPEN),
    ("toner-empty", Reason.TONER_OUT),
    ("marker-supply-empty", Reason.TONER_OUT),
    ("offline", Reason.OFFLINE),
    ("connecting-to-device", Reason.OFFLINE),
    ("timed-out", Reason.TIMEOUT),
    ("shutdown", Reason.OFFLINE),
    ("paused", Reason.STOPPED),
    ("other-error", Reason.FAULT),
)
#: What ``lp`` says when it takes nothing.
_REFUSALS = (
    ("not accepting", Reason.REJECTING),
    ("does not exist", Reason.UNKNOWN_PRINTER),
    ("no such file", Reason.NO_SERVICE),
    ("scheduler", Reason.NO_SERVICE),
    ("unable to connect", Reason.NO_SERVICE),
    ("too large", Reason.DISK_FULL),
    ("no space", Reason.DISK_FULL),
    ("forbidden", Reason.NOT_ALLOWED),
    ("not authorized", Reason.NOT_ALLOWED),
)


@dataclass(frozen=True)
class _Answer:
    code: int
    out: str
    err: str


class CupsDriver:
    """The queues of this machine's print service. ``there()``: whether it has one at all."""

    @staticmethod
    def there() -> bool:
        return bool(shutil.which("lp") and shutil.which("lpstat"))

    def printers(self) -> tuple[PrinterInfo, ...]:
        names = [line.strip() for line in _ask("lpstat", "-e").out.splitlines() if line.strip()]
        if not names:
            return ()
        _, _, default = _ask("lpstat", "-d").out.strip().rpartition(": ")
        if default not in names:
            default = names[0]
        told = _queues(_ask("lpstat", "-l", "-p").out)
        shut = set(_NOT_ACCEPTING.findall(_ask("lpstat", "-a").out))
        return tuple(
            _info(name, told.get(name), shut=name in shut, default=name == default)
            for name in names
        )

    def trays(self, printer: str) -> tuple[Tray, ...]:
        for line in _ask("lpoptions", "-p", printer, "-l").out.splitlines():
            option, _, values = line.partition(":")
            name = option.partition("/")[0].strip()
            if name in _TRAY_OPTIONS:
                return tuple(
                    Tray(f"{name}={word.lstrip('*')}", word.lstrip("*"), word.startswith("*"))
                    for word in values.split()
                )
        return ()

    def submit(self, printer: str, request: Request) -> str:
        words = ["lp", "-d", printer, "-n", str(request.copies), "-t", request.title]
        if request.media:
            words += ["-o", f"media={request.media}"]
        if request.tray:
            words += ["-o", request.tray]
        answer = _ask(*words, "-", data=request.data)
        if answer.code:
            raise _refusal(answer.err or answer.out)
        found = _REQUEST.search(answer.out)
        if found is None:
            raise PrinterTrouble(Reason.OTHER, _first_line(answer.out))
        return found.group(1)

    def watch(self, printer: str, job: str) -> JobReport:
        queue = _ask("lpstat", "-l", "-p", printer)
        if queue.code and not _running():
            return JobReport(JobStage.QUEUED, Reason.NO_SERVICE)
        if queue.code:
            return JobReport(JobStage.GONE, Reason.UNKNOWN_PRINTER)
        stage = _stage(printer, job)
        if stage not in (JobStage.QUEUED, JobStage.PRINTING):
            said = "" if stage is JobStage.DONE else _job_status(printer, job)
            return JobReport(stage, _END_REASONS.get(stage, Reason.NONE), said)
        info = _info(printer, _queues(queue.out).get(printer))
        if info.reason is not Reason.NONE:
            return JobReport(stage, info.reason, info.detail)
        if _held(printer, job):
            return JobReport(stage, Reason.HELD)
        return JobReport(stage)

    def find(self, printer: str, title: str) -> str:
        jobs = cups_jobs.all_jobs(printer) or []
        return next((f"{printer}-{job.number}" for job in jobs if job.title == title), "")

    def cancel(self, printer: str, job: str) -> None:
        if job and _stage(printer, job) in (JobStage.QUEUED, JobStage.PRINTING):
            answer = _ask("cancel", job)
            if answer.code and not _running():
                raise PrinterTrouble(Reason.NO_SERVICE)


_END_REASONS = {
    JobStage.CANCELLED: Reason.WITHDRAWN,
    JobStage.ABORTED: Reason.ABORTED,
    JobStage.GONE: Reason.WITHDRAWN,
}
_JOB_STAGES = {
    cups_jobs.PENDING: JobStage.QUEUED,
    cups_jobs.HELD: JobStage.QUEUED,
    cups_jobs.PROCESSING: JobStage.PRINTING,
    cups_jobs.STOPPED: JobStage.QUEUED,
    cups_jobs.CANCELLED: JobStage.CANCELLED,
    cups_jobs.ABORTED: JobStage.ABORTED,
    cups_jobs.COMPLETED: JobStage.DONE,
}


def _stage(printer: str, job: str) -> JobStage:
    number = job.rpartition("-")[2]
    jobs = cups_jobs.all_jobs(printer)
    if jobs is None:
        left = _ask("lpstat", "-W", "not-completed", "-o", printer).out
        return JobStage.QUEUED if _line_of(job, left) else JobStage.DONE
    state = next((each.state for each in jobs if str(each.number) == number), None)
    # A service that keeps no history forgets what it has printed.
    return JobStage.DONE if state is None else _JOB_STAGES.get(state, JobStage.QUEUED)


def _held(printer: str, job: str) -> bool:
    """Whether the job itself waits for somebody, not for the printer."""
    return any("job-hold" in line for line in _job_lines(printer, job))


def _job_status(printer: str, job: str) -> str:
    """What the queue's own programs said last about a job."""
    for line in _job_lines(printer, job):
        label, _, text = line.strip().partition(": ")
        if label == "Status" and text:
            return text[:120]
    return ""


def _job_lines(printer: str, job: str) -> list[str]:
    lines = _ask("lpstat", "-W", "all", "-l", "-o", printer).out.splitlines()
    start = next((at for at, line in enumerate(lines) if line.split()[:1] == [job]), None)
    if start is None:
        return []
    end = next(
        (at for at in range(start + 1, len(lines)) if not lines[at][:1].isspace()), len(lines)
    )
    return lines[start + 1 : end]


def _line_of(job: str, text: str) -> bool:
    return any(line.split()[:1] == [job] for line in text.splitlines())


def _queues(text: str) -> dict[str, str]:
    """Name of each printer -> its part of ``lpstat -l -p``."""
    starts = list(_PRINTER.finditer(text))
    ends = [*(found.start() for found in starts), len(text)][1:]
    return {
        found.group(1): text[found.start() : end] for found, end in zip(starts, ends, strict=True)
    }


def _info(name: str, told: str | None, *, shut: bool = False, default: bool = False) -> PrinterInfo:
    if told is None:  # found on the network, not set up yet: CUPS makes the queue when it prints
        return PrinterInfo(name, default=default)
    first = _PRINTER.match(told)
    stage = _STAGES[first.group(2)] if first is not None else PrinterStage.UNKNOWN
    lines = told.splitlines()
    alerts = next((line for line in lines if line.strip().startswith("Alerts:")), "").lower()
    reason = next((reason for word, reason in _ALERTS if word in alerts), Reason.NONE)
    if stage is PrinterStage.STOPPED and reason is Reason.NONE:
        reason = Reason.STOPPED
    elif shut and reason is Reason.NONE:
        reason = Reason.REJECTING
    detail = lines[1].strip() if stage is PrinterStage.STOPPED and len(lines) > 1 else ""
    return PrinterInfo(
        name, stage, reason, "" if detail.startswith("Form mounted") else detail[:120], default
    )


def _refusal(said: str) -> PrinterTrouble:
    low = said.lower()
    reason = next((reason for words, reason in _REFUSALS if words in low), Reason.OTHER)
    if reason is Reason.UNKNOWN_PRINTER and not _running():
        reason = Reason.NO_SERVICE  # without a service no printer exists
    # What is known is told in our own words.
    return PrinterTrouble(reason, _first_line(said) if reason is Reason.OTHER else "")


def _running() -> bool:
    answer = _ask("lpstat", "-r").out
    return "not running" not in answer and bool(answer)


def _ask(*words: str, data: bytes | None = None) -> _Answer:
    try:
        done = subprocess.run(
            list(words),
            input=data,
            stdin=subprocess.DEVNULL if data is None else None,
            capture_output=True,
            timeout=_PATIENCE_S,
            check=False,
            # Its answers are read here, so they must not be translated; names may be Chinese.
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise PrinterTrouble(Reason.TIMEOUT) from error
    except OSError as error:
        raise PrinterTrouble(Reason.NO_SERVICE) from error
    return _Answer(
        done.returncode,
        done.stdout.decode("utf-8", "replace"),
        done.stderr.decode("utf-8", "replace"),
    )


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:120] if lines else ""
