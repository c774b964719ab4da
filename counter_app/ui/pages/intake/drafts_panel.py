"""Half-typed cases of this person (暂存): take one up again, or throw it away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counter_app.ui.draft_list import COLUMNS, DraftView, draft_key
from counter_app.ui.pages.intake.card import Card
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import label


class _Table(DataTable[DraftView]):
    """Delete throws the current one away."""

    discarded = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.current is not None:
            self.discarded.emit(self.current)
            return
        super().keyPressEvent(event)


class DraftsPanel(Card):
    """``opened(view)`` and ``discarded(view)``."""

    opened = Signal(object)
    discarded = Signal(object)

    def __init__(self, back: Button, parent: QWidget) -> None:
        super().__init__(parent, roomy=True)
        self.table = _Table(COLUMNS, draft_key, self)
        self.table.setMinimumHeight(240)
        self.table.set_empty(EmptyState("document", "没有暂存的办件，接着收件就好。"))
        self.table.opened.connect(self.opened)
        self.table.discarded.connect(self.discarded)
        head = QHBoxLayout()
        head.addWidget(label("暂存的办件", "heading", self))
        head.addWidget(label("Enter 接着填  Delete 丢弃（可撤销）", "small", self))
        head.addStretch(1)
        head.addWidget(back)
        self.column.addLayout(head)
        self.column.addWidget(self.table, 1)
        self.hide()

    def show_drafts(self, views: Sequence[DraftView]) -> None:
        self.table.show_rows(views)
        if self.table.current is None:
            self.table.go_to_row(0)
