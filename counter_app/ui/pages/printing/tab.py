"""One list of the page with its column at the side; below it where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.data_table import DataTable

#: Width of the column at the side, in characters; below so many it goes under the list.
SIDE = 23
_NARROW = 52
#: Height of the list above its column, in rows, its head included.
_ROWS = 4.4


class Tab(QWidget):
    """``table`` at the left, what is put into ``side`` at the right."""

    def __init__(self, table: DataTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.tokens()
        self.table = table
        self.table.setMinimumHeight(130)
        # Letters are keys of the page here, never the beginning of a Chinese word.
        table.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._holder = QWidget(self)
        self.side = QVBoxLayout(self._holder)
        self.side.setContentsMargins(0, 0, 0, 0)
        self.side.setSpacing(look.space_s)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 8, 0, 0)
        self._row.setSpacing(look.space_m)
        self._row.addWidget(table, 1)
        self._row.addWidget(self._holder)
        self._holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        body = theme.tokens().body
        narrow = self.width() < _NARROW * body
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        wanted = down if narrow else across
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
        # So that what is said about a line is in sight together with it.
        self.table.setMaximumHeight(round(_ROWS * theme.tokens().row) if narrow else 16_777_215)
        if narrow:
            self._holder.setMinimumWidth(0)
            self._holder.setMaximumWidth(16_777_215)
        else:
            self._holder.setFixedWidth(SIDE * body)
