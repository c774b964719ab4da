"""A character that the input method does not offer, into the field that has the cursor (生僻字).

Opened by one key over whatever is being typed; what is chosen is put in at the cursor there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from counter_app.desk.character_finder import character_finder
from counter_app.rules.rare_characters import Found
from counter_app.ui import theme
from counter_app.ui.actions import ActionSet
from counter_app.ui.case_words import said
from counter_app.ui.tasks import Tasks
from counter_app.ui.theme.fonts import text_font
from counter_app.ui.widgets.labels import KeyHint, label
from counter_app.ui.widgets.overlay import Overlay

_PROMPT = "部件、拼音或编码：王君、jun、王jun、U+73FA、AC42"
_HINT = "按部件、拼音或编码找字。拆法只收常用区的字，更生僻的请用拼音或编码。"


class _Line(QLineEdit):
    """Gives the keys of the list away before it edits."""

    def __init__(self, popup: RareCharacterPopup, parent: QWidget) -> None:
        super().__init__(parent)
        self._popup = popup

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._popup.take_key(event):
            super().keyPressEvent(event)


class RareCharacterPopup(Overlay):
    """``present(sets)`` opens it for the field that has the cursor; Esc gives the cursor back."""

    veil = 90

    def __init__(self, host: QWidget, tasks: Tasks, tell: Callable[[str, str], object]) -> None:
        super().__init__(host)
        self._tasks = tasks
        self._tell = tell
        self._sets: tuple[ActionSet, ...] = ()
        self._field: QWidget | None = None
        self._found: Sequence[Found] = ()
        look = theme.tokens()
        panel = QFrame(self)
        panel.setObjectName("Sheet")
        panel.setMaximumSize(520, 420)
        panel.setAccessibleName("生僻字")
        self.line = _Line(self, panel)
        self.line.setPlaceholderText(_PROMPT)
        self.line.setAccessibleName(f"生僻字：{_PROMPT}")
        self.line.setMaxLength(20)
        self.line.textChanged.connect(self.on_text_changed)
        self.list = QListWidget(panel)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFont(text_font(look.heading + 2))
        self.list.setAccessibleName("找到的字")
        self.list.itemClicked.connect(self.on_clicked)
        self._said = label(_HINT, "small", panel, wrap=True)
        foot = QHBoxLayout()
        foot.setSpacing(look.space_xs)
        foot.addStretch(1)
        for key, words in (("1-9", "选字"), ("Return", "填入"), ("Esc", "关闭")):
            foot.addWidget(KeyHint(key, panel))
            foot.addWidget(label(words, "small", panel))
        column = QVBoxLayout(panel)
        column.setContentsMargins(look.space_l, look.space_m, look.space_l, look.space_s)
        column.setSpacing(look.space_s)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addWidget(self._said)
        column.addLayout(foot)
        around = QHBoxLayout(self)
        around.addStretch(1)
        around.addWidget(panel, 5)
        around.addStretch(1)

    def present(self, sets: Sequence[ActionSet]) -> None:
        """``sets``: whose keys are silent meanwhile."""
        self._sets = tuple(sets)
        self._field = text_field(QApplication.focusWidget())
        self.line.clear()
        self._show(())
        self.appear()
        self.line.setFocus()
        self._tasks.run_read(character_finder, None, self.on_failed)  # the tables, once

    def key_sets(self) -> tuple[ActionSet, ...]:
        return self._sets

    @property
    def characters(self) -> list[str]:
        """What is offered."""
        return [each.character for each in self._found]

    # ---- slots

    def on_text_changed(self, text: str) -> None:
        asked = text.strip()
        if not asked:
            self._show(())
            return
        self._tasks.run_read(
            partial(_search, asked), self.on_found, self.on_failed, latest="characters"
        )

    def on_found(self, answer: tuple[str, list[Found]]) -> None:
        asked, found = answer
        if asked == self.line.text().strip():
            self._show(found)

    def on_failed(self, error: BaseException) -> None:
        self._said.setText(f"没有查成：{said(error)}")

    def on_clicked(self, item: QListWidgetItem) -> None:
        self._put(self.list.row(item))

    # ---- keys

    def take_key(self, event: QKeyEvent) -> bool:
        """Whether the key was for the list or for closing."""
        key, text = Qt.Key(event.key()), event.text()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._put(self.list.currentRow())
        elif key == Qt.Key.Key_Escape:
            self.vanish()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            row = self.list.currentRow() + (1 if key == Qt.Key.Key_Down else -1)
            self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        elif text.isascii() and text.isdigit() and text != "0" and self._digit_chooses():
            self._put(int(text) - 1)
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.take_key(event)
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return True

    # ---- inside

    def _digit_chooses(self) -> bool:
        """Not while a code is typed: it has digits of its own."""
        text = self.line.text().strip().lower()
        coded = text.startswith(("u+", "u2", "u3", "u4", "0x")) or any(c.isdigit() for c in text)
        return bool(text) and not coded and bool(self._found)

    def _put(self, row: int) -> None:
        if not 0 <= row < len(self._found):
            return
        character = self._found[row].character
        field = self._field
        self.vanish()
        if field is None or not shiboken6.isValid(field):
            QApplication.clipboard().setText(character)
            self._tell("info", f"“{character}”已放到剪贴板，可以粘贴到要填的地方。")
        elif isinstance(field, QLineEdit):
            field.setFocus()
            field.insert(character)
            field.textEdited.emit(field.text())
        elif isinstance(field, QPlainTextEdit):
            field.setFocus()
            field.insertPlainText(character)

    def _show(self, found: Sequence[Found]) -> None:
        self._found = found
        self.list.clear()
        for number, each in enumerate(found, 1):
            key = f"{number} " if number < 10 else "   "
            told = "  ".join(filter(None, (each.readings, "、".join(each.parts[:2]), each.code)))
            item = QListWidgetItem(f"{key} {each.character}   {told}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{each.character} {told}")
            self.list.addItem(item)
        if found:
            self.list.setCurrentRow(0)
        nothing = bool(self.line.text().strip()) and not found
        self._said.setText("没有找到。可以少写一个部件，或改用拼音、编码。" if nothing else _HINT)


def text_field(widget: QWidget | None) -> QWidget | None:
    """The field itself when it can be typed into, else None."""
    if isinstance(widget, QLineEdit | QPlainTextEdit) and not widget.isReadOnly():
        return widget
    return None


def _search(asked: str) -> tuple[str, list[Found]]:
    """On the reader."""
    return asked, character_finder().search(asked)
