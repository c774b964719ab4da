"""A hand that signs: with a mouse, a pen or a finger, on a pad that is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from signature_samples import written

from counter_app.models.signature import BOX, Strokes
from counter_app.ui.citizen.pad import SignaturePad


def place_of(pad: SignaturePad, x: float, y: float) -> QPointF:
    """A place of the box in the pad's own pixels."""
    box = pad.box()
    return QPointF(box.left() + x * box.width() / BOX[0], box.top() + y * box.height() / BOX[1])


def sign_with_mouse(pad: SignaturePad, strokes: Strokes | None = None) -> None:
    """Write line by line; a whole name where nothing else is said."""
    for stroke in written() if strokes is None else strokes:
        places = [
            place_of(pad, x, y).toPoint() for x, y in zip(stroke[0::3], stroke[1::3], strict=True)
        ]
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            _drag(pad, place)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=places[-1])


def sign_with_pen(pad: SignaturePad, strokes: Strokes) -> None:
    """The same with a pen and its pressure."""
    pen = QPointingDevice(
        "pen", 7, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure, 1, 2,
    )  # fmt: skip
    for stroke in strokes:
        points = list(zip(stroke[0::3], stroke[1::3], stroke[2::3], strict=True))
        kinds = [QEvent.Type.TabletPress]
        kinds += [QEvent.Type.TabletMove] * (len(points) - 1)
        for kind, (x, y, pressure) in zip(kinds, points, strict=True):
            _touch_with_pen(pad, pen, kind, place_of(pad, x, y), pressure / 100)
        _touch_with_pen(pad, pen, QEvent.Type.TabletRelease, place_of(pad, *points[-1][:2]), 0.0)


def _touch_with_pen(
    pad: SignaturePad, pen: QPointingDevice, kind: QEvent.Type, at: QPointF, pressure: float
) -> None:
    button = (
        Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else Qt.MouseButton.LeftButton
    )
    held = (
        Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
    )
    event = QTabletEvent(
        kind, pen, at, QPointF(pad.mapToGlobal(at)), pressure, 0, 0, 0.0, 0.0, 0,
        Qt.KeyboardModifier.NoModifier, button, held,
    )  # fmt: skip
    QApplication.sendEvent(pad, event)
    assert event.isAccepted()


def _drag(pad: SignaturePad, place: QPoint) -> None:
    at = QPointF(place)
    moved = QMouseEvent(
        QEvent.Type.MouseMove, at, QPointF(pad.mapToGlobal(at)), Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(pad, moved)
