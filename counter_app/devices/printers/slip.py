"""80 mm receipt printers (小票机): ask how they stand, send the bytes, ask whether they came out.

The status is asked by DLE EOT, which is answered even while the printer stands still; behind
the slip goes GS r, which is answered in its turn and so says that everything before is done.
A printer or a line that never answers is believed: the bytes went out, nothing more is known.
"""

from __future__ import annotations

import time

import msgspec

from counter_app.devices.printers.port import (
    JobReport,
    JobStage,
    PrinterInfo,
    PrinterStage,
    Request,
    Tray,
)
from counter_app.devices.printers.trouble import PrinterTrouble, Reason
from counter_app.devices.printers.wires import Way, Wire, exists, opened

#: How long the answer to one question may take, and the whole slip to come out; in s.
_ANSWER_S = 0.8
_FINISH_S = 12.0
#: How often a printer that is busy is asked whether it has stopped, in s.
_LOOK_S = 2.0
#: The answer to DLE EOT has these bits fixed.
_FIXED_MASK, _FIXED = 0x93, 0x12


class SlipPrinter(msgspec.Struct, frozen=True):
    """One receipt printer of this PC. ``address``: host or host:port, or a path."""

    name: str = ""
    way: Way = Way.NETWORK
    address: str = ""


class SlipDriver:
    """The receipt printers that were set up at this PC."""

    def __init__(self, printers: tuple[SlipPrinter, ...]) -> None:
        self._printers = {each.name: each for each in printers}
        #: those that do not know GS r: they are not waited for a second time
        self._mute: set[str] = set()

    def printers(self) -> tuple[PrinterInfo, ...]:
        """Without asking them: an answer takes up to 3 s where a printer is off."""
        return tuple(
            PrinterInfo(
                each.name,
                reason=Reason.NONE if exists(each.way, each.address) else Reason.NO_DEVICE,
                slip=True,
            )
            for each in self._printers.values()
        )

    def ask(self, printer: str) -> PrinterInfo:
        """How one printer stands now. A reason instead of an error."""
        try:
            known = self._known(printer)
            with opened(known.way, known.address) as wire:
                reason = status(wire)
        except PrinterTrouble as error:
            return PrinterInfo(printer, reason=error.reason, detail=error.detail, slip=True)
        if reason is None:
            return PrinterInfo(printer, slip=True)
        return PrinterInfo(printer, PrinterStage.IDLE, reason, slip=True)

    def trays(self, printer: str) -> tuple[Tray, ...]:
        return ()

    def submit(self, printer: str, request: Request) -> str:
        known = self._known(printer)
        with opened(known.way, known.address) as wire:
            before = status(wire)
            if before:
                raise PrinterTrouble(before)
            try:
                wire.send(request.data * request.copies)
            except PrinterTrouble as error:
                midway = Reason.CUT_SHORT if _now(wire) else error.reason
                raise PrinterTrouble(midway, error.detail) from error
            if before is not None and printer not in self._mute and not _came_out(wire):
                self._mute.add(printer)
        return ""

    def watch(self, printer: str, job: str) -> JobReport:
        return JobReport(JobStage.DONE)

    def find(self, printer: str, title: str) -> str:
        return ""

    def cancel(self, printer: str, job: str) -> None:
        """What a slip printer has, it prints."""

    def _known(self, printer: str) -> SlipPrinter:
        if printer not in self._printers:
            raise PrinterTrouble(Reason.UNKNOWN_PRINTER)
        return self._printers[printer]


def status(wire: Wire) -> Reason | None:
    """What stands in the way, ``Reason.NONE`` when nothing; None when the line does not answer."""
    if not wire.answers:
        return None
    first = _ask(wire, 1)
    if first is None:
        return None
    if not first & 0x08:
        return Reason.PAPER_OUT if (_ask(wire, 4) or 0) & 0x60 else Reason.NONE
    cause = _ask(wire, 2) or 0
    if cause & 0x04:
        return Reason.COVER_OPEN
    if cause & 0x20 or (_ask(wire, 4) or 0) & 0x60:
        return Reason.PAPER_OUT
    if cause & 0x40:
        return Reason.CUTTER if (_ask(wire, 3) or 0) & 0x08 else Reason.FAULT
    return Reason.OFFLINE


def _ask(wire: Wire, what: int) -> int | None:
    wire.send(bytes((0x10, 0x04, what)))
    for byte in wire.receive(_ANSWER_S):
        if byte & _FIXED_MASK == _FIXED:
            return byte
    return None


def _came_out(wire: Wire) -> bool:
    """Wait for the answer to GS r, which comes when the slip is out. False: this printer does
    not know the question. Raises :class:`PrinterTrouble` when it stopped midway.
    """
    wire.send(b"\x1dr1")
    until = time.monotonic() + _FINISH_S
    while (left := until - time.monotonic()) > 0:
        said = wire.receive(min(left, _LOOK_S))
        if any(byte & _FIXED_MASK == 0 for byte in said):
            return True
        if not said and _now(wire):
            raise PrinterTrouble(Reason.CUT_SHORT)
    if _now(wire) is None:
        raise PrinterTrouble(Reason.TIMEOUT)
    return False


def _now(wire: Wire) -> Reason | None:
    """The same as :func:`status`, of a line that may be broken."""
    try:
        return status(wire)
    except PrinterTrouble:
        return None
