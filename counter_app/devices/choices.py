"""Which devices this PC uses: the section "devices" of the local settings."""

from __future__ import annotations

from typing import Any

import msgspec

from counter_app.devices import DRIVERS, driver_of
from counter_app.devices.ports import DeviceKind, Driver

SECTION = "devices"
#: Chosen where nobody chose: guns are delivered as keyboards and need no setting up.
USUAL = {DeviceKind.GUN: "gun_keyboard"}
#: Chosen where nobody chose and the program runs on invented data.
USUAL_SAMPLES = {DeviceKind.ID_CARD: "id_sample"}


class DeviceChoices(msgspec.Struct, frozen=True):
    """``drivers``: kind -> id of its driver, "" for none; ``options``: id of a driver -> its
    options as plain values."""

    drivers: dict[str, str] = {}
    options: dict[str, dict[str, Any]] = {}

    def driver(self, kind: DeviceKind) -> Driver[Any] | None:
        """The chosen driver of a kind; None for none, or for one this program does not know."""
        return driver_of(self.drivers.get(kind.value, USUAL.get(kind, "")))

    def options_of(self, driver: Driver[Any]) -> Any:
        """The options of a driver; what is missing or wrong in them counts as not chosen."""
        kept = self.options.get(driver.id, {})
        good: dict[str, Any] = {}
        for name, value in kept.items():
            try:
                msgspec.convert({name: value}, driver.options)
            except msgspec.ValidationError:
                continue
            good[name] = value
        return msgspec.convert(good, driver.options)

    def with_driver(self, kind: DeviceKind, driver_id: str) -> DeviceChoices:
        return DeviceChoices({**self.drivers, kind.value: driver_id}, self.options)

    def with_options(self, driver: Driver[Any], options: msgspec.Struct) -> DeviceChoices:
        plain = msgspec.to_builtins(options)
        return DeviceChoices(self.drivers, {**self.options, driver.id: plain})


def drivers_of(kind: DeviceKind, *, samples: bool = False) -> tuple[Driver[Any], ...]:
    """What can be chosen for a kind; pretended devices only with ``samples``."""
    return tuple(each for each in DRIVERS if each.kind is kind and (samples or not each.sample))
