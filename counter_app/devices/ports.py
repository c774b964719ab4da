"""The ports: what the program asks of a device, whoever made it. Drivers stand behind them.

Everything here blocks and runs on the device's own thread (:mod:`counter_app.devices.watch`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

import msgspec

T_co = TypeVar("T_co", covariant=True)


class Source(Protocol[T_co]):
    """Something that hands over one thing after the other: cards, codes.

    ``poll`` waits a little for the next thing and gives None when there was none; what went
    wrong comes as :class:`DeviceTrouble`: with ``Fault.CARD`` the device is still good, after
    any other it is closed and opened again. ``interrupt`` may be called by any thread and ends
    a waiting ``poll`` at once (it gives None). After ``close`` nothing else is called.
    """

    def poll(self) -> T_co | None: ...

    def interrupt(self) -> None: ...

    def close(self) -> None: ...


class DeviceKind(StrEnum):
    """What a device is for. One driver of each kind is chosen on a PC."""

    ID_CARD = "id_card"
    GUN = "gun"


@dataclass(frozen=True)
class Driver(Generic[T_co]):
    """One way to speak with a kind of device.

    ``id`` is kept in the settings, ``name`` is read by people, ``options`` is a frozen struct
    in which everything has a default. A device with a line of its own has ``open(options)``,
    which blocks and raises :class:`DeviceTrouble`; one that types like a keyboard has
    ``typed(options, text)``, which makes sense of a burst of keys or gives None. ``sample``: a
    pretended device for trying out.
    """

    id: str
    name: str
    kind: DeviceKind
    options: type[msgspec.Struct]
    open: Callable[[Any], Source[T_co]] | None = None
    typed: Callable[[Any, str], T_co | None] | None = None
    sample: bool = False
