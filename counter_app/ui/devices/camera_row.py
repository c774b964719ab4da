"""The document camera (高拍仪) on the page 设备."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from counter_app.devices.camera import SECTION, CameraChoice, CameraInfo, chosen_of
from counter_app.errors import CounterError
from counter_app.models.reference import FieldSpec
from counter_app.ui.context import Counter
from counter_app.ui.devices.camera_qt import QtCamera, multimedia
from counter_app.ui.devices.row import Choice, DeviceRow, RowState

#: The lane on which the video parts are loaded: it takes a moment.
_LANE = "camera"
_YES, _NO = "是", "否"
_ANY = Choice("", "自动选用")


class CameraRow(DeviceRow):
    id = "camera"
    title = "高拍仪"
    icon = "camera"
    note = "在办件页按 Shift+A、收件后按 A 拍摄材料：自动裁边、拉平、转正"

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(counter, parent)
        self._camera: QtCamera | None = None
        self._found: tuple[CameraInfo, ...] = ()
        self._state = RowState("正在查找…", "clock", "accent")
        self._result = ""

    # ---- choosing

    def drivers(self) -> tuple[Choice, ...]:
        choice = self._choice
        known = tuple(Choice(each.id, each.name) for each in self._found)
        if choice.camera and all(each.id != choice.camera for each in known):
            known = (*known, Choice(choice.camera, f"{choice.name}（没有插上）"))
        return (_ANY, *known)

    def driver(self) -> str:
        return self._choice.camera

    def choose(self, driver_id: str) -> None:
        name = next((each.name for each in self._found if each.id == driver_id), "")
        self._keep(camera=driver_id, name=name)

    def fields(self) -> tuple[FieldSpec, ...]:
        return (
            FieldSpec(
                "cut", "自动裁边", "yesno", note="垫板比纸深时才找得到纸边；拍摄时按 C 可逐页改"
            ),
        )

    def values(self) -> dict[str, str]:
        return {"cut": _YES if self._choice.cut else _NO}

    def set_value(self, key: str, value: str) -> None:
        if key == "cut":
            self._keep(cut=value != _NO)

    def look(self) -> None:
        self.counter.tasks.run(
            _LANE, multimedia, self.on_loaded, self.on_not_loaded, receiver=self, latest="look"
        )

    # ---- how it stands

    def state(self) -> RowState:
        return self._state

    def can_test(self) -> bool:
        return self._camera is not None and bool(self._found)

    def test(self) -> None:
        info = chosen_of(self._found, self._choice)
        if self._camera is not None and info is not None:
            self._result = f"正在等“{info.name}”的画面…"
            self._camera.open(info, self.on_picture, self.on_trouble)
            self.changed.emit()

    def result(self) -> str:
        return self._result

    # ---- slots

    def on_loaded(self, _parts: object) -> None:
        if self._camera is None:
            self._camera = QtCamera(self)
        self._found = self._camera.cameras()
        if self._found:
            names = "、".join(each.name for each in self._found)
            self._state = RowState(f"找到 {len(self._found)} 台：{names}", "success", "success")
        else:
            hint = "插好 USB 线后按 F7 重新查找。没有也可以从文件导入图片。"
            self._state = RowState("没有找到高拍仪或摄像头", "link", "warning", hint)
        self.changed.emit()

    def on_not_loaded(self, error: BaseException) -> None:
        if not isinstance(error, CounterError):
            raise error
        self._state = RowState(error.message, "warning", "warning", error.hint)
        self.changed.emit()

    def on_picture(self, image: QImage) -> None:
        """One is enough; nothing of it is kept."""
        self._result = f"画面正常，{image.width()} × {image.height()}"
        self._stop()

    def on_trouble(self, sentence: str) -> None:
        self._result = sentence
        self._stop()

    # ---- inside

    @property
    def _choice(self) -> CameraChoice:
        return self.counter.settings.get(SECTION, CameraChoice)

    def _keep(self, **chosen: object) -> None:
        self.counter.settings.put(SECTION, msgspec.structs.replace(self._choice, **chosen))
        self.changed.emit()

    def _stop(self) -> None:
        if self._camera is not None:
            self._camera.close()
        self.changed.emit()
