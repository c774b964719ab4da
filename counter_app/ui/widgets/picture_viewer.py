"""Pictures over a page: pages below each other, as wide as there is room, closed by Esc."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.overlay import Overlay

#: Sizes against the width of the window, and the one to begin with.
_SIZES = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8)
_BEGIN = 2
_KEYS = "Esc 关闭,+ 放大,- 缩小,方向键和翻页键移动"


class PictureViewer(Overlay):
    """``show_pictures(title, pictures)``. Nothing is written anywhere; closing lets them go."""

    veil = 255

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        look = theme.tokens()
        self._pictures: list[QPixmap] = []
        self._size = _BEGIN
        self.title = label("", "title", self)
        self._hint = label(_KEYS, "muted", self)
        self._sheet = QWidget()
        self._sheet.setObjectName("Scrolled")
        self._column = QVBoxLayout(self._sheet)
        self._column.setSpacing(look.space_m)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.space_l, look.space_m, look.space_l, look.space_m)
        column.addWidget(self.title)
        column.addWidget(self._hint)
        column.addWidget(self._scroll, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def pages(self) -> list[QLabel]:
        return self._sheet.findChildren(QLabel)

    def show_pictures(self, title: str, pictures: list[QPixmap]) -> None:
        self.title.setText(title)
        self._pictures = pictures
        self._size = _BEGIN
        self.appear()
        self._draw()
        self._scroll.verticalScrollBar().setValue(0)
        self.setFocus()

    def vanish(self) -> None:
        super().vanish()
        self._pictures = []
        self._clear()

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        bar = self._scroll.verticalScrollBar()
        side = self._scroll.horizontalScrollBar()
        step, leaf = bar.singleStep() * 4, bar.pageStep()
        moves = {
            Qt.Key.Key_Down: (bar, step),
            Qt.Key.Key_Up: (bar, -step),
            Qt.Key.Key_PageDown: (bar, leaf),
            Qt.Key.Key_PageUp: (bar, -leaf),
            Qt.Key.Key_Space: (bar, leaf),
            Qt.Key.Key_Right: (side, step),
            Qt.Key.Key_Left: (side, -step),
        }
        if key == Qt.Key.Key_Escape:
            self.vanish()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(1)
        elif key == Qt.Key.Key_Minus:
            self._zoom(-1)
        elif key in moves:
            moved, by = moves[Qt.Key(key)]
            moved.setValue(moved.value() + by)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._pictures:
            self._draw()

    # ---- inside

    def _zoom(self, by: int) -> None:
        self._size = min(max(self._size + by, 0), len(_SIZES) - 1)
        self._draw()

    def _clear(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()

    def _draw(self) -> None:
        self._clear()
        ratio = self.devicePixelRatioF()
        room = self._scroll.viewport().width() - 2 * theme.tokens().space_l
        for picture in self._pictures:
            width = min(room * _SIZES[self._size], picture.width() * max(_SIZES[self._size], 1.0))
            scaled = picture.scaledToWidth(
                max(1, round(width * ratio)), Qt.TransformationMode.SmoothTransformation
            )
            scaled.setDevicePixelRatio(ratio)
            shown = QLabel()
            shown.setPixmap(scaled)
            shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._column.addWidget(shown)
        self._column.addStretch(1)
