"""The list of the palette: groups with headings, one marked row. Looked at, never focused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from counter_app.ui import theme
from counter_app.ui.frame.palette_entries import Entry, Group
from counter_app.ui.widgets.elided import write_line

_ROOT = QModelIndex()
_ROW = Qt.ItemDataRole.UserRole


class _Rows(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Group | Entry] = []

    def replace(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.rows = []
        for entry in entries:
            if not self.rows or _group(self.rows[-1]) is not entry.group:
                self.rows.append(entry.group)
            self.rows.append(entry)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if isinstance(self.rows[index.row()], Entry):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        row = self.rows[index.row()]
        if role == _ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title if isinstance(row, Entry) else str(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row) if isinstance(row, Entry) else str(row)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, Entry):
            return "\n".join(filter(None, (row.title, row.detail)))
        return None


class PaletteList(QListView):
    """``picked(entry)`` at a click; ``marked(entry | None)`` when another row is marked."""

    picked = Signal(object)
    marked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = _Rows(self)
        self.setModel(self._model)
        self.setItemDelegate(_RowDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("找到的操作、事项、群众和办件")
        self.clicked.connect(self.on_clicked)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(row for row in self._model.rows if isinstance(row, Entry))

    @property
    def current(self) -> Entry | None:
        place = self.currentIndex().row()
        row = self._model.rows[place] if 0 <= place < len(self._model.rows) else None
        return row if isinstance(row, Entry) else None

    def show_entries(self, entries: Sequence[Entry], keep: Entry | None = None) -> None:
        """Show these; the mark stays on ``keep`` where it is still listed, else goes on top."""
        self._model.replace(entries)
        places = self._places()
        at = next((p for p in places if keep is not None and self._key(p) == keep.key), None)
        self._mark(at if at is not None else (places[0] if places else -1))

    def move_by(self, steps: int) -> None:
        """Move the mark over the entries, staying within the list."""
        places = self._places()
        if places:
            here = self.currentIndex().row()
            at = places.index(here) if here in places else 0
            self._mark(places[min(max(at + steps, 0), len(places) - 1)])

    def next_group(self, by: int) -> None:
        """Move the mark to the first entry of the next group, round and round."""
        heads = [p + 1 for p, row in enumerate(self._model.rows) if isinstance(row, Group)]
        if heads:
            here = self.currentIndex().row()
            at = max((n for n, head in enumerate(heads) if head <= here), default=0)
            self._mark(heads[(at + by) % len(heads)])

    def on_clicked(self, index: QModelIndex) -> None:
        row = self._model.rows[index.row()]
        if isinstance(row, Entry):
            self.picked.emit(row)

    def _places(self) -> list[int]:
        return [p for p, row in enumerate(self._model.rows) if isinstance(row, Entry)]

    def _key(self, place: int) -> str:
        row = self._model.rows[place]
        return row.key if isinstance(row, Entry) else ""

    def _mark(self, place: int) -> None:
        if place < 0:
            self.marked.emit(None)
            return
        if place == 1:
            self.scrollToTop()  # with the heading
        self.setCurrentIndex(self._model.index(place))
        self.marked.emit(self.current)


class _RowDelegate(QStyledItemDelegate):
    """A heading, or icon, title, detail and what stands at the right."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        look = theme.tokens()
        entry = isinstance(index.data(_ROW), Entry)
        return QSize(200, look.row if entry else round(look.small * 1.9) + 4)

    def paint(
        self,
        painter: QPainter,
        option: Any,  # its fields are missing in the stubs
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Group | Entry = index.data(_ROW)
        look = theme.tokens()
        rect: QRect = option.rect
        painter.save()
        box = rect.adjusted(look.space_m, 0, -look.space_m, 0)
        if not isinstance(row, Entry):
            box.setTop(box.top() + 4)
            write_line(painter, box, str(row), "muted", look.small, bold=True)
            painter.restore()
            return
        marked = bool(option.state & QStyle.StateFlag.State_Selected)
        if marked:
            painter.fillRect(rect, theme.colour("accent_soft"))
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), theme.colour("focus"))
        if row.icon:
            side = look.icon
            at = QRect(box.x(), rect.center().y() - side // 2, side, side)
            theme.icon(row.icon, "accent" if marked else "muted").paint(painter, at)
        box.setLeft(box.left() + look.icon + look.space_s)
        used = write_line(painter, box, row.tag, "muted", look.small, right=True)
        box.setRight(box.right() - used - (look.space_m if used else 0))
        used = write_line(painter, box, row.title, "text", look.body, bold=marked)
        box.setLeft(box.left() + used + look.space_m)
        if box.width() > 3 * look.small:
            write_line(painter, box, row.detail, "muted", look.small)
        painter.restore()


def spoken(entry: Entry) -> str:
    """An entry as a screen reader says it."""
    return "，".join(filter(None, (entry.title, entry.detail, entry.tag, str(entry.group))))


def _group(row: Group | Entry) -> Group:
    return row.group if isinstance(row, Entry) else row
