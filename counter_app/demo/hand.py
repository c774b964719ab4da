"""A hand on the keyboard of the real window: types, presses, waits, and takes pictures."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit, QWidget

from counter_app.errors import Bug
from counter_app.ui.widgets.form import FieldRow

#: What a clerk's screen has.
SCREEN = (1366, 768)
_WAIT_S = 40.0


class Hand:
    """Everything goes through keys on whatever widget has the focus, as at the counter."""

    def __init__(self, application: QApplication, pictures: Path) -> None:
        self.application = application
        self.pictures = pictures
        self.keys = 0
        self.taken = 0

    def settle(self, seconds: float = 0.15) -> None:
        """Let the event loop run for a while."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.application.processEvents()
            time.sleep(0.005)

    def until(self, what: str, condition: Callable[[], object]) -> None:
        """Wait for something to be true. Raises :class:`Bug` naming it when it never is."""
        deadline = time.monotonic() + _WAIT_S
        while not condition():
            if time.monotonic() > deadline:
                raise Bug(f"演练停在：{what}")
            self.application.processEvents()
            time.sleep(0.005)
        self.settle(0.05)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """One key on the focused widget; a shortcut of the window works as with a real key."""
        self.keys += 1
        target = self._target()
        held = modifier or Qt.KeyboardModifier.NoModifier
        QTest.keyClick(target, key, held)
        self.application.processEvents()

    def ctrl(self, key: Qt.Key) -> None:
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> None:
        """Type text. Characters beyond the keyboard come as an input method commits them."""
        self.keys += len(text)
        target = self._target()
        if text.isascii():
            QTest.keyClicks(target, text)
        else:
            _commit(target, text)
        self.application.processEvents()

    def field(self) -> str:
        """Name of the field the cursor is in, "" outside of a form."""
        widget = QApplication.focusWidget()
        while widget is not None:
            if isinstance(widget, FieldRow):
                return widget.name
            widget = widget.parentWidget()
        return ""

    def fill(self, values: Mapping[str, str], stop: Callable[[], bool], most: int = 60) -> None:
        """Walk a form with Enter, typing what there is for each field, until ``stop``."""
        done: set[str] = set()
        for _ in range(most):
            if stop():
                return
            name = self.field()
            if name in values and name not in done:
                done.add(name)
                self.type(values[name])
                self.settle(0.1)
            self.press(Qt.Key.Key_Return)
            self.settle(0.05)
        raise Bug(f"演练走不出表单：{self.field()}")

    def picture(self, name: str, window: QWidget) -> Path:
        """The window as it is now."""
        self.settle(0.3)
        self.taken += 1
        path = self.pictures / f"{self.taken:02d}-{name}.png"
        if not window.grab().save(str(path)):
            raise Bug(f"写不下图片 {path.name}")
        return path

    def _target(self) -> QWidget:
        widget = QApplication.focusWidget() or QApplication.activeWindow()
        if widget is None:
            raise Bug("没有窗口可以输入")
        return widget


def _commit(target: QWidget, text: str) -> None:
    from PySide6.QtGui import QInputMethodEvent

    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(target, event)
    if not isinstance(target, QPlainTextEdit | QTextEdit):
        QApplication.processEvents()
