"""The foot of the intake page: what stands in the way, above the keys that save."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.actions import BoundAction
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.labels import ElidedLabel, IconLabel, label

#: Below so many widths of a Chinese character the hint makes room for the buttons.
_ROOM_FOR_HINT = 58
_ICONS = {"problem": ("warning", "danger"), "small": ("info", "accent")}
_HINT = "Enter 下一栏  Shift+Enter 上一栏"


class OwnKeyButton(ActionButton):
    """A button for an action whose key the page takes itself."""

    def __init__(self, bound: BoundAction, text: str, key: str) -> None:
        super().__init__(bound)
        self._words = text
        self.setText(text)
        self._key = key
        self.setAccessibleDescription(key)

    def on_action_changed(self) -> None:
        super().on_action_changed()
        self.setText(self._words)  # the action's own words name the key once more


class Foot(QWidget):
    """``say`` shows why something was not saved, until the next change."""

    def __init__(self, buttons: Sequence[ActionButton], parent: QWidget) -> None:
        super().__init__(parent)
        look = theme.tokens()
        self._icon = IconLabel("warning", "danger", parent=self)
        self._words = label("", "problem", self, wrap=True)
        self._line = QWidget(self)
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.space_s)
        line.addWidget(self._icon)
        line.addWidget(self._words, 1)
        self._hint = ElidedLabel(_HINT, "small", self)
        row = QHBoxLayout()
        row.setSpacing(look.space_s)
        row.addWidget(self._hint, 1)
        row.addStretch()
        for button in buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space_xs)
        column.addWidget(self._line)
        column.addLayout(row)
        self._line.hide()

    @property
    def words(self) -> str:
        """What is being said."""
        return self._words.text()

    def say(self, text: str, kind: str = "problem") -> None:
        """``kind``: problem, or small for what is no obstacle."""
        self._words.setText(text)
        theme.set_look(self._words, role=kind)
        self._icon.show_icon(*_ICONS[kind])
        self._line.setVisible(bool(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hint.setVisible(self.width() >= _ROOM_FOR_HINT * theme.tokens().body)
