"""A white surface with a heading, into which a page puts what belongs together."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.header import SectionHeader


class Card(QFrame):
    """Put things into ``column``. Without ``title`` there is no heading."""

    def __init__(self, title: str = "", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        look = theme.tokens()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(look.space_m, look.space_s, look.space_m, look.space_m)
        self.column.setSpacing(look.space_s)
        self.heading: SectionHeader | None = None
        if title:
            self.heading = SectionHeader(title, icon=icon, parent=self)
            self.column.addWidget(self.heading)
