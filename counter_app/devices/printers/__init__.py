"""Printers: one small port, and drivers for the system's queues and for 80 mm slip printers.

``port`` says what every driver can do; ``cups`` speaks to the system's print service, ``slip``
to receipt printers in ESC/POS. Where there is no CUPS, a driver made of Qt stands in the user
interface. All of them block: call them on a thread of their own.
"""

from counter_app.devices.printers.port import (
    Driver,
    JobReport,
    JobStage,
    PrinterInfo,
    PrinterStage,
    Request,
    Tray,
)
from counter_app.devices.printers.trouble import PrinterTrouble, Reason

__all__ = [
    "Driver",
    "JobReport",
    "JobStage",
    "PrinterInfo",
    "PrinterStage",
    "PrinterTrouble",
    "Reason",
    "Request",
    "Tray",
]
