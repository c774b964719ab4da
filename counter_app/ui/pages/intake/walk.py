"""Walking through a form with Enter: forward, and back with Shift.

Tab stays what it is everywhere and visits every control; Enter visits what is to be filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

#: Modifiers with which Enter means something else.
_OTHER = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class Walk(QObject):
    """``stops()`` gives the widgets in order, each able to take the focus or hand it on.

    ``finished``: Enter in the last of them.
    """

    finished = Signal()

    def __init__(self, stops: Callable[[], Sequence[QWidget]], parent: QObject) -> None:
        super().__init__(parent)
        self._stops = stops

    def watch(self, widget: QWidget) -> None:
        """Take part: Enter in this widget or anywhere inside it goes on."""
        widget.installEventFilter(self)
        for inside in widget.findChildren(QWidget):
            if inside.focusPolicy() != Qt.FocusPolicy.NoFocus:
                inside.installEventFilter(self)

    def step(self, here: QWidget, by: int) -> None:
        """Go on from the stop that holds ``here``."""
        stops = [each for each in self._stops() if usable(each)]
        at = next(
            (i for i, each in enumerate(stops) if each is here or each.isAncestorOf(here)), None
        )
        if at is None:
            return
        there = at + by
        if there >= len(stops):
            self.finished.emit()
        elif there >= 0:
            go_to(stops[there])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if event.modifiers() & _OTHER or not isinstance(watched, QWidget):
            return False
        if _keeps_enter(watched):
            return False
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.step(watched, -1 if back else 1)
        return True


def usable(widget: QWidget) -> bool:
    """Whether somebody can be sent there."""
    return widget.isVisible() and widget.isEnabled()


def go_to(widget: QWidget) -> None:
    """Put the cursor there, in the widget's own way where it has one."""
    take = getattr(widget, "take_focus", None)
    if callable(take):
        take()
    else:
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(widget, QLineEdit):
            widget.end(False)


def _keeps_enter(widget: QWidget) -> bool:
    """Open lists choose by Enter; a search line that has found something does too."""
    if isinstance(widget, QComboBox) and widget.view().isVisible():
        return True
    return bool(getattr(widget, "keeps_enter", False))
