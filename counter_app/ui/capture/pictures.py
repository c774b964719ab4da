"""The pictures of the panel: what the camera sees, the page under the cursor, and the strip."""

from __future__ import annotations

import io

from PIL import Image
from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from counter_app.documents.page_edges import Corners, find_page
from counter_app.ui import theme
from counter_app.ui.capture.shots import Shot

#: Longest side of what is looked at for edges.
_LOOK = 480


class LivePicture(QWidget):
    """What the camera sees with the edges that were found, or a sentence why there is nothing.

    ``fine``: made smaller with care, for a page that stands still; thin lines would break else.
    """

    def __init__(self, name: str, *, fine: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fine = fine
        self._image = QImage()
        self._drawn = QImage()
        self._corners: Corners | None = None
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 72)
        self.setAccessibleName(name)

    @property
    def words(self) -> str:
        return self._words

    @property
    def image(self) -> QImage:
        return self._image

    def show_image(self, image: QImage) -> None:
        """A new picture; the edges of the one before still stand for a moment."""
        self._image = image
        self._drawn = QImage()
        self._words = ""
        self.update()

    def show_edges(self, corners: Corners | None) -> None:
        """``corners`` as parts of width and height."""
        self._corners = corners
        self.update()

    def say(self, words: str) -> None:
        """Nothing to see, and why."""
        self._image = QImage()
        self._corners = None
        self._words = words
        self.setAccessibleDescription(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("sunken"))
        if self._image.isNull():
            painter.setPen(theme.colour("muted"))
            inner = self.rect().adjusted(16, 16, -16, -16)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inner, flags, self._words)
        else:
            place = fitted(self._image.size(), QRectF(self.rect()))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self._to_draw(place))
            if self._corners is not None:
                self._draw_edges(painter, place)
        painter.end()

    def _to_draw(self, place: QRectF) -> QImage:
        if not self._fine:
            return self._image
        size = (place.size() * self.devicePixelRatioF()).toSize()
        if self._drawn.size() != size:
            whole = Qt.AspectRatioMode.IgnoreAspectRatio
            way = Qt.TransformationMode.SmoothTransformation
            self._drawn = self._image.scaled(size, whole, way)
        return self._drawn

    def _draw_edges(self, painter: QPainter, place: QRectF) -> None:
        assert self._corners is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPolygonF(
            [
                QPointF(place.left() + x * place.width(), place.top() + y * place.height())
                for x, y in self._corners
            ]
        )
        for colour, width in (("surface", 5), ("focus", 3)):
            painter.setPen(QPen(theme.colour(colour), width))
            painter.drawPolygon(shape)


class Strip(QWidget):
    """The pages in a row, each with its number; the cursor's has a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: dict[int, QImage] = {}
        self._shots: tuple[Shot, ...] = ()
        self._current = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("已拍的页")

    def show_shots(self, shots: tuple[Shot, ...], current: int) -> None:
        kept = {each.number for each in shots}
        self._pictures = {n: image for n, image in self._pictures.items() if n in kept}
        height = round(self.height() * self.devicePixelRatioF())
        for shot in shots:
            if shot.page is not None and shot.number not in self._pictures:
                image = QImage.fromData(QByteArray(shot.page.jpeg))
                way = Qt.TransformationMode.SmoothTransformation
                self._pictures[shot.number] = image.scaledToHeight(max(height, 1), way)
        self._shots, self._current = shots, current
        told = f"共 {len(shots)} 页，现在第 {current + 1} 页" if shots else "还没有拍"
        self.setAccessibleDescription(told)
        self.update()

    def sizeHint(self) -> QSize:
        low = self.window().height() < 30 * theme.tokens().body
        return QSize(200, (3 if low else 5) * theme.tokens().body)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = self.height() - 8
        gap = theme.tokens().space_s
        room = max(1, self.width() // (side + gap))
        first = max(0, min(self._current - room // 2, len(self._shots) - room))
        for at, shot in enumerate(self._shots[first : first + room]):
            box = QRect(at * (side + gap) + 4, 4, side, side)
            painter.fillRect(box, theme.colour("sunken"))
            picture = self._pictures.get(shot.number)
            if picture is not None:
                painter.drawImage(fitted(picture.size(), QRectF(box)), picture)
            self._number(painter, box, first + at, done=picture is not None)
            if first + at == self._current:
                painter.setPen(QPen(theme.colour("focus"), 3))
                painter.drawRect(box.adjusted(-2, -2, 2, 2))
        painter.end()

    def _number(self, painter: QPainter, box: QRect, at: int, *, done: bool) -> None:
        letter = theme.tokens().small
        words = str(at + 1) if done else f"{at + 1}…"
        tag = QRect(box.left(), box.bottom() - letter - 6, letter * 2, letter + 7)
        painter.fillRect(tag, theme.colour("rail"))
        painter.setPen(theme.colour("rail_text"))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, words)


def fitted(size: QSize, room: QRectF) -> QRectF:
    """Where a picture of this size stands in the room, whole and in the middle."""
    scale = min(room.width() / max(size.width(), 1), room.height() / max(size.height(), 1))
    width, height = size.width() * scale, size.height() * scale
    left = room.left() + (room.width() - width) / 2
    return QRectF(left, room.top() + (room.height() - height) / 2, width, height)


def jpeg_of(image: QImage) -> bytes:
    """The bytes of a picture; on the worker."""
    out = io.BytesIO()
    _pillow(image, "RGB").save(out, "JPEG", quality=94)
    return out.getvalue()


def edges_of(image: QImage) -> Corners | None:
    """The corners of the page as parts of width and height; on the worker."""
    way = Qt.TransformationMode.SmoothTransformation
    small = image.scaled(_LOOK, _LOOK, Qt.AspectRatioMode.KeepAspectRatio, way)
    found = find_page(_pillow(small, "L"))
    width, height = small.width(), small.height()
    if found is None:
        return None
    a, b, c, d = ((x / width, y / height) for x, y in found)
    return a, b, c, d


def _pillow(image: QImage, mode: str) -> Image.Image:
    kind = QImage.Format.Format_RGB888 if mode == "RGB" else QImage.Format.Format_Grayscale8
    image = image.convertToFormat(kind)
    data, size = bytes(image.constBits()), (image.width(), image.height())
    return Image.frombuffer(mode, size, data, "raw", mode, image.bytesPerLine(), 1)
