"""What a finger touches to rate: a grade with its face, and a reason."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from counter_app.ui import theme
from counter_app.ui.citizen.words import LEAST
from counter_app.ui.theme.fonts import text_font

#: Colours of the grades from the best to the worst; the mouth and the word say the same.
_TONES = ("success", "success", "accent", "warning", "danger")
_CENTRE = Qt.AlignmentFlag.AlignCenter


class Tile(QAbstractButton):
    """Drawn by itself, in the size of the screen. It never takes the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = LEAST
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def fit(self, unit: int) -> None:
        self._unit = unit
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def frame(self, painter: QPainter, tone: str) -> None:
        """The edge; thick and filled when it is chosen."""
        on = self.isChecked() or self.isDown()
        width = 4 if on else 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(tone if on else "edge"), width))
        painter.setBrush(theme.colour(f"{tone}_soft" if on else "surface"))
        inset = width / 2 + 1
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, 10, 10)


class GradeTile(Tile):
    """A number, a face and a word. ``place``: 0 the best … 4 the worst, None for 不评价."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: int | None = None
        self.code = ""

    def tell(self, code: str, word: str, place: int | None) -> None:
        self.code = code
        self._place = place
        self.setText(word)
        number = "0" if place is None else str(place + 1)
        self.setAccessibleName(f"{number} {word}")
        self.setChecked(False)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(5.2 * self._unit), 4 * self._unit)

    def minimumSizeHint(self) -> QSize:
        return QSize(round(5.2 * self._unit), round(3.4 * self._unit))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tone = "neutral" if self._place is None else _TONES[min(self._place, 4)]
        self.frame(painter, tone)
        unit, whole = self._unit, self.rect()
        line = round(1.5 * unit)
        side = min(whole.height() - line - round(0.7 * unit), whole.width() - unit, 6 * unit)
        top = (whole.height() - side - line) // 2
        if side > 0:
            face = QRectF((whole.width() - side) / 2, top, side, side)
            _draw_face(painter, face, tone, self._place)
        word = QRect(0, top + side, whole.width(), line)
        painter.setPen(theme.colour("text"))
        painter.setFont(text_font(unit, bold=True))
        painter.drawText(word, _CENTRE, self.text())
        painter.setFont(text_font(max(LEAST, round(unit * 0.8)), bold=True))
        painter.setPen(theme.colour("muted"))
        corner = QRect(round(unit * 0.5), round(unit * 0.3), round(unit * 1.2), round(unit * 1.2))
        number = "0" if self._place is None else str(self._place + 1)
        painter.drawText(corner, Qt.AlignmentFlag.AlignLeft, number)
        painter.end()


class ReasonTile(Tile):
    """A reason with a box to tick, with room for two lines."""

    def __init__(self, code: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = code
        self.setText(text)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def sizeHint(self) -> QSize:
        return QSize(10 * self._unit, 3 * self._unit)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.frame(painter, "accent")
        unit = self._unit
        sign = QRect(round(unit * 0.6), 0, round(unit * 1.2), self.height())
        text = self.rect().adjusted(round(unit * 2.0), 0, -round(unit * 0.4), 0)
        painter.setPen(theme.colour("text"))
        painter.setFont(text_font(unit, bold=self.isChecked()))
        painter.drawText(sign, _CENTRE, "☑" if self.isChecked() else "☐")
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(text, int(flags | Qt.TextFlag.TextWordWrap), self.text())
        painter.end()


def _draw_face(painter: QPainter, box: QRectF, tone: str, place: int | None) -> None:
    """Two eyes and a mouth that says how it was; none for somebody who does not want to say."""
    line = max(3.0, box.width() / 22)
    painter.setPen(QPen(theme.colour(tone), line))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box.adjusted(line, line, -line, -line))
    at = box.center()
    half = box.width() / 2
    if place is None:
        painter.drawLine(QPointF(at.x() - half * 0.4, at.y()), QPointF(at.x() + half * 0.4, at.y()))
        return
    painter.setBrush(theme.colour(tone))
    for side in (-1, 1):
        painter.drawEllipse(QPointF(at.x() + side * half * 0.33, at.y() - half * 0.22), line, line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    bend = (0.42, 0.26, 0.0, -0.26, -0.42)[min(place, 4)] * half
    mouth = QPainterPath(QPointF(at.x() - half * 0.42, at.y() + half * 0.33 - bend * 0.4))
    mouth.quadTo(
        QPointF(at.x(), at.y() + half * 0.33 + bend),
        QPointF(at.x() + half * 0.42, at.y() + half * 0.33 - bend * 0.4),
    )
    painter.drawPath(mouth)
