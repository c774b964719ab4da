"""What every printer driver can do (打印机): list, take a job, say how it stands, take it back."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

import msgspec

from counter_app.devices.printers.trouble import Reason


class PrinterStage(StrEnum):
    """What a printer is doing. UNKNOWN: it cannot be asked."""

    IDLE = "idle"
    PRINTING = "printing"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


class PrinterInfo(msgspec.Struct, frozen=True):
    """One printer as it stands now. ``reason``: why it would not print, NONE when it would.

    ``detail``: what it said about that itself. ``slip``: it takes ESC/POS on an 80 mm roll.
    """

    name: str
    stage: PrinterStage = PrinterStage.UNKNOWN
    reason: Reason = Reason.NONE
    detail: str = ""
    default: bool = False
    slip: bool = False


class Tray(msgspec.Struct, frozen=True):
    """A place where paper comes from. ``code`` is the driver's, ``label`` what it calls it."""

    code: str
    label: str
    default: bool = False


class Request(msgspec.Struct, frozen=True):
    """One document for a printer. ``data``: PDF, or ESC/POS for a slip printer.

    ``title`` is seen by everybody who can look at the queue: never a name of a person.
    ``media``: "A4", "A5" or "" for what the printer has in; ``tray``: a code or "".
    """

    data: bytes
    title: str
    copies: int = 1
    media: str = ""
    tray: str = ""


class JobStage(StrEnum):
    """How far a job has come. GONE: nobody knows of it any more."""

    QUEUED = "queued"
    PRINTING = "printing"
    DONE = "done"
    CANCELLED = "cancelled"
    ABORTED = "aborted"
    GONE = "gone"


class JobReport(msgspec.Struct, frozen=True):
    """How a job stands; ``reason``: why it does not move, NONE while it does."""

    stage: JobStage
    reason: Reason = Reason.NONE
    detail: str = ""


class Driver(Protocol):
    """A way to printers. Every call blocks, for some seconds at most.

    Raises :class:`~counter_app.devices.printers.trouble.PrinterTrouble`.
    """

    def printers(self) -> tuple[PrinterInfo, ...]:
        """Its printers; none is no error."""

    def trays(self, printer: str) -> tuple[Tray, ...]:
        """Where a printer can take paper from; empty when it cannot be chosen."""

    def submit(self, printer: str, request: Request) -> str:
        """Hand a document over. Returns the job's name for ``watch`` and ``cancel``; "" when the
        printer has it completely and there is nothing left to watch."""

    def watch(self, printer: str, job: str) -> JobReport:
        """How a job stands."""

    def find(self, printer: str, title: str) -> str:
        """The job of this title after a crash, "" when there is none or nobody can tell."""

    def cancel(self, printer: str, job: str) -> None:
        """Take a job back; one that is already through is no error."""
