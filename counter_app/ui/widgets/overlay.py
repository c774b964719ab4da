"""Something that covers another widget as long as it is shown, and follows its size."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from counter_app.ui import theme
from counter_app.ui.actions import ActionSet


class Overlay(QWidget):
    """Hidden at first. ``appear`` silences the keys beneath and takes the keyboard, ``vanish``
    gives both back to who had them."""

    #: how much of what lies beneath is hidden, 0-255
    veil = 150

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._before: QWidget | None = None
        self._held: tuple[ActionSet, ...] = ()
        host.installEventFilter(self)
        self.hide()

    def key_sets(self) -> tuple[ActionSet, ...]:
        """Whose keys are silent meanwhile: those of the nearest widget around that has any."""
        around: QObject | None = self._host
        while around is not None:
            keys = getattr(around, "keys", None)
            if isinstance(keys, ActionSet):
                return (keys,)
            around = around.parent()
        return ()

    def appear(self) -> None:
        if self.isHidden():
            self._before = QApplication.focusWidget()
            self._held = self.key_sets()
            for keys in self._held:
                keys.hold()
        self.setGeometry(self._host.rect())
        self.raise_()
        self.show()

    def vanish(self) -> None:
        """Hide, and put the cursor back where it was."""
        if self.isHidden():
            return
        now = QApplication.focusWidget()
        inside = now is self or (now is not None and self.isAncestorOf(now))
        before, self._before = self._before, None
        if inside:
            # Before hiding, or Qt looks for the next widget by itself.
            alive = before is not None and shiboken6.isValid(before)
            (before if alive and before is not None else self._host).setFocus()
        self.hide()
        held, self._held = self._held, ()
        for keys in held:
            keys.release()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._host:
            self.setGeometry(self._host.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        veil = theme.colour("background")
        veil.setAlpha(self.veil)
        painter.fillRect(self.rect(), veil)
        painter.end()
