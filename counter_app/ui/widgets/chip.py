"""A state in one word: text and icon first, colour only besides."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.labels import IconLabel, label

#: Icon of a tone when none is named. Tones: neutral, accent, success, warning, danger.
ICONS = {
    "neutral": "clock",
    "accent": "info",
    "success": "success",
    "warning": "warning",
    "danger": "error",
}
#: lamp -> icon (each with a shape of its own), colour token
LAMPS = {
    "green": ("lamp-green", "success"),
    "yellow": ("lamp-yellow", "warning"),
    "red": ("lamp-red", "danger"),
    "": ("lamp-none", "neutral"),
}


class StatusChip(QFrame):
    """A small framed state, such as 待补正."""

    def __init__(
        self, text: str = "", tone: str = "neutral", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Chip")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._icon = IconLabel(size=14, parent=self)
        self._label = label(text, parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 8, 2)
        row.setSpacing(4)
        row.addWidget(self._icon)
        row.addWidget(self._label)
        self.show_state(text, tone, icon)

    def show_state(self, text: str, tone: str = "neutral", icon: str = "") -> None:
        """``tone``: neutral, accent, success, warning or danger."""
        self._label.setText(text)
        self._icon.show_icon(icon or ICONS[tone], tone)
        theme.set_look(self, tone=tone)
        # The label's colour comes from a rule about its parent.
        theme.set_look(self._label)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        return self._label.text()


class LampLabel(QWidget):
    """A time-limit lamp (时限灯) with the time that is left, in words beside it."""

    def __init__(self, lamp: str = "", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel(size=14, parent=self)
        self._label = label(text, parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._label)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_lamp(lamp, text)

    def show_lamp(self, lamp: str, text: str) -> None:
        """``lamp``: green, yellow, red, or "" when no limit runs."""
        self._icon.show_icon(*LAMPS[lamp])
        self._label.setText(text)

    @property
    def text(self) -> str:
        return self._label.text()
