"""Several of a few words, each ticked by its digit; which words are offered may change."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from counter_app.ui.widgets.labels import label

_GAP = 4
#: So many words beside each other.
_COLUMNS = 4


class _Tick(QPushButton):
    """One word. Digits tick; Enter goes on."""

    def __init__(self, ticks: DigitTicks, number: int, word: str, code: str) -> None:
        super().__init__(f"{number} {word}", ticks)
        self.code = code
        self._ticks = ticks
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("segment", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(word)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._ticks.take_key(event):
            super().keyPressEvent(event)


class DigitTicks(QWidget):
    """``offer`` says what there is; ``get`` and ``set`` are the codes of what is ticked.

    ``edited`` whenever something else is ticked, ``passed`` when Enter was pressed.
    """

    edited = Signal()
    passed = Signal()

    def __init__(self, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._empty = label(empty, "muted", self)
        self._grid.addWidget(self._empty, 0, 0, 1, _COLUMNS)
        self._shown: list[_Tick] = []
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def offer(self, words: Mapping[str, str]) -> None:
        """``words``: code -> word, at most nine. What was ticked and is offered no more goes."""
        kept = self.get()
        if [each.code for each in self._shown] == list(words):
            return
        for each in self._shown:
            self._grid.removeWidget(each)
            each.hide()
            each.deleteLater()
        self._shown = [
            _Tick(self, n, word, code) for n, (code, word) in enumerate(words.items(), 1)
        ]
        self._empty.setVisible(not words)
        self.setFocusProxy(self._shown[0] if self._shown else None)  # type: ignore[arg-type]
        for index, each in enumerate(self._shown):
            each.setAccessibleName(f"{self._name} {each.text()}")
            each.setChecked(each.code in kept)
            each.toggled.connect(self.edited)
            self._grid.addWidget(each, index // _COLUMNS, index % _COLUMNS)
            each.show()  # at once, so that the cursor can be put on it

    def get(self) -> tuple[str, ...]:
        return tuple(each.code for each in self._shown if each.isChecked())

    def set(self, codes: tuple[str, ...]) -> None:
        for each in self._shown:
            each.setChecked(each.code in codes)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.passed.emit()  # there is nothing to tick

    def take_focus(self) -> bool:
        """Whether there was anything to put the cursor on."""
        if self._shown:
            self._shown[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(self._shown)

    def take_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.passed.emit()
            return True
        text = event.text()
        at = int(text) if text.isascii() and text.isdigit() else 0
        if not 1 <= at <= len(self._shown):
            return False
        self._shown[at - 1].toggle()
        self._shown[at - 1].setFocus()
        return True
