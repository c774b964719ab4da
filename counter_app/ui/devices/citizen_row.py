"""The citizen's side on the page 设备: the second screen (副屏) and what people sign on (签名)."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QInputDevice

from counter_app.documents.signature import points
from counter_app.models.reference import FieldSpec
from counter_app.models.signature import Strokes
from counter_app.ui.citizen.ink import Ink
from counter_app.ui.citizen.screen import SECTION, Asks, CitizenSettings, Live, Mode
from counter_app.ui.citizen.views import Sign, Wait
from counter_app.ui.context import Counter
from counter_app.ui.devices.row import NONE, Choice, DeviceRow, RowState

_LIVE = {Live.KEY: "按 F11 后", Live.ALWAYS: "一直显示"}
_ASKS = {
    Asks.END: "送达、办结后",
    Asks.ACCEPTANCE: "受理后也请",
    Asks.KEY: "只在按键时",
}
_ANY_SCREEN = "不是主屏的那台"
_KINDS = {
    QInputDevice.DeviceType.Stylus: "手写笔",
    QInputDevice.DeviceType.TouchScreen: "触摸屏",
}


class SecondScreenRow(DeviceRow):
    id = "citizen"
    title = "群众屏（副屏）"
    icon = "eye"
    note = "给群众核对填写的内容、看结果和二维码、签名、评价；Ctrl+F11 打开或关闭"

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(counter, parent)
        self._result = ""

    def drivers(self) -> tuple[Choice, ...]:
        return (
            NONE,
            Choice(Mode.SECOND.value, "第二台显示器，全屏"),
            Choice(Mode.WINDOW.value, "普通窗口"),
        )

    def driver(self) -> str:
        mode = self._choice.mode
        return "" if mode is Mode.OFF else mode.value

    def choose(self, driver_id: str) -> None:
        self._keep(mode=Mode(driver_id or Mode.OFF))

    def fields(self) -> tuple[FieldSpec, ...]:
        if self._choice.mode is Mode.OFF:
            return ()
        live = FieldSpec("live", "显示填写", "choice", choices=tuple(_LIVE.values()))
        asks = FieldSpec("ask", "请评价", "choice", choices=tuple(_ASKS.values()))
        if self._choice.mode is not Mode.SECOND:
            return (live, asks)
        monitors = (_ANY_SCREEN, *_monitors(self._choice.screen))
        return (live, asks, FieldSpec("screen", "显示器", "choice", choices=monitors))

    def values(self) -> dict[str, str]:
        choice = self._choice
        return {
            "live": _LIVE[choice.live],
            "ask": _ASKS[choice.ask],
            "screen": choice.screen or _ANY_SCREEN,
        }

    def set_value(self, key: str, value: str) -> None:
        if key == "live":
            self._keep(live=next((live for live, text in _LIVE.items() if text == value), Live.KEY))
        elif key == "ask":
            self._keep(ask=next((ask for ask, text in _ASKS.items() if text == value), Asks.END))
        elif key == "screen":
            self._keep(screen="" if value == _ANY_SCREEN else value)

    def look(self) -> None:
        self.counter.citizen.arrange()
        self.changed.emit()

    def state(self) -> RowState:
        if self._choice.mode is Mode.OFF:
            return RowState()
        if self.counter.citizen.shown:
            return RowState("正在显示", "success", "success")
        hint = "接好第二台显示器，并在系统里设为“扩展”；或改用普通窗口。"
        return RowState("只有一台显示器，群众屏没有显示", "warning", "warning", hint)

    def can_test(self) -> bool:
        return self.counter.citizen.shown

    def test(self) -> None:
        self.counter.citizen.show(Wait("这是测试。看得清吗？"))
        self._result = "群众屏上显示着一行大字“这是测试。看得清吗？”，离开本页就收起。"
        self.changed.emit()

    def result(self) -> str:
        return self._result if self.counter.citizen.shown else ""

    @property
    def _choice(self) -> CitizenSettings:
        return self.counter.settings.get(SECTION, CitizenSettings)

    def _keep(self, **chosen: Any) -> None:
        self.counter.settings.put(SECTION, msgspec.structs.replace(self._choice, **chosen))
        self._result = ""
        self.look()


class SignaturePadRow(DeviceRow):
    id = "signature"
    title = "签名板"
    icon = "edit"
    note = "系统认得的手写屏、触摸屏和笔都可以用，不用选驱动；也可以用鼠标"

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(counter, parent)
        self._result = ""
        self._ink: Ink | None = None

    def drivers(self) -> tuple[Choice, ...]:
        return (Choice("", "由系统提供"),)

    def look(self) -> None:
        self.changed.emit()

    def state(self) -> RowState:
        found = [
            f"{_KINDS[each.type()]} {each.name()}".strip()
            for each in QInputDevice.devices()
            if each.type() in _KINDS
        ]
        if found:
            return RowState("找到 " + "、".join(found), "success", "success")
        hint = "可以用鼠标签名。接上手写屏或触摸屏后，系统认出来就能用。"
        return RowState("没有找到手写笔或触摸屏", "info", "neutral", hint)

    def can_test(self) -> bool:
        return self.counter.citizen.shown

    def test(self) -> None:
        """Somebody signs on the citizen's screen; only how it was written is told."""
        if self._ink is not None:
            self._ink.deleteLater()
        self._ink = Ink(self)
        self._ink.finished.connect(self.on_signed)
        self.counter.citizen.sign(Sign("签名测试"), self._ink)
        self._result = "请在群众屏上试签，再点“签好了”。"
        self.changed.emit()

    def result(self) -> str:
        return self._result

    def on_signed(self, strokes: Strokes) -> None:
        pressures = {pressure for stroke in strokes for _, _, pressure in points(stroke)}
        felt = "有压感" if len(pressures) > 1 else "没有压感（手指、鼠标）"
        self._result = f"收到 {len(strokes)} 笔，{felt}。试签的内容没有保存。"
        self.counter.citizen.clear()
        self.changed.emit()


def _monitors(chosen: str) -> tuple[str, ...]:
    names = [each.name() for each in QGuiApplication.screens()]
    if chosen and chosen not in names:
        names.append(chosen)
    return tuple(dict.fromkeys(names))
