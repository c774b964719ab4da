"""Editor of a bank account number (银行账号)."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from counter_app.models.reference import FieldSpec
from counter_app.ui.forms.line import LineEditor


class BankAccountEditor(LineEditor):
    """Digits only; read back in groups of four, as on the card."""

    def __init__(self, spec: FieldSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(spec, today, parent)
        self.narrow(26, 20)

    def read_back(self, normal: str) -> str:
        return " ".join(normal[at : at + 4] for at in range(0, len(normal), 4))
