"""A gun that types, told from a person by its speed, anywhere in the window.

Keys are looked at where the system hands them to the window, before any shortcut or widget.
What an input method takes for itself never comes here, and neither do keys that the program
itself sends to a widget. See :mod:`counter_app.rules.burst` for the rule.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from counter_app.rules import burst as rule
from counter_app.rules.burst import QUIET, Deed
from counter_app.ui.devices.typed_before import TypedBefore, is_text_field

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
#: After this much more than the gap nothing more of a burst is on its way, in ms.
_GRACE_MS = 15


class GunFilter(QObject):
    """Watches the keys of one window. ``scanned(text)`` for every scan that is wanted.

    ``gap_ms()`` is the longest time between two characters of the gun, 0 while nothing is to
    be watched; ``wants(text)`` says whether a burst means anything: if not, it was typed.
    """

    scanned = Signal(str)

    def __init__(
        self,
        window: QWindow,
        gap_ms: Callable[[], int],
        wants: Callable[[str], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._gap_ms = gap_ms
        self._wants = wants
        self._window = window
        self._burst = QUIET
        self._kept: list[QKeyEvent] = []
        self._held: list[int] = []
        self._before: list[TypedBefore] = []
        self._giving_back = False
        self._asked_twice = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.on_quiet)
        window.installEventFilter(self)

    def close(self) -> None:
        """Leave the keys alone from now on."""
        self._timer.stop()
        if shiboken6.isValid(self._window):
            self._window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if self._giving_back or not isinstance(event, QKeyEvent):
            return False
        if kind == QEvent.Type.KeyRelease:
            return self._take_release(event)
        if kind == QEvent.Type.ShortcutOverride:
            # The key itself follows. Kept back, it must not be a shortcut before.
            deed = self._judge(event)
            if deed is not None and deed.keep and (self._burst.text or self._burst.ended):
                event.accept()
                return True
            return False
        return kind == QEvent.Type.KeyPress and self._take_press(event)

    def on_quiet(self) -> None:
        """Nothing came for a while. Asked a second time, after the keys that were waiting while
        the window was busy."""
        if not self._asked_twice:
            self._asked_twice = True
            self._timer.start(_GRACE_MS)
            return
        self._burst = QUIET
        self._give_back()

    # ---- inside

    def _judge(self, event: QKeyEvent) -> Deed | None:
        """What the rule says of this key; None for one that has nothing to do with it."""
        key, at = event.key(), int(event.timestamp()) or int(time.monotonic() * 1000)
        gap_ms = self._gap_ms()
        if key in _MODIFIERS or not gap_ms:
            return None
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit) and focus.echoMode() != QLineEdit.EchoMode.Normal:
            return rule.other(self._burst)  # nobody scans a password, and none is remembered
        if event.isAutoRepeat() or event.modifiers() & _COMMANDS:
            return rule.other(self._burst)
        if key in _ENDS and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return rule.end(self._burst, at, gap_ms=gap_ms)
        if len(event.text()) == 1 and event.text().isprintable():
            leaks = is_text_field(focus)
            return rule.character(self._burst, event.text(), at, leaks=leaks, gap_ms=gap_ms)
        return rule.other(self._burst)

    def _take_press(self, event: QKeyEvent) -> bool:
        deed = self._judge(event)
        if deed is None:
            return False
        before, self._burst = self._burst, deed.burst
        if deed.release:
            self._give_back()
        if deed.scan and not self._wants(deed.scan):
            self._burst = QUIET
            self._give_back()
            return False
        if deed.scan:
            self._take_back()
            self._forget_kept()
            self._held.append(event.key())
            self.scanned.emit(deed.scan)
            return True
        if deed.keep:
            self._kept.append(event.clone())
            self._held.append(event.key())
            self._asked_twice = False
            self._timer.start(self._gap_ms())
            return True
        if deed.burst.leaked > (0 if deed.fresh else before.leaked):
            self._note(fresh=deed.fresh)
        return False

    def _take_release(self, event: QKeyEvent) -> bool:
        """Whoever did not see the key go down does not see it come up."""
        if event.key() in self._held and not event.isAutoRepeat():
            self._held.remove(event.key())
            return True
        return False

    def _note(self, *, fresh: bool) -> None:
        """A character is about to go on: remember what stands there now."""
        if fresh:
            self._before = []
        focus = QApplication.focusWidget()
        if focus is not None and all(each.widget is not focus for each in self._before):
            self._before.append(TypedBefore.of(focus))

    def _take_back(self) -> None:
        """What leaked into text fields goes out again, and the cursor back to where it was."""
        notes, self._before = self._before, []
        for each in reversed(notes):
            each.put_back()
        if notes and shiboken6.isValid(notes[0].widget):
            focus: QWidget = notes[0].widget
            if not focus.hasFocus():
                focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget_kept(self) -> None:
        self._timer.stop()
        self._kept.clear()

    def _give_back(self) -> None:
        """The kept keys were a person's: they go where they would have gone."""
        kept = list(self._kept)
        self._forget_kept()
        self._giving_back = True
        try:
            for key in kept:
                QCoreApplication.sendEvent(self._window, key)
                if key.key() not in self._held:
                    up = QKeyEvent(QEvent.Type.KeyRelease, key.key(), key.modifiers(), key.text())
                    QCoreApplication.sendEvent(self._window, up)
                else:
                    self._held.remove(key.key())
        finally:
            self._giving_back = False
