"""A surface to sign on: with a pen and its pressure, a finger, or a mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from counter_app.documents.signature import points, thickness
from counter_app.models.signature import BOX, Strokes
from counter_app.ui import theme
from counter_app.ui.citizen.ink import Ink

#: What a finger or a mouse presses with.
_USUAL = 0.45
#: A stroke of the pen that begins while the pen is down is the pen's own shadow, not a mouse.
_FROM_PEN = (
    Qt.MouseEventSource.MouseEventSynthesizedBySystem,
    Qt.MouseEventSource.MouseEventSynthesizedByQt,
)


class SignaturePad(QWidget):
    """Shows an :class:`Ink` in a box three times as wide as high, and writes into it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink: Ink | None = None
        self._pen_down = False
        self._finger: int | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(270, 90)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("签名框")

    def use(self, ink: Ink | None) -> None:
        """Write into this from now on; None: nothing can be written."""
        if self._ink is not None:
            self._ink.changed.disconnect(self.update)
        self._ink = ink
        self._pen_down = False
        self._finger = None
        if ink is not None:
            ink.changed.connect(self.update)
        self.update()

    @property
    def used(self) -> bool:
        """Whether anything can be written."""
        return self._ink is not None

    def box(self) -> QRectF:
        """Where the box lies within the widget."""
        scale = min(self.width() / BOX[0], self.height() / BOX[1])
        width, height = BOX[0] * scale, BOX[1] * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    # ---- Qt

    def tabletEvent(self, event: QTabletEvent) -> None:
        kind = event.type()
        if kind == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            self._pen_down = True
            self._write(event.position(), event.pressure(), begin=True)
        elif kind == QEvent.Type.TabletMove and self._pen_down:
            self._write(event.position(), event.pressure())
        elif kind == QEvent.Type.TabletRelease:
            self._pen_down = False
            self._lift()
        event.accept()  # or the same comes once more as a mouse

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touched(event)
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and event.source() not in _FROM_PEN:
            self._write(event.position(), _USUAL, begin=True)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and event.source() not in _FROM_PEN:
            self._write(event.position(), _USUAL)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._lift()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        box = self.box()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("edge"), 2))
        painter.setBrush(theme.colour("surface"))
        radius = theme.tokens().radius_card
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)
        line = QPen(theme.colour("border"), 2, Qt.PenStyle.DashLine)
        painter.setPen(line)
        y = box.top() + box.height() * 0.8
        inset = box.width() * 0.05
        painter.drawLine(QPointF(box.left() + inset, y), QPointF(box.right() - inset, y))
        if self._ink is not None:
            painter.translate(box.topLeft())
            painter.scale(box.width() / BOX[0], box.height() / BOX[1])
            draw_strokes(painter, self._ink.strokes)
        painter.end()

    # ---- inside

    def _touched(self, event: QTouchEvent) -> None:
        """The first finger writes; the ball of the hand does not."""
        for point in event.points():
            state = point.state()
            if state == point.State.Pressed and self._finger is None:
                self._finger = point.id()
                self._write(point.position(), _USUAL, begin=True)
            elif point.id() == self._finger and state == point.State.Updated:
                self._write(point.position(), _USUAL)
            elif point.id() == self._finger and state == point.State.Released:
                self._finger = None
                self._lift()
        if event.type() in (QEvent.Type.TouchEnd, QEvent.Type.TouchCancel):
            self._finger = None
            self._lift()

    def _write(self, at: QPointF, pressure: float, *, begin: bool = False) -> None:
        if self._ink is None:
            return
        box = self.box()
        x = (at.x() - box.left()) / box.width() * BOX[0]
        y = (at.y() - box.top()) / box.height() * BOX[1]
        (self._ink.begin if begin else self._ink.extend)(x, y, pressure)

    def _lift(self) -> None:
        if self._ink is not None:
            self._ink.lift()


def draw_strokes(painter: QPainter, strokes: Strokes) -> None:
    """Draw in units of the box, as thick as the pen was pressed."""
    pen = QPen(theme.colour("text"))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    for stroke in strokes:
        before: tuple[int, int, int] | None = None
        for x, y, pressure in points(stroke):
            pen.setWidthF(thickness(pressure))
            painter.setPen(pen)
            if before is None:
                painter.drawPoint(x, y)
            else:
                painter.drawLine(before[0], before[1], x, y)
            before = (x, y, pressure)
