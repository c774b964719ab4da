"""One number of the workbench: how many, of what, and the key that lists them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.labels import IconLabel, KeyHint, label


class Tile(QFrame):
    """``chosen`` when it is clicked; keys belong to the page."""

    chosen = Signal()

    def __init__(self, title: str, icon: str, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = title
        self.setProperty("card", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        look = theme.tokens()
        self._number = label("–", "display", self)
        self._words = label("", "small", self)
        self._icon = IconLabel(icon, "muted", 0, self)
        top = QHBoxLayout()
        top.addWidget(self._number)
        top.addStretch(1)
        top.addWidget(KeyHint(key, self))
        foot = QHBoxLayout()
        foot.setSpacing(look.space_xs)
        foot.addWidget(self._icon)
        foot.addWidget(label(title, "strong", self))
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.space_m, look.space_s, look.space_m, look.space_s)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(foot)
        column.addWidget(self._words)

    def show_count(self, count: int, words: str, tone: str) -> None:
        """``tone``: colour token of the icon; ``words`` say the same."""
        self._number.setText(str(count))
        self._words.setText(words)
        self._icon.show_icon(self._icon.name, tone)
        self.setAccessibleDescription(f"{count} 件 {words}")

    def mark(self, current: bool) -> None:
        """Whether its list is shown below."""
        theme.set_look(self, current=current)

    @property
    def count(self) -> str:
        return self._number.text()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit()
        super().mousePressEvent(event)
