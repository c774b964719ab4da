"""A section of the intake page: a surface with room inside."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from counter_app.ui import theme


class Card(QFrame):
    """Put things into ``column``. ``roomy``: for a panel that stands alone."""

    def __init__(self, parent: QWidget, *, roomy: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        look = theme.tokens()
        self.column = QVBoxLayout(self)
        if roomy:
            self.column.setContentsMargins(*(4 * (look.space_l,)))
            self.column.setSpacing(look.space_s)
        else:
            self.column.setContentsMargins(look.space_m, look.space_s, look.space_m, look.space_s)
            self.column.setSpacing(look.space_xs)
