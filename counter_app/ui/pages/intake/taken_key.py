"""A key of the window that belongs to this page while the page's action can be done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence

from counter_app.ui.actions import BoundAction
from counter_app.ui.page import Page


class TakenKey(QObject):
    """``key`` triggers ``bound`` before the window hears of it; else it is the window's."""

    def __init__(self, key: str, bound: BoundAction, page: Page) -> None:
        super().__init__(page)
        self._key = QKeySequence(key)
        self._bound = bound
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or not self._bound.isEnabled():
            return False
        if QKeySequence(event.keyCombination()) != self._key:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self._bound.trigger()
            return True
        return False
