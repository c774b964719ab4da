"""Things beside the keyboard: readers and guns, one line a driver (printers: ``printers``).

A driver is plain blocking Python behind the port in :mod:`counter_app.devices.ports`; threads,
settings and words about it are the business of :mod:`counter_app.ui.devices`.
"""

from __future__ import annotations

from typing import Any

from counter_app.devices.gun.keyboard import KeyboardGunOptions, as_typed
from counter_app.devices.gun.serial_gun import SerialGunOptions, open_gun
from counter_app.devices.idcard.sample_reader import NoOptions, open_sample
from counter_app.devices.idcard.sdt import SdtOptions, open_reader
from counter_app.devices.idcard.wedge import WedgeOptions, read_typed
from counter_app.devices.ports import DeviceKind, Driver

_ID_CARD, _GUN = DeviceKind.ID_CARD, DeviceKind.GUN

DRIVERS: tuple[Driver[Any], ...] = (
    Driver("sdt_serial", "串口读卡器（USB 转串口）", _ID_CARD, SdtOptions, open=open_reader),
    Driver("id_keyboard", "键盘式读卡器", _ID_CARD, WedgeOptions, typed=read_typed),
    Driver("id_sample", "样机（演示）", _ID_CARD, NoOptions, open=open_sample, sample=True),
    Driver("gun_keyboard", "键盘方式", _GUN, KeyboardGunOptions, typed=as_typed),
    Driver("gun_serial", "串口方式", _GUN, SerialGunOptions, open=open_gun),
)


def driver_of(driver_id: str) -> Driver[Any] | None:
    """The driver with this id; None when this program has none."""
    return next((each for each in DRIVERS if each.id == driver_id), None)
