"""The list that drops below a type-ahead line. It is looked at, never focused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QHideEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from counter_app.ui import theme
from counter_app.ui.widgets.elided import write_line
from counter_app.ui.widgets.labels import label

#: Rows shown without scrolling.
SHOWN = 8
_ROOT = QModelIndex()
_HIT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Hit:
    """One thing found. ``title`` is what goes into the line, ``detail`` and ``tag`` (at the right)
    tell it from others, ``value`` is handed back to the page."""

    key: str
    title: str
    detail: str = ""
    tag: str = ""
    value: Any = None


class _Hits(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hits: tuple[Hit, ...] = ()

    def replace(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self.hits = tuple(hits)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.hits)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        hit = self.hits[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return hit.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{hit.title}\n{hit.detail}".strip()
        return hit if role == _HIT else None


class _HitDelegate(QStyledItemDelegate):
    """Title, what tells it from others in a muted line beside it, tag at the right."""

    def paint(
        self,
        painter: QPainter,
        option: Any,  # its fields are missing in the stubs
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        hit: Hit = index.data(_HIT)
        look = theme.tokens()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        rect = option.rect
        if chosen:
            painter.fillRect(rect, theme.colour("accent_soft"))
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), theme.colour("accent"))
        box = rect.adjusted(look.space_m, 0, -look.space_m, 0)
        tag_width = write_line(painter, box, hit.tag, "muted", look.small, right=True)
        box.setRight(box.right() - tag_width - (look.space_m if tag_width else 0))
        used = write_line(painter, box, hit.title, "text", look.body, bold=chosen)
        box.setLeft(box.left() + used + look.space_m)
        if box.width() > 3 * look.small:
            write_line(painter, box, hit.detail, "muted", look.small)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, theme.tokens().row)


class HitList(QFrame):
    """Lies over the window below its line; ``picked(hit)`` when a row is clicked."""

    picked = Signal(object)

    def __init__(self, window: QWidget, nothing: str) -> None:
        super().__init__(window)
        self.window_below = window
        self.setObjectName("HitList")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing: QLabel = label(nothing, "muted", self)
        self._nothing.setContentsMargins(12, 8, 12, 8)
        self._model = _Hits(self)
        self._view = QListView(self)
        self._view.setModel(self._model)
        self._view.setItemDelegate(_HitDelegate(self._view))
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setUniformItemSizes(True)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.clicked.connect(self.on_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self._view)
        column.addWidget(self._nothing)
        self._line_above: QWidget | None = None
        self._follow = QTimer(self)
        self._follow.setInterval(60)
        self._follow.timeout.connect(self.follow)
        self.hide()

    @property
    def hits(self) -> tuple[Hit, ...]:
        return self._model.hits

    @property
    def current(self) -> Hit | None:
        row = self._view.currentIndex().row()
        return self.hits[row] if 0 <= row < len(self.hits) else None

    def show_below(self, line: QWidget, hits: Sequence[Hit]) -> None:
        """Show the hits under ``line``, or above it where there is no room below."""
        self._line_above = line
        self._model.replace(hits)
        self._nothing.setVisible(not hits)
        self._view.setVisible(bool(hits))
        if hits:
            self._view.setCurrentIndex(self._model.index(0))
        self.follow()
        self.raise_()
        self.show()
        self._follow.start()

    def follow(self) -> None:
        """Stay at the line, wherever a layout moves it."""
        line, hits, window = self._line_above, self.hits, self.window_below
        if line is None:
            return
        row = theme.tokens().row
        wanted = min(len(hits), SHOWN) * row + 4 if hits else row + 6
        below = line.mapTo(window, QPoint(0, line.height() + 2))
        above = line.mapTo(window, QPoint(0, -2)).y()
        width = min(max(line.width(), 360), window.width() - below.x() - 4)
        room = window.height() - below.y() - 4
        if room >= wanted or room >= above:
            self.setGeometry(below.x(), below.y(), width, min(wanted, room))
        else:
            height = min(wanted, above)
            self.setGeometry(below.x(), above - height, width, height)

    def hideEvent(self, event: QHideEvent) -> None:
        self._follow.stop()
        super().hideEvent(event)

    def move_by(self, rows: int) -> None:
        """Move the mark, staying within the list."""
        last = len(self.hits) - 1
        if last >= 0:
            row = min(max(self._view.currentIndex().row() + rows, 0), last)
            self._view.setCurrentIndex(self._model.index(row))

    def on_clicked(self, index: QModelIndex) -> None:
        self.picked.emit(self.hits[index.row()])
