"""Editor of an address (地址)."""

from __future__ import annotations

from counter_app.ui.forms.line import LineEditor


class AddressEditor(LineEditor):
    """One line, as on an ID card."""

    def placeholder(self) -> str:
        return self.spec.note or "到村（社区）、组（门牌）"
