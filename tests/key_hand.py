"""A hand that counts the keys it presses, for pages that promise how few are needed."""

from __future__ import annotations

from typing import Any

from case_pages_rig import Window
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot


class Hand:
    """Counts the keys that are pressed."""

    def __init__(self, window: Window, qtbot: QtBot) -> None:
        self._window, self._qtbot = window, qtbot
        self.keys = 0

    def type(self, text: str) -> None:
        self.keys += len(text)
        self._window.type(self._qtbot, text)

    def press(self, key: Qt.Key, modifier: Any = None) -> None:
        self.keys += 1
        self._window.press(self._qtbot, key, modifier)
