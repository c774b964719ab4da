"""Editor of a telephone number (电话)."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from counter_app.models.reference import FieldSpec
from counter_app.ui.forms.line import LineEditor


class PhoneEditor(LineEditor):
    """Mobile or landline; a mobile number is read back in groups, as it is read aloud."""

    def __init__(self, spec: FieldSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(spec, today, parent)
        self.narrow(16, 12)

    def read_back(self, normal: str) -> str:
        if len(normal) == 11 and normal.isdigit():
            return f"{normal[:3]} {normal[3:7]} {normal[7:]}"
        return ""
