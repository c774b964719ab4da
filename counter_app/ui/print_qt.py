"""Printing where there is no CUPS: Qt draws pictures of the pages at the printer's resolution.

The pages are those of the stored PDF, made at its resolution, in their true size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter_app.devices.printers import (
    JobReport,
    JobStage,
    PrinterInfo,
    PrinterStage,
    PrinterTrouble,
    Reason,
    Request,
    Tray,
)

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

#: Pictures for a printer are made at its resolution, but no finer (dots an inch).
FINEST_DPI = 300


class QtDriver:
    """The printers that Qt finds. Its jobs are complete once they are handed to the system."""

    def printers(self) -> tuple[PrinterInfo, ...]:
        from PySide6.QtPrintSupport import QPrinterInfo

        default = QPrinterInfo.defaultPrinterName()
        found = [QPrinterInfo.printerInfo(name) for name in QPrinterInfo.availablePrinterNames()]
        names = [each.printerName() for each in found]
        if default not in names:
            default = names[0] if names else ""
        return tuple(_info(each, default) for each in found)

    def trays(self, printer: str) -> tuple[Tray, ...]:
        return ()

    def submit(self, printer: str, request: Request) -> str:
        from PySide6.QtGui import QPageSize
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        if printer not in QPrinterInfo.availablePrinterNames():
            raise PrinterTrouble(Reason.UNKNOWN_PRINTER)
        device = QPrinter(QPrinter.PrinterMode.HighResolution)
        device.setPrinterName(printer)
        if not device.isValid():
            raise PrinterTrouble(Reason.OFFLINE)
        device.setDocName(request.title)
        device.setCopyCount(request.copies)
        if request.media == "A5":
            device.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
        paint(device, request.data)
        return ""

    def watch(self, printer: str, job: str) -> JobReport:
        return JobReport(JobStage.DONE)

    def find(self, printer: str, title: str) -> str:
        return ""

    def cancel(self, printer: str, job: str) -> None:
        """What the system has, it prints."""


def paint(device: QPrinter, pdf: bytes) -> None:
    """Draw the pages as pictures onto a printer, edge to edge in their true size."""
    from PySide6.QtCore import QMarginsF, QRectF, QSizeF
    from PySide6.QtGui import QImage, QPageSize, QPainter

    from counter_app.documents.preview import page_images

    dpi = min(device.resolution(), FINEST_DPI)
    pages = page_images(pdf, dpi)
    device.setFullPage(True)
    painter = QPainter()
    for index, page in enumerate(pages):
        size = QSizeF(page.width * 72 / dpi, page.height * 72 / dpi)
        device.setPageSize(QPageSize(size, QPageSize.Unit.Point))
        device.setPageMargins(QMarginsF())
        started = device.newPage() if index else painter.begin(device)
        if not started:
            raise PrinterTrouble(Reason.TIMEOUT)
        stride = page.width * 4
        image = QImage(
            page.rgba, page.width, page.height, stride, QImage.Format.Format_RGBA8888
        ).convertToFormat(QImage.Format.Format_Grayscale8)
        scale = device.resolution() / dpi
        painter.drawImage(QRectF(0, 0, page.width * scale, page.height * scale), image)
    if not painter.end():
        raise PrinterTrouble(Reason.ABORTED)


def _info(found: QPrinterInfo, default: str) -> PrinterInfo:
    from PySide6.QtPrintSupport import QPrinter

    stages = {
        QPrinter.PrinterState.Idle: (PrinterStage.IDLE, Reason.NONE),
        QPrinter.PrinterState.Active: (PrinterStage.PRINTING, Reason.NONE),
        QPrinter.PrinterState.Aborted: (PrinterStage.STOPPED, Reason.STOPPED),
        QPrinter.PrinterState.Error: (PrinterStage.STOPPED, Reason.FAULT),
    }
    stage, reason = stages.get(found.state(), (PrinterStage.UNKNOWN, Reason.NONE))
    name = found.printerName()
    return PrinterInfo(name, stage, reason, default=name == default)
