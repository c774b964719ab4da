"""Rows for declared fields, made anew whenever others are asked (表单栏目)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from counter_app.models.reference import FieldSpec
from counter_app.ui.forms import Editor, make_editor
from counter_app.ui.widgets.form import FieldRow

#: How a field's key is told outside: it stands in the form of the case.
_FORM = "form."


class SpecRows(QObject):
    """``edited`` at every change; ``left(field)`` when the cursor goes on. What was typed
    outlives a change of the fields by its key.

    ``make_row(name, spec, editor)`` makes a field's row, whose place is the owner's business.
    """

    edited = Signal()
    left = Signal(str)

    def __init__(
        self,
        today: date,
        make_row: Callable[[str, FieldSpec, Editor], FieldRow],
        owner: QWidget,
    ) -> None:
        super().__init__(owner)
        self._today = today
        self._make_row = make_row
        self._owner = owner
        self._values: dict[str, str] = {}
        self.specs: tuple[FieldSpec, ...] = ()
        self.editors: dict[str, Editor] = {}
        self.rows: dict[str, FieldRow] = {}

    def ask(self, specs: Sequence[FieldSpec]) -> None:
        """Ask these fields instead."""
        self._values = self.get()
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows, self.editors, self.specs = {}, {}, tuple(specs)
        for spec in self.specs:
            editor = make_editor(spec, self._today, self._owner)
            editor.set(self._values.get(spec.key, ""))
            row = self._make_row(f"{_FORM}{spec.key}", spec, editor)
            row.title.setWordWrap(True)
            editor.edited.connect(self.edited)
            editor.left.connect(self.on_left)
            self.rows[spec.key] = row
            self.editors[spec.key] = editor

    def get(self) -> dict[str, str]:
        """What was typed, by key, also in fields that are not in sight now; blanks are left
        out."""
        values = self._values | {key: each.get() for key, each in self.editors.items()}
        return {key: value for key, value in values.items() if value}

    def set(self, values: Mapping[str, str]) -> None:
        """Show these values instead."""
        self._values = dict(values)
        for key, editor in self.editors.items():
            editor.set(values.get(key, ""))

    def editor_of(self, field: str) -> Editor | None:
        """Of a field as it is told outside."""
        return self.editors.get(field.removeprefix(_FORM)) if _FORM in field else None

    def on_left(self, editor: Editor) -> None:
        self.left.emit(f"{_FORM}{editor.spec.key}")
