"""A short form of declared fields: editors by their specs, shown as the answers ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from counter_app.forms.checks import check_form
from counter_app.forms.conditions import holds
from counter_app.models.reference import FieldSpec
from counter_app.ui.forms import Editor, make_editor
from counter_app.ui.widgets.form import Form


class SpecForm(Form):
    """``changed`` whenever an answer is another one. Rows of other widgets may be added too."""

    changed = Signal()

    def __init__(
        self,
        specs: Sequence[FieldSpec],
        today: date,
        *,
        values: Mapping[str, str] | None = None,
        hints: Mapping[str, str] | None = None,
        spans: Mapping[str, int] | None = None,
        columns: int = 1,
        label_width: int = 6,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(columns=columns, label_width=label_width, parent=parent)
        self._specs = tuple(specs)
        self._today = today
        self._values = dict(values or {})
        self._hints = dict(hints or {})
        self._spans = dict(spans or {})
        self._editors: dict[str, Editor] = {}

    def build(self) -> None:
        """Add a row for every spec, below whatever was added before."""
        for spec in self._specs:
            editor = make_editor(spec, self._today)
            editor.set(self._values.get(spec.key, ""))
            editor.edited.connect(self.on_edited)
            self._editors[spec.key] = editor
            hint = self._hints.get(spec.key, "")
            self.add(
                spec.key,
                spec.label,
                editor,
                required=spec.required,
                hint=hint,
                span=self._spans.get(spec.key, 1),
            )
        self._fit_rows()

    def editor(self, key: str) -> Editor:
        """The editor of a field. Raises ``KeyError`` for a field that is not asked for."""
        return self._editors[key]

    def set_values(self, values: Mapping[str, str]) -> None:
        """Fill in anew; fields that are not named become empty."""
        for key, editor in self._editors.items():
            editor.set(values.get(key, ""))
        self.show_problems({})
        self._fit_rows()

    def written(self) -> dict[str, str]:
        """What stands in the editors, hidden ones included."""
        return {key: editor.get() for key, editor in self._editors.items()}

    def check(self) -> tuple[dict[str, str], dict[str, str]]:
        """(answers in their stored spelling, field -> what is wrong). Shows nothing."""
        values, problems = check_form(self._specs, self.written(), today=self._today)
        return values, {each.field: each.why for each in problems if each.serious}

    def tell(self, field: str, why: str) -> bool:
        """Say at a field what is wrong with it; False when it is not in sight."""
        row = next((row for row in self.rows if row.name == field), None)
        if row is None or row.isHidden():
            return False
        row.show_problem(why)
        self.focus_first_problem()
        return True

    @property
    def problem(self) -> str:
        """The first thing that is said to be wrong."""
        return next((row.problem for row in self.rows if row.problem), "")

    def on_edited(self) -> None:
        self._fit_rows()
        self.changed.emit()

    def _fit_rows(self) -> None:
        """An answer may call for other questions."""
        answers = self.written()
        for spec in self._specs:
            if spec.when and spec.key in self._editors:
                self.row(spec.key).setVisible(holds(spec.when, answers))
