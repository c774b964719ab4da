"""What every driver keeps to, whatever it speaks with. A new driver meets this unchanged."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from counter_app.devices import DRIVERS, driver_of
from counter_app.devices.choices import DeviceChoices, drivers_of
from counter_app.devices.idcard import sample_reader
from counter_app.devices.ports import DeviceKind, Driver
from counter_app.devices.trouble import DeviceTrouble
from counter_app.devices.watch import Watch

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

OPENED = [each for each in DRIVERS if each.open is not None]
TYPED = [each for each in DRIVERS if each.typed is not None]


@pytest.fixture
def silent_port() -> Iterator[str]:
    """A port behind which nobody says anything."""
    master, slave = os.openpty()
    yield os.ttyname(slave)
    os.close(master)
    os.close(slave)


@pytest.fixture(autouse=True)
def put_away() -> Iterator[None]:
    yield
    sample_reader.put_away()


def options(driver: Driver[Any], port: str) -> msgspec.Struct:
    known = {"port": port, "patience_s": 3600.0}
    names = driver.options.__struct_fields__
    return driver.options(**{name: value for name, value in known.items() if name in names})


@pytest.mark.parametrize("driver", DRIVERS, ids=lambda driver: driver.id)
def test_it_is_declared_whole(driver: Driver[Any]) -> None:
    assert driver.name
    assert (driver.open is None) != (driver.typed is None)
    assert driver_of(driver.id) is driver
    made = driver.options()
    assert driver.options.__struct_config__.frozen
    plain = msgspec.to_builtins(made)
    assert msgspec.convert(plain, driver.options) == made
    assert driver in drivers_of(driver.kind, samples=True)
    assert (driver in drivers_of(driver.kind)) is not driver.sample


@pytest.mark.parametrize("driver", OPENED, ids=lambda driver: driver.id)
def test_an_interrupt_ends_a_waiting_look(driver: Driver[Any], silent_port: str) -> None:
    """With an hour of patience: if the interrupt did nothing, this would not end."""
    assert driver.open is not None
    source = driver.open(options(driver, silent_port))
    looked = threading.Thread(target=source.poll, daemon=True)
    looked.start()
    source.interrupt()
    looked.join(20)
    assert not looked.is_alive()
    source.close()


@pytest.mark.parametrize("driver", OPENED, ids=lambda driver: driver.id)
def test_it_can_be_opened_again_after_closing(driver: Driver[Any], silent_port: str) -> None:
    assert driver.open is not None
    for _ in range(2):
        source = driver.open(options(driver, silent_port))
        source.close()
        source.interrupt()  # a late one does no harm


@pytest.mark.parametrize("driver", OPENED, ids=lambda driver: driver.id)
def test_a_watch_of_it_ends(driver: Driver[Any], silent_port: str) -> None:
    open_source = driver.open
    assert open_source is not None
    watch: Watch[Any] = Watch(
        driver.id, lambda: open_source(options(driver, silent_port)), lambda news: None
    )
    watch.start()
    assert watch.stop(20)


@pytest.mark.parametrize(
    "driver", [each for each in OPENED if not each.sample], ids=lambda driver: driver.id
)
def test_what_is_wrong_is_said_to_a_clerk(driver: Driver[Any]) -> None:
    assert driver.open is not None
    for port in ("", "/dev/there-is-none"):
        with pytest.raises(DeviceTrouble) as said:
            driver.open(options(driver, port))
        assert said.value.message
        assert said.value.hint


@pytest.mark.parametrize("driver", TYPED, ids=lambda driver: driver.id)
@pytest.mark.parametrize("text", ["", "\r\n", "|" * 30, "x" * 2000, "𬱖\ud800"])
def test_anything_may_be_typed(driver: Driver[Any], text: str) -> None:
    assert driver.typed is not None
    driver.typed(driver.options(), text)


def test_choices_survive_what_they_do_not_know() -> None:
    kept = DeviceChoices(
        drivers={"id_card": "of another program", "gun": "gun_serial", "new": "x"},
        options={"gun_serial": {"port": 7, "baud": 19200, "new": 1}},
    )
    assert kept.driver(DeviceKind.ID_CARD) is None
    gun = kept.driver(DeviceKind.GUN)
    assert gun is not None
    assert kept.options_of(gun) == gun.options(port="", baud=19200)


def test_nobody_chose() -> None:
    fresh = DeviceChoices()
    assert fresh.driver(DeviceKind.ID_CARD) is None
    gun = fresh.driver(DeviceKind.GUN)
    assert gun is not None
    assert gun.id == "gun_keyboard"
    assert DeviceChoices().with_driver(DeviceKind.GUN, "").driver(DeviceKind.GUN) is None
