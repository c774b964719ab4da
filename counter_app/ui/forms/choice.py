"""Editor of a choice (单选): few as buttons in a row, many in a list; each has its digit."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from counter_app.models.reference import FieldSpec
from counter_app.ui.forms.editor import Editor

#: More choices, or longer words than these, are shown as a list.
MOST_BUTTONS = 4
MOST_CHARACTERS = 24


class _Option(QPushButton):
    """One button of the row. Arrow keys and digits choose; Enter is left to the page."""

    def __init__(self, editor: ChoiceEditor, number: int, words: str) -> None:
        super().__init__(f"{number} {words}", editor)
        self._editor = editor
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setProperty("segment", True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._editor.take_key(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._editor.on_focus_out()


class _Drop(QComboBox):
    """A list that the wheel does not change by passing over it."""

    def __init__(self, editor: ChoiceEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._editor.take_key(event):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._editor.left.emit(self._editor)


class ChoiceEditor(Editor):
    """The stored value is the chosen word itself."""

    most_buttons = MOST_BUTTONS
    most_characters = MOST_CHARACTERS

    def __init__(self, spec: FieldSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(spec, today, parent)
        self.choices = self.offered()
        self._buttons: list[_Option] = []
        self._drop: _Drop | None = None
        few = len(self.choices) <= self.most_buttons
        if few and sum(map(len, self.choices)) <= self.most_characters:
            self._make_buttons()
        else:
            self._make_drop()
        self.row.addStretch(1)
        self.setFocusProxy(self.widget)

    def offered(self) -> tuple[str, ...]:
        """The words to choose from."""
        return self.spec.choices

    def _make_buttons(self) -> None:
        self.row.setSpacing(4)
        self._group = QButtonGroup(self)
        for number, words in enumerate(self.choices, 1):
            button = _Option(self, number, words)
            button.setAccessibleName(f"{self.spec.label} {words}")
            self._group.addButton(button, number)
            self._buttons.append(button)
            self.row.addWidget(button)
        self._group.idToggled.connect(self.on_toggled)

    def _make_drop(self) -> None:
        self._drop = _Drop(self)
        self._drop.setAccessibleName(self.spec.label)
        self._drop.setMinimumWidth(120)  # or the longest choice would not let the form shrink
        self._drop.addItem("请选择", "")
        for number, words in enumerate(self.choices, 1):
            self._drop.addItem(f"{number} {words}" if number < 10 else words, words)
        self._drop.view().installEventFilter(self)
        self._drop.currentIndexChanged.connect(self.on_index_changed)
        self.row.addWidget(self._drop)

    @property
    def widget(self) -> QWidget:
        if self._drop is not None:
            return self._drop
        return next((each for each in self._buttons if each.isChecked()), self._buttons[0])

    def get(self) -> str:
        if self._drop is not None:
            return str(self._drop.currentData() or "")
        at = self._group.checkedId()
        return self.choices[at - 1] if at > 0 else ""

    def set(self, value: str) -> None:
        at = self.choices.index(value) + 1 if value in self.choices else 0
        if self._drop is not None:
            self._drop.setCurrentIndex(at)
        elif at:
            self._buttons[at - 1].setChecked(True)
        elif self._group.checkedButton() is not None:
            self._clear()

    def show_problem(self, text: str, *, serious: bool = True) -> None:
        if self._drop is not None:
            super().show_problem(text, serious=serious)
        for button in self._buttons:
            button.setAccessibleDescription(text)

    def key_of(self, text: str) -> int:
        """The number of the choice that a typed character stands for; 0: none."""
        return int(text) if text.isascii() and text.isdigit() else 0

    def take_key(self, event: QKeyEvent) -> bool:
        """Choose by digit; Backspace and Delete choose nothing."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.set("")
            return True
        at = self.key_of(event.text())
        if not 1 <= at <= len(self.choices):
            return False
        self.set(self.choices[at - 1])
        self.widget.setFocus()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits choose in the opened list too."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            at = self.key_of(event.text())
            if self._drop is not None and 1 <= at <= len(self.choices):
                self._drop.setCurrentIndex(at)
                self._drop.hidePopup()
                return True
        return super().eventFilter(watched, event)

    def on_toggled(self, number: int, checked: bool) -> None:
        if checked:
            self.setFocusProxy(self._buttons[number - 1])
            self.edited.emit()

    def on_index_changed(self) -> None:
        self.edited.emit()

    def on_focus_out(self) -> None:
        if not any(each.hasFocus() for each in self._buttons):
            self.left.emit(self)

    def _clear(self) -> None:
        self._group.setExclusive(False)
        for button in self._buttons:
            button.setChecked(False)
        self._group.setExclusive(True)
        self.edited.emit()


class ListEditor(ChoiceEditor):
    """Always a list, where buttons would take too much room."""

    most_buttons = 0
