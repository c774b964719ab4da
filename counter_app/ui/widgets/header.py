"""The head of a section: what it is, one line about it, and what can be done with it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.labels import ElidedLabel, IconLabel, label


class SectionHeader(QWidget):
    """``role`` "heading" within a page, "title" at its top. ``add`` puts a widget at the right."""

    def __init__(
        self,
        title: str,
        note: str = "",
        *,
        icon: str = "",
        role: str = "heading",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        space = theme.tokens()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(space.space_s)
        if icon:
            size = space.title if role == "title" else space.icon
            self._row.addWidget(IconLabel(icon, "accent", size, self))
        self._title = label(title, role, self)
        self._note = ElidedLabel(note, "muted", self)
        self._row.addWidget(self._title)
        self._row.addWidget(self._note, 1)

    def add(self, widget: QWidget) -> None:
        """One more thing at the right end."""
        self._row.addWidget(widget)

    def show_text(self, title: str, note: str = "") -> None:
        self._title.setText(title)
        self._note.show_text(note)

    @property
    def title(self) -> str:
        return self._title.text()
