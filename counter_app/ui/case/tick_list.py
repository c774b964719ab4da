"""A list of lines to tick, some with a text or a choice that belongs to the tick."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.case.deed import Tick, Ticks
from counter_app.ui.widgets.labels import label

_LONGEST = 500
#: Names longer than so many characters go on in the next line.
_CHARACTERS = 24


class _Box(QCheckBox):
    """Enter ticks as the space bar does, and goes on to what the tick asks for."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle()
            if self.isChecked():
                self.focusNextChild()
            event.accept()
            return
        super().keyPressEvent(event)


def _folded(text: str, widget: QWidget) -> str:
    """A long name on several lines: a check box does not break its text by itself."""
    room = _CHARACTERS * theme.tokens().body
    metrics = widget.fontMetrics()
    lines = [""]
    for character in text:
        if lines[-1] and metrics.horizontalAdvance(lines[-1] + character) > room:
            lines.append("")
        lines[-1] += character
    return "\n".join(lines)


class _Line(QWidget):
    """One line: the tick, and below it what is written or chosen."""

    def __init__(self, tick: Tick, ticks: Ticks, parent: QWidget) -> None:
        super().__init__(parent)
        look = theme.tokens()
        self.tick = tick
        self.box = _Box(_folded(tick.name, self), self)
        self.box.setAccessibleName(tick.name)
        self.text: QLineEdit | None = None
        self.choice: QComboBox | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.box)
        row = QHBoxLayout()
        row.setContentsMargins(look.space_xl, 0, 0, look.space_xs)
        if ticks.write:
            self.text = QLineEdit(tick.text, self)
            self.text.setMaxLength(_LONGEST)
            self.text.setPlaceholderText(ticks.write)
            self.text.setAccessibleName(f"{tick.name} {ticks.write}")
            self.text.returnPressed.connect(self.focusNextChild)
            row.addWidget(self.text)
        elif ticks.choices:
            self.choice = QComboBox(self)
            self.choice.addItems(list(ticks.choices))
            self.choice.setCurrentText(tick.text)
            self.choice.setAccessibleName(f"{tick.name} 提交方式")
            row.addWidget(self.choice)
            row.addStretch(1)
        if row.count():
            column.addLayout(row)
        self.box.toggled.connect(self.on_toggled)
        self.box.setChecked(tick.on)
        self.on_toggled(tick.on)

    def on_toggled(self, on: bool) -> None:
        for each in (self.text, self.choice):
            if each is not None:
                each.setVisible(on)

    @property
    def answer(self) -> str:
        if self.text is not None:
            return self.text.text().strip()
        return self.choice.currentText() if self.choice is not None else ""


class _More(QWidget):
    """A line for what is on no list."""

    filled = Signal()

    def __init__(self, ticks: Ticks, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = QLineEdit(self)
        self.name.setPlaceholderText("其他：名称")
        self.text = QLineEdit(self)
        self.text.setPlaceholderText(ticks.write)
        for each in (self.name, self.text):
            each.setMaxLength(_LONGEST)
            each.setAccessibleName(each.placeholderText())
            each.returnPressed.connect(self.focusNextChild)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.tokens().space_xs, 0, 0)
        column.setSpacing(theme.tokens().space_xs)
        column.addWidget(self.name)
        column.addWidget(self.text)
        self.name.textChanged.connect(self.on_named)
        self.text.hide()

    def on_named(self, name: str) -> None:
        self.text.setVisible(bool(name.strip()))
        if name.strip():
            self.filled.emit()


class TickList(QWidget):
    """``ticked`` gives the name of every ticked line with what was written beside it."""

    def __init__(self, ticks: Ticks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ticks = ticks
        self._more: list[_More] = []
        self._problem = label("", "problem", self, wrap=True)
        self._problem.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.tokens().space_xs)
        self._column.addWidget(label(ticks.title, "strong", self))
        self.lines = [_Line(each, ticks, self) for each in ticks.lines]
        for line in self.lines:
            self._column.addWidget(line)
        self._column.addWidget(self._problem)
        if ticks.more:
            self.on_more_wanted()

    @property
    def ticked(self) -> dict[str, str]:
        answers = {line.tick.name: line.answer for line in self.lines if line.box.isChecked()}
        for more in self._more:
            if name := more.name.text().strip():
                answers[name] = more.text.text().strip()
        return answers

    def show_problem(self, text: str, row: int | None = None) -> None:
        """``row`` counts the ticked lines from 1, as the rules do."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        if row is not None:
            texts = [line.text for line in self.lines if line.box.isChecked()]
            wanted = texts[row - 1] if row <= len(texts) else None
            if wanted is not None:
                wanted.setFocus()

    def take_focus(self) -> None:
        """To the first line that waits for words, else to the first tick."""
        for line in self.lines:
            if line.box.isChecked() and line.text is not None and not line.answer:
                line.text.setFocus()
                return
        first = next(iter(self.lines), None)
        if first is not None:
            first.box.setFocus()
        elif self._more:
            self._more[0].name.setFocus()

    def on_more_wanted(self) -> None:
        """Another empty line, as soon as the last one has a name."""
        if self._more:
            self._more[-1].filled.disconnect(self.on_more_wanted)
        more = _More(self._ticks, self)
        more.filled.connect(self.on_more_wanted)
        self._more.append(more)
        self._column.insertWidget(self._column.count() - 1, more)
