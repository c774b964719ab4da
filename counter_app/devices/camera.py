"""The document camera (高拍仪): the port. Pictures come from the platform's own video parts, so
its driver lives with the window (counter_app/ui/devices/camera_qt.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import msgspec

SECTION = "camera"


class CameraInfo(msgspec.Struct, frozen=True):
    """A camera that is plugged in. ``id`` stays the same while it is."""

    id: str
    name: str


class CameraChoice(msgspec.Struct, frozen=True):
    """Choices of this PC. ``camera``: id, "" = whichever is there; ``name``: as it was called
    when it was chosen, because an id may change with the socket; ``cut``: find the edges."""

    camera: str = ""
    name: str = ""
    cut: bool = True


class Camera(Protocol):
    """``open`` begins, ``close`` ends; in between ``picture`` gets what is seen, in the form of
    the driver, some times a second, and ``trouble`` a sentence when it stops. Neither blocks."""

    def cameras(self) -> tuple[CameraInfo, ...]: ...

    def open(
        self,
        camera: CameraInfo,
        picture: Callable[[Any], object],
        trouble: Callable[[str], object],
    ) -> None: ...

    def close(self) -> None: ...


def chosen_of(cameras: tuple[CameraInfo, ...], choice: CameraChoice) -> CameraInfo | None:
    """The camera to use: the chosen one by its id or else its name, or the first there is."""
    by_id = [each for each in cameras if choice.camera and each.id == choice.camera]
    by_name = [each for each in cameras if choice.name and each.name == choice.name]
    return next(iter(by_id or by_name or cameras), None)
