"""Pictures over a page: pages below each other, as wide as there is room, closed by Esc."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.overlay import Overlay

#: Sizes against the width of the window, and the one to begin with.
_SIZES = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8)
_BEGIN = 2
_KEYS = "Esc 关闭，+ 放大，- 缩小，方向键和翻页键移动"


class PictureViewer(Overlay):
    """``show_pictures(title, pictures)``. Nothing is written anywhere; closing lets them go."""

    veil = 255

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        look = theme.tokens()
        self._leaves: list[_Leaf] = []
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
    def pages(self) -> list[_Leaf]:
        return self._leaves

    def show_pictures(self, title: str, pictures: list[QPixmap]) -> None:
        self.title.setText(title)
        self._clear()
        self._leaves = [_Leaf(each) for each in pictures]
        for leaf in self._leaves:
            self._column.addWidget(leaf, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        self._size = _BEGIN
        self.appear()
        self._fit()
        self._scroll.verticalScrollBar().setValue(0)
        self.setFocus()

    def vanish(self) -> None:
        super().vanish()
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
        self._fit()

    # ---- inside

    def _zoom(self, by: int) -> None:
        self._size = min(max(self._size + by, 0), len(_SIZES) - 1)
        self._fit()

    def _clear(self) -> None:
        self._leaves = []
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()

    def _fit(self) -> None:
        size = _SIZES[self._size]
        room = self._scroll.viewport().width() - 2 * theme.tokens().space_l
        for leaf in self._leaves:
            # Small pictures are not blown up before somebody asks.
            leaf.fit(round(min(room * size, leaf.picture.width() * max(size, 1.0))))


class _Leaf(QWidget):
    """One page. It is drawn to its size when it comes into sight, not before."""

    def __init__(self, picture: QPixmap) -> None:
        super().__init__()
        self.picture = picture

    def fit(self, width: int) -> None:
        width = max(width, 1)
        height = width * self.picture.height() // max(self.picture.width(), 1)
        self.setFixedSize(width, max(height, 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(self.rect(), self.picture)
        painter.end()
