"""A document on its way to a printer (打印任务), named by its numbers and never by its words."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class PrintStage(StrEnum):
    """How far it has come. SENDING: being handed over just now; HELD back is told by ``reason``."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    PRINTING = "printing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self in (PrintStage.DONE, PrintStage.FAILED, PrintStage.CANCELLED)

    @property
    def out(self) -> bool:
        """Whether the printer or its queue has it."""
        return self in (PrintStage.SENT, PrintStage.PRINTING)


class PrintJob(msgspec.Struct, frozen=True):
    """One wish to print. ``paper`` is the document's number on the case ``number``.

    ``printer``, ``size``, ``tray`` "": as set up for this kind of document when it is printed.
    ``copy_no``: 1 = original, from 2 on a re-print (补打) that is recorded already. ``reason``:
    a code of devices/printers/trouble.py; ``queue_job``: the name of the job in the system's
    queue. ``silent``: nobody pressed a key for it.
    """

    id: str
    number: str
    paper: str
    kind: str
    title: str
    copy_no: int = 1
    copies: int = 0
    printer: str = ""
    size: str = ""
    tray: str = ""
    stage: PrintStage = PrintStage.WAITING
    reason: str = ""
    detail: str = ""
    queue_job: str = ""
    silent: bool = False
    work_no: str = ""
    made_ms: int = 0
    changed_ms: int = 0
    tries: int = 0

    @property
    def stuck(self) -> bool:
        """Whether the printer has it and does not go on."""
        return self.stage.out and bool(self.reason)
