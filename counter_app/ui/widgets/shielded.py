"""A line for what others must not read over the shoulder: ID numbers, phones, passwords.

While somebody types the value is plain (a password never is); once the cursor leaves, only the
masked form stays on the screen. What a scanner or the clipboard brings is cleaned on the way in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

_SENSITIVE = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
)


def cleaned(text: str) -> str:
    """Without control and invisible characters, full-width letters and digits made narrow."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(each for each in narrow if unicodedata.category(each) not in ("Cc", "Cf"))


class ShieldedLineEdit(QLineEdit):
    """Ask ``value``, not ``text``: the text on the screen may be masked.

    ``mask(value)`` gives what stays visible; ``secret`` hides every character at any time.
    ``value_changed(value)`` on every change by hand.
    """

    value_changed = Signal(str)

    def __init__(
        self,
        *,
        mask: Callable[[str], str] | None = None,
        secret: bool = False,
        longest: int = 64,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mask = mask
        self._secret = secret
        self._value = ""
        self._shown_plain = False
        self.setMaxLength(longest)
        self.setPlaceholderText(placeholder)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self.setInputMethodHints(_SENSITIVE)
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
            self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.textEdited.connect(self.on_edited)

    @property
    def value(self) -> str:
        """What was entered, cleaned."""
        return self._value

    def set_value(self, value: str) -> None:
        """Fill in; emits nothing."""
        self._value = value if self._secret else cleaned(value)
        self._show()

    def on_edited(self, text: str) -> None:
        self._value = text if self._secret else cleaned(text)
        if self._value != text:
            place = self.cursorPosition() - (len(text) - len(self._value))
            self.setText(self._value)
            self.setCursorPosition(max(place, 0))
        self.value_changed.emit(self._value)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._shown_plain = True
        self._show()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        # A context menu or another window does not mean that the person is done here.
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._shown_plain = False
            self._show()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        taken = event.matches(QKeySequence.StandardKey.Copy) or event.matches(
            QKeySequence.StandardKey.Cut
        )
        if taken and self._secret:
            event.accept()
            return
        super().keyPressEvent(event)

    def _show(self) -> None:
        covered = self._mask is not None and not self._secret and not self._shown_plain
        shown = self._mask(self._value) if covered and self._mask else self._value
        if shown != self.text():
            self.setText(shown)
