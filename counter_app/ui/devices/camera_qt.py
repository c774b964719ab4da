"""Document cameras by Qt Multimedia: whatever the system knows as a camera (UVC)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLoggingCategory, QObject, QTimer
from PySide6.QtGui import QImage

from counter_app.devices.camera import CameraInfo
from counter_app.errors import Trouble

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCamera, QCameraDevice, QCameraFormat, QVideoFrame, QVideoSink

#: More dots than A4 at 300 an inch only make everything slow.
_MOST_PIXELS = 13_000_000
#: Between two pictures at least so long (ms), and so many times what making one takes.
_PAUSE_MS, _IDLE_SHARE = 120, 4
#: This long without a picture it is stuck, ms.
_SILENT_MS = 6000


def multimedia() -> Any:
    """Qt Multimedia. Raises :class:`Trouble` where it is not installed or cannot be loaded."""
    # Its libraries are chatty about what they did not find and do not need.
    QLoggingCategory.setFilterRules("qt.multimedia.*=false")
    try:
        from PySide6 import QtMultimedia
    except ImportError as error:
        raise Trouble(
            "这台电脑没有装摄像头部件，不能拍摄；其他功能不受影响",
            hint="可以从文件导入图片；要拍摄，请管理员安装 PySide6-Addons（Linux 还需 libpulse0）",
        ) from error
    return QtMultimedia


class QtCamera(QObject):
    """See :class:`counter_app.devices.camera.Camera`; pictures are ``QImage``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = multimedia()
        self._picture: Callable[[QImage], object] | None = None
        self._trouble: Callable[[str], object] | None = None
        self._camera: QCamera | None = None
        self._frame: QVideoFrame | None = None
        self.sink: QVideoSink = self._parts.QVideoSink(self)
        self.sink.videoFrameChanged.connect(self.on_frame)
        self._session = self._parts.QMediaCaptureSession(self)
        self._session.setVideoSink(self.sink)
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.timeout.connect(self.on_pace)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(_SILENT_MS)
        self._silence.timeout.connect(self.on_silent)

    def cameras(self) -> tuple[CameraInfo, ...]:
        return tuple(
            CameraInfo(_id_of(each), each.description())
            for each in self._parts.QMediaDevices.videoInputs()
        )

    def open(
        self,
        camera: CameraInfo,
        picture: Callable[[QImage], object],
        trouble: Callable[[str], object],
    ) -> None:
        self.close()
        self._picture, self._trouble = picture, trouble
        self._silence.start()
        if not self.start(camera):
            self._tell(f"{camera.name or '摄像头'}已拔出。插好后按 K 重新连接。")

    def close(self) -> None:
        self._picture = self._trouble = None
        self._frame = None
        self._pace.stop()
        self._silence.stop()
        if self._camera is not None:
            camera, self._camera = self._camera, None
            camera.stop()
            self._session.setCamera(None)
            camera.deleteLater()

    # ---- slots

    def on_frame(self, frame: QVideoFrame) -> None:
        """Kept as it came: making a picture of every one would leave no time for anything."""
        if self._picture is None or not frame.isValid():
            return
        self._frame = frame
        self._silence.start()
        if not self._pace.isActive():
            self.on_pace()

    def on_pace(self) -> None:
        frame, self._frame = self._frame, None
        if frame is None or self._picture is None:
            return
        began = time.monotonic()
        image = frame.toImage()
        took = (time.monotonic() - began) * 1000
        self._pace.start(max(_PAUSE_MS, round(took * _IDLE_SHARE)))
        if not image.isNull():
            self._picture(image)

    def on_error(self, *_error: object) -> None:
        camera = self._camera
        if camera is not None and camera.error() != self._parts.QCamera.Error.NoError:
            self._tell("摄像头不能用：被拔出，或正被别的程序占用。处理后按 K 重新连接。")

    def on_silent(self) -> None:
        self._tell("摄像头没有送来画面。请检查连线，再按 K 重新连接。")

    def start(self, camera: CameraInfo) -> bool:
        """Let its frames come into ``sink``; False when it is not there any more."""
        for device in self._parts.QMediaDevices.videoInputs():
            if _id_of(device) == camera.id:
                self._begin(device)
                return True
        return False

    # ---- inside

    def _begin(self, device: QCameraDevice) -> None:
        camera: QCamera = self._parts.QCamera(device, self)
        best = best_format(device.videoFormats())
        if best is not None:
            camera.setCameraFormat(best)
        camera.errorOccurred.connect(self.on_error)
        self._camera = camera
        self._session.setCamera(camera)
        camera.start()

    def _tell(self, sentence: str) -> None:
        trouble = self._trouble
        self.close()
        if trouble is not None:
            trouble(sentence)


def best_format(formats: list[QCameraFormat]) -> QCameraFormat | None:
    """The sharpest that is not too large; None leaves the choice to the camera."""

    def pixels(each: QCameraFormat) -> int:
        return each.resolution().width() * each.resolution().height()

    fitting = [each for each in formats if pixels(each) <= _MOST_PIXELS]
    return max(fitting, key=lambda each: (pixels(each), each.maxFrameRate()), default=None)


def _id_of(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode("utf-8", "replace")
