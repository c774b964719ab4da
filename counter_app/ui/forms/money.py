"""Editor of an amount in yuan (金额)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from counter_app.models.reference import FieldSpec
from counter_app.ui.forms.line import LineEditor


class MoneyEditor(LineEditor):
    """Yuan with two decimals; ``5万`` is understood and read back with its thousands."""

    def __init__(self, spec: FieldSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(spec, today, parent)
        self.narrow(14)

    def read_back(self, normal: str) -> str:
        return f"{Decimal(normal):,.2f} 元" if normal else "元"
