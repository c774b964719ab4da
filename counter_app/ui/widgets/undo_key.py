"""Ctrl+Z for what a notice offers to take back.

A line that is typed in has an undo of its own and keeps the key as long as there is something
typed to be taken back; only then does the key belong to the notice.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget


class UndoKey(QObject):
    """``run`` at the key, while ``watch(True)``; keys of other windows are left alone."""

    def __init__(self, run: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        self._window = parent
        self._watching = False

    def watch(self, wanted: bool) -> None:
        """Whether there is anything to take back now."""
        application = QApplication.instance()
        if application is None or wanted is self._watching:
            return
        self._watching = wanted
        if wanted:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        if not isinstance(event, QKeyEvent) or not event.matches(QKeySequence.StandardKey.Undo):
            return False
        focus = QApplication.focusWidget()
        if focus is None or focus.window() is not self._window.window() or _has_undo(focus):
            return False
        event.accept()
        if kind == QEvent.Type.KeyPress:
            self._run()
        return True


def _has_undo(widget: QWidget) -> bool:
    """Whether the key takes back something typed here."""
    if isinstance(widget, QLineEdit):
        return widget.isUndoAvailable() and not widget.isReadOnly()
    if isinstance(widget, QPlainTextEdit):
        return widget.document().isUndoAvailable() and not widget.isReadOnly()
    return False
