"""Frozen rows in a Qt table model. New rows are compared by key, so selection and scroll stay."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from counter_app.errors import Bug
from counter_app.ui import theme
from counter_app.ui.theme.fonts import text_font
from counter_app.ui.widgets.columns import Column

Row = TypeVar("Row")
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_Role = Qt.ItemDataRole


class SnapshotModel(QAbstractTableModel, Generic[Row]):
    """``key(row)`` tells rows apart; equal rows are not drawn again. At most some 500 rows."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._rows: list[Row] = []

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self._rows)

    def row(self, number: int) -> Row | None:
        """The value in a row, None outside."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def row_of(self, key: Hashable) -> int:
        """Number of the row with this key, -1 when it is not here."""
        return next((i for i, row in enumerate(self._rows) if self._key(row) == key), -1)

    def key_at(self, number: int) -> Hashable | None:
        row = self.row(number)
        return None if row is None else self._key(row)

    def replace(self, rows: Sequence[Row]) -> None:
        """Show these rows instead: removes, moves, inserts, then changes. Raises :class:`Bug`
        when two rows have one key."""
        wanted = {self._key(row): row for row in rows}
        if len(wanted) != len(rows):
            raise Bug("表格里有两行是同一个编号")
        self._remove_absent(wanted)
        left = {self._key(row) for row in self._rows}
        self._reorder([key for key in wanted if key in left])
        self._insert_new(list(rows))
        self._change(list(rows))

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        row = self.row(index.row())
        if row is None or not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == _Role.DisplayRole:
            return column.text(row)
        if role == _Role.DecorationRole:
            name = column.icon(row)
            return theme.icon(name, column.tone(row) or "muted") if name else None
        if role == _Role.ForegroundRole:
            tone = column.tone(row)
            return theme.colour(tone) if tone else None
        if role == _Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.FontRole and column.bold:
            return text_font(theme.tokens().body, bold=True)
        if role == _Role.ToolTipRole:
            return column.tooltip(row) or None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == _Role.DisplayRole:
            return self.columns[section].title
        if role == _Role.TextAlignmentRole:
            right = self.columns[section].right
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _remove_absent(self, wanted: dict[Hashable, Row]) -> None:
        gone = [i for i, row in enumerate(self._rows) if self._key(row) not in wanted]
        for first, last in reversed(list(_runs(gone))):
            self.beginRemoveRows(_ROOT, first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()

    def _reorder(self, order: list[Hashable]) -> None:
        """Bring the rows that stay into their new order, taking persistent indexes along."""
        old = [self._key(row) for row in self._rows]
        if old == order:
            return
        self.layoutAboutToBeChanged.emit()
        place = {key: number for number, key in enumerate(order)}
        before = self.persistentIndexList()
        after = [self.index(place[old[each.row()]], each.column()) for each in before]
        self._rows.sort(key=lambda row: place[self._key(row)])
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _insert_new(self, rows: list[Row]) -> None:
        known = set(map(self._key, self._rows))
        fresh = [i for i, row in enumerate(rows) if self._key(row) not in known]
        for first, last in _runs(fresh):
            self.beginInsertRows(_ROOT, first, last)
            self._rows[first:first] = rows[first : last + 1]
            self.endInsertRows()

    def _change(self, rows: list[Row]) -> None:
        changed = [
            i for i, (old, new) in enumerate(zip(self._rows, rows, strict=True)) if old != new
        ]
        for first, last in _runs(changed):
            self._rows[first : last + 1] = rows[first : last + 1]
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as runs: 1 2 3 7 8 -> (1, 3), (7, 8)."""
    start = 0
    for i in range(1, len(numbers) + 1):
        if i == len(numbers) or numbers[i] != numbers[i - 1] + 1:
            yield numbers[start], numbers[i - 1]
            start = i
