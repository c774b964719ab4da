"""A row for a kind whose drivers stand in ``counter_app/devices``: readers and guns."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec
from PySide6.QtCore import QObject

from counter_app.devices.choices import drivers_of
from counter_app.devices.ports import DeviceKind, Driver
from counter_app.devices.serial_port import PortInfo, serial_ports
from counter_app.errors import BadInput
from counter_app.models.reference import FieldSpec
from counter_app.ui.context import Counter
from counter_app.ui.device_desk import DeviceDesk
from counter_app.ui.devices.row import NONE, Choice, DeviceRow, RowState
from counter_app.ui.devices.words import state_of

#: Looking for ports asks the system and may take a while.
_LANE = "ports"
NO_PORT = "还没有选择"
_BAUDS = ("115200", "57600", "38400", "19200", "9600")


class WatchedRow(DeviceRow):
    """Subclass with ``kind``, ``ready`` and ``labels`` of the options."""

    kind: ClassVar[DeviceKind]
    #: what a good device is said to be
    ready: ClassVar[str]
    #: what to do after 测试
    prompt: ClassVar[str]
    #: option -> its field; what is not here is not shown
    labels: ClassVar[Mapping[str, FieldSpec]] = {}

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(counter, parent)
        self._ports: tuple[PortInfo, ...] = ()
        self._looked = False
        self._result = ""
        if self.desk is not None:
            self.desk.news.connect(self.on_news)

    @property
    def desk(self) -> DeviceDesk | None:
        return self.counter.devices

    @property
    def chosen(self) -> Driver[Any] | None:
        return self.desk.driver(self.kind) if self.desk is not None else None

    # ---- choosing

    def drivers(self) -> tuple[Choice, ...]:
        samples = self.desk is not None and self.desk.samples
        found = drivers_of(self.kind, samples=samples)
        return (NONE, *(Choice(each.id, each.name) for each in found))

    def driver(self) -> str:
        return self.chosen.id if self.chosen is not None else ""

    def choose(self, driver_id: str) -> None:
        self._result = ""
        if self.desk is not None:
            self.desk.choose(self.kind, driver_id)
            self.look()

    def fields(self) -> tuple[FieldSpec, ...]:
        if self.chosen is None:
            return ()
        return tuple(
            self._field(name) for name in self.chosen.options.__struct_fields__ if self._has(name)
        )

    def values(self) -> dict[str, str]:
        if self.chosen is None or self.desk is None:
            return {}
        options = self.desk.options(self.chosen)
        return {
            each.key: self.shown(each.key, getattr(options, each.key)) for each in self.fields()
        }

    def set_value(self, key: str, value: str) -> None:
        driver, desk = self.chosen, self.desk
        if driver is None or desk is None:
            return
        plain = {**msgspec.to_builtins(desk.options(driver)), key: self.kept(key, value)}
        try:
            options = msgspec.convert(plain, driver.options, strict=False)
        except msgspec.ValidationError as error:
            spec = self._field(key)
            raise BadInput(spec.label, "不能这样填", hint=spec.note) from error
        if options != desk.options(driver):
            desk.set_options(driver, options)

    def look(self) -> None:
        if any(each.key == "port" for each in self.fields()):
            self.counter.tasks.run(_LANE, serial_ports, self.on_ports)

    # ---- how it stands

    def state(self) -> RowState:
        driver, desk = self.chosen, self.desk
        if driver is None or desk is None:
            return RowState(hint="没有设备也能办件。要用时请按 Enter，再按数字选择驱动。")
        if driver.typed is not None:
            return RowState("随时可用", "success", "success")
        return state_of(desk.newest(self.kind), self.ready)

    def test(self) -> None:
        self._result = self.prompt
        if self.chosen is not None and self.chosen.open is not None and self.desk is not None:
            self.desk.again(self.kind)
        self.changed.emit()

    def result(self) -> str:
        return self._result

    @abstractmethod
    def told(self, value: Any) -> str:
        """What was read, masked, for ``result``."""

    # ---- options as fields

    def shown(self, key: str, value: Any) -> str:
        """An option as it stands in its field."""
        if key == "port":
            return self._port_words(str(value)) if value else NO_PORT
        return str(value)

    def kept(self, key: str, text: str) -> str:
        """What is kept for what stands in a field."""
        if key == "port":
            names = {self._port_words(each): each for each in self._port_names()}
            return names.get(text, "")
        return text

    # ---- slots

    def on_ports(self, ports: tuple[PortInfo, ...]) -> None:
        if ports != self._ports or not self._looked:
            self._ports, self._looked = ports, True
            self.changed.emit()

    def on_news(self, kind: str) -> None:
        if kind != self.kind.value or self.desk is None:
            return
        news = self.desk.newest(self.kind)
        if news is not None and news.value is not None:
            self._result = self.told(news.value)
        self.changed.emit()

    # ---- inside

    def _has(self, name: str) -> bool:
        return name in ("port", "baud") or name in self.labels

    def _field(self, name: str) -> FieldSpec:
        if name == "port":
            choices = (NO_PORT, *map(self._port_words, self._port_names()))
            none = self._looked and not self._ports
            note = "没有找到串口。请插好设备，再按 F7 重新查找" if none else ""
            return FieldSpec("port", "端口", "choice", choices=choices, note=note)
        if name == "baud":
            return FieldSpec("baud", "波特率", "choice", choices=_BAUDS)
        return self.labels[name]

    def _port_names(self) -> list[str]:
        """What is plugged in now, and what is chosen even when it is not."""
        names = [each.name for each in self._ports]
        driver, desk = self.chosen, self.desk
        chosen = str(desk.options(driver).port) if driver is not None and desk is not None else ""
        return names if not chosen or chosen in names else [*names, chosen]

    def _port_words(self, name: str) -> str:
        short = name.removeprefix("/dev/serial/by-id/").removeprefix("/dev/")
        about = next((each.about for each in self._ports if each.name == name), None)
        if about is None:
            return f"{short}（没有插上）" if self._looked else short
        return f"{short} {about}" if about and about not in short else short
