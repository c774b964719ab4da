"""Devices behind the window. The rows of the page 设备, one line each, in this order."""

from __future__ import annotations

from counter_app.ui.devices.camera_row import CameraRow
from counter_app.ui.devices.card_row import IdCardRow
from counter_app.ui.devices.citizen_row import SecondScreenRow, SignaturePadRow
from counter_app.ui.devices.gun_row import GunRow
from counter_app.ui.devices.printer_row import PrinterRow
from counter_app.ui.devices.row import DeviceRow

ROWS: tuple[type[DeviceRow], ...] = (
    IdCardRow,
    GunRow,
    PrinterRow,
    CameraRow,
    SecondScreenRow,
    SignaturePadRow,
)
