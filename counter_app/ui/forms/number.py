"""Editor of a number (数字)."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from counter_app.models.reference import FieldSpec
from counter_app.ui.forms.line import LineEditor


class NumberEditor(LineEditor):
    """A plain decimal; the unit stands beside it and may be written along."""

    def __init__(self, spec: FieldSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(spec, today, parent)
        self.narrow(14)
