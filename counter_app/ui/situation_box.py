"""The questions of an item (情形) as rows of numbered choices; a digit answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counter_app.forms.checks import visible_fields
from counter_app.forms.situations import asked, situation_fields
from counter_app.models.reference import FieldSpec, Item
from counter_app.ui.forms import Editor, make_editor
from counter_app.ui.widgets.form import FieldRow


class SituationBox(QWidget):
    """``edited`` at every answer; ``left(field)`` when the cursor goes on; ``rebuilt`` when
    there are other questions. Answers outlive a change of the item by their keys."""

    edited = Signal()
    left = Signal(str)
    rebuilt = Signal()

    def __init__(self, today: date, parent: QWidget, *, label_width: int = 7) -> None:
        super().__init__(parent)
        self._today = today
        self._label_width = label_width
        self._specs: tuple[FieldSpec, ...] = ()
        self._values: dict[str, str] = {}
        self._editors: dict[str, Editor] = {}
        self.rows: dict[str, FieldRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def ask(self, item: Item | None) -> None:
        """Ask the questions of this item."""
        specs = situation_fields(item) if item is not None else ()
        if specs == self._specs:
            return
        self._values = self.get()
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows, self._editors, self._specs = {}, {}, specs
        for spec in specs:
            self._add(spec)
        self._fit()
        self.setVisible(bool(specs))
        self.rebuilt.emit()

    def get(self) -> dict[str, str]:
        """Every answer given, also to questions that are not in sight now."""
        values = self._values | {key: each.get() for key, each in self._editors.items()}
        return {key: value for key, value in values.items() if value}

    def set(self, values: Mapping[str, str]) -> None:
        """Show these answers instead."""
        self._values = dict(values)
        for key, editor in self._editors.items():
            editor.set(values.get(key, ""))
        self._fit()

    def applying(self, item: Item) -> dict[str, str]:
        """The answers to the questions that are asked now."""
        values = self.get()
        return {spec.key: values[spec.key] for spec in asked(item, values) if spec.key in values}

    def stops(self) -> list[QWidget]:
        return [self._editors[spec.key] for spec in self._shown()]

    def answer_next(self, digit: str) -> bool:
        """A digit answers the first question that is still open; False when none is."""
        for spec in self._shown():
            editor = self._editors[spec.key]
            if not editor.get():
                if digit.isascii() and digit.isdigit() and 1 <= int(digit) <= len(spec.choices):
                    editor.set(spec.choices[int(digit) - 1])
                return True
        return False

    def editor_of(self, field: str) -> Editor | None:
        return self._editors.get(field.removeprefix("form.")) if "form." in field else None

    def on_edited(self) -> None:
        self._fit()
        self.edited.emit()

    def on_left(self, editor: Editor) -> None:
        self.left.emit(f"form.{editor.spec.key}")

    def _add(self, spec: FieldSpec) -> None:
        editor = make_editor(spec, self._today, self)
        editor.set(self._values.get(spec.key, ""))
        row = FieldRow(
            f"form.{spec.key}", spec.label, editor, label_width=self._label_width, parent=self
        )
        row.title.setWordWrap(True)
        editor.edited.connect(self.on_edited)
        editor.left.connect(self.on_left)
        self._column.addWidget(row)
        self.rows[spec.key] = row
        self._editors[spec.key] = editor

    def _shown(self) -> tuple[FieldSpec, ...]:
        return visible_fields(self._specs, self.get())

    def _fit(self) -> None:
        shown = {spec.key for spec in self._shown()}
        for key, row in self.rows.items():
            row.setVisible(key in shown)
