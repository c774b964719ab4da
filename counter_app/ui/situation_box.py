"""The questions of an item (情形) as rows of numbered choices; a digit answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counter_app.forms.checks import visible_fields
from counter_app.forms.situations import asked, situation_fields
from counter_app.models.reference import FieldSpec, Item
from counter_app.ui.forms import Editor
from counter_app.ui.spec_rows import SpecRows
from counter_app.ui.widgets.form import FieldRow


class SituationBox(QWidget):
    """``edited`` at every answer; ``left(field)`` when the cursor goes on; ``rebuilt`` when
    there are other questions. Answers outlive a change of the item by their keys."""

    edited = Signal()
    left = Signal(str)
    rebuilt = Signal()

    def __init__(self, today: date, parent: QWidget, *, label_width: int = 7) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self._fields = SpecRows(today, self._row, self)
        self._fields.edited.connect(self.on_edited)
        self._fields.left.connect(self.left)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def ask(self, item: Item | None) -> None:
        """Ask the questions of this item."""
        specs = situation_fields(item) if item is not None else ()
        if specs == self._fields.specs:
            return
        self._fields.ask(specs)
        for row in self.rows.values():
            self._column.addWidget(row)
        self._fit()
        self.setVisible(bool(specs))
        self.rebuilt.emit()

    @property
    def rows(self) -> dict[str, FieldRow]:
        """By key, whether in sight or not."""
        return self._fields.rows

    def get(self) -> dict[str, str]:
        """Every answer given, also to questions that are not in sight now."""
        return self._fields.get()

    def set(self, values: Mapping[str, str]) -> None:
        """Show these answers instead."""
        self._fields.set(values)
        self._fit()

    def applying(self, item: Item) -> dict[str, str]:
        """The answers to the questions that are asked now."""
        values = self.get()
        return {spec.key: values[spec.key] for spec in asked(item, values) if spec.key in values}

    def stops(self) -> list[QWidget]:
        return [self._fields.editors[spec.key] for spec in self._shown()]

    def answer_next(self, digit: str) -> bool:
        """A digit answers the first question that is still open; False when none is."""
        for spec in self._shown():
            editor = self._fields.editors[spec.key]
            if not editor.get():
                if digit.isascii() and digit.isdigit() and 1 <= int(digit) <= len(spec.choices):
                    editor.set(spec.choices[int(digit) - 1])
                return True
        return False

    def editor_of(self, field: str) -> Editor | None:
        return self._fields.editor_of(field)

    def on_edited(self) -> None:
        self._fit()
        self.edited.emit()

    def _row(self, name: str, spec: FieldSpec, editor: Editor) -> FieldRow:
        return FieldRow(name, spec.label, editor, label_width=self._label_width, parent=self)

    def _shown(self) -> tuple[FieldSpec, ...]:
        return visible_fields(self._fields.specs, self.get())

    def _fit(self) -> None:
        shown = {spec.key for spec in self._shown()}
        for key, row in self.rows.items():
            row.setVisible(key in shown)
