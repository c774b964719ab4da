"""A choice among many by one digit: all of them in sight, in as many lines as they need."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QSizePolicy, QWidget

from counter_app.models.reference import FieldSpec
from counter_app.ui.forms.choice import ChoiceEditor

_GAP = 4


class DigitChoice(ChoiceEditor):
    """All choices as buttons, whatever their number; ``picked`` when one was chosen by digit."""

    picked = Signal()
    most_buttons = 9
    most_characters = 48

    def __init__(self, spec: FieldSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(spec, today, parent)
        self._shown = 0
        self._cells = QGridLayout()
        self._cells.setSpacing(_GAP)
        for button in self._buttons:
            self.row.removeWidget(button)
        self.row.insertLayout(0, self._cells)
        self.row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()

    def take_key(self, event: QKeyEvent) -> bool:
        took = super().take_key(event)
        if took and self.get():
            self.picked.emit()
        return took

    def sizeHint(self) -> QSize:
        return QSize(self._needed(len(self._buttons)), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._needed(min(4, len(self._buttons))), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As many beside each other as there is room for, in full lines."""
        count = len(self._buttons)
        room = max(self.width(), 1)
        columns = next((n for n in range(count, 1, -1) if self._needed(n) <= room), 2)
        rows = -(-count // columns)
        columns = -(-count // rows)
        if columns == self._shown:
            return
        self._shown = columns
        for index, button in enumerate(self._buttons):
            self._cells.addWidget(button, index // columns, index % columns)
        high = max(button.sizeHint().height() for button in self._buttons)
        self.setFixedHeight(rows * high + (rows - 1) * _GAP)

    def _needed(self, columns: int) -> int:
        """Width of so many columns, each as wide as its widest button."""
        widths = [button.sizeHint().width() for button in self._buttons]
        widest = [max(widths[at::columns]) for at in range(min(columns, len(widths)))]
        return sum(widest) + _GAP * (len(widest) - 1)
