"""A list of frozen rows that is worked with by keyboard: arrows move, Enter opens."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.columns import Column
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.snapshot_model import SnapshotModel

Row = TypeVar("Row")

#: A column of width 0 has room for so many characters at least.
_LEAST_OPEN = 6


class DataTable(QTableView, Generic[Row]):
    """``show_rows`` keeps the current row and the scroll position by key.

    ``opened(row)``: Enter or double click. ``current_changed(row | None)``: arrows, clicks,
    and when the current row left the list.
    """

    opened = Signal(object)
    current_changed = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model: SnapshotModel[Row] = SnapshotModel(columns, key, self)
        self._empty: EmptyState | None = None
        self._replacing = False
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.selectionModel().currentRowChanged.connect(self.on_current_row_changed)
        self.doubleClicked.connect(self.on_double_clicked)
        self.setAccessibleName("列表：" + "、".join(each.title for each in columns))
        self._fit_sizes()

    # ---- rows

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._model.rows

    @property
    def current(self) -> Row | None:
        """The row the cursor is on."""
        return self._model.row(self.currentIndex().row())

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Replace what is listed; see the class."""
        bar = self.verticalScrollBar()
        top = self._model.key_at(bar.value()) if bar.value() else None
        was_on = self.currentIndex().row()
        before = self._model.key_at(was_on)
        self._replacing = True
        try:
            self._model.replace(rows)
        finally:
            self._replacing = False
        if top is not None and (row := self._model.row_of(top)) >= 0:
            bar.setValue(row)
        if before is not None and self._model.row_of(before) < 0:
            self.go_to_row(min(was_on, len(self._model.rows) - 1))
        if self.hasFocus() and self.current is None:
            self.go_to_row(0)  # the cursor waited here for something to stand on
        elif before != self._model.key_at(self.currentIndex().row()) or before is None:
            self.current_changed.emit(self.current)
        self._show_empty()

    def select_key(self, key: Hashable) -> bool:
        """Put the cursor on the row with this key; False when it is not listed."""
        row = self._model.row_of(key)
        return row >= 0 and self.go_to_row(row)

    def go_to_row(self, number: int) -> bool:
        """Put the cursor on a row by its number, from 0."""
        if not 0 <= number < len(self._model.rows):
            self.setCurrentIndex(QModelIndex())
            return False
        self.setCurrentIndex(self._model.index(number, 0))
        return True

    def set_empty(self, empty: EmptyState) -> None:
        """What to show instead of no rows."""
        self._empty = empty
        empty.setParent(self.viewport())
        self._show_empty()

    # ---- slots

    def on_current_row_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if not self._replacing:
            self.current_changed.emit(self._model.row(current.row()))

    def on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.row(index.row()))

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.current is not None and not event.isAutoRepeat():
                self.opened.emit(self.current)
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = len(self._model.rows) - 1
            self.go_to_row(0 if event.key() == Qt.Key.Key_Home else last)
            return
        if event.text() and event.text().isprintable() and event.text() != " ":
            event.ignore()  # no jump to a row by a letter; the page may want it for its search
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid():
            self.go_to_row(0)  # before Qt moves there without selecting
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit_sizes()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tooltip_at(self.indexAt(event.pos())), self)
            return True
        return super().viewportEvent(event)

    def tooltip_at(self, index: QModelIndex) -> str:
        """A cell's own tooltip, or its whole text when it is cut."""
        if not index.isValid():
            return ""
        own = index.data(Qt.ItemDataRole.ToolTipRole)
        if own:
            return str(own)
        text = str(index.data() or "")
        room = self.columnWidth(index.column()) - 2 * theme.tokens().space_s
        if index.data(Qt.ItemDataRole.DecorationRole) is not None:
            room -= self.iconSize().width() + 4
        return text if self.fontMetrics().horizontalAdvance(text) > room else ""

    # ---- sizes

    def _fit_sizes(self) -> None:
        self.verticalHeader().setMinimumSectionSize(16)
        self.verticalHeader().setDefaultSectionSize(theme.tokens().row)
        side = theme.tokens().icon - 2
        if self.iconSize().width() != side:
            self.setIconSize(QSize(side, side))
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Fixed widths in characters; what is left goes to the columns of width 0.

        Columns that may go are hidden before anything has to be scrolled sideways.
        """
        character = theme.tokens().body
        padding = 2 * theme.tokens().space_s + 2
        columns = self._model.columns
        widths = {
            number: round((each.width or _LEAST_OPEN) * character) + padding
            for number, each in enumerate(columns)
        }
        gone: set[int] = set()
        by_need = sorted(range(len(columns)), key=lambda n: -columns[n].drop)
        for number in by_need:
            room = sum(width for n, width in widths.items() if n not in gone)
            if room <= self.viewport().width() or not columns[number].drop:
                break
            gone.add(number)
        for number in range(len(columns)):
            self.setColumnHidden(number, number in gone)
        fixed = {n: widths[n] for n, each in enumerate(columns) if each.width and n not in gone}
        open_ones = [n for n in range(len(columns)) if n not in fixed and n not in gone]
        left = self.viewport().width() - sum(fixed.values())
        for number, width in fixed.items():
            self.setColumnWidth(number, width)
        for position, number in enumerate(open_ones):
            share = left // len(open_ones) + (left % len(open_ones) if position == 0 else 0)
            self.setColumnWidth(number, max(share, _LEAST_OPEN * character + padding))

    def _show_empty(self) -> None:
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())
            self._empty.setVisible(not self._model.rows)
