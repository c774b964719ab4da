"""The editor of everything that is typed in one line, with a word of confirmation beside it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QWidget

from counter_app.forms.checks import check_field
from counter_app.forms.kinds import Setting, kind_of
from counter_app.models.reference import FieldSpec
from counter_app.ui import theme
from counter_app.ui.forms.editor import Editor


class Line(QLineEdit):
    """A line that says when the cursor leaves it, and selects nothing on arrival.

    A value that was selected as a whole is gone with one slip of the hand.
    """

    def __init__(self, editor: LineEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.OtherFocusReason,
        ):
            self.deselect()
            self.end(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._editor.on_left()


class LineEditor(Editor):
    """Text, and whatever is written like text. ``beside`` is read back: unit, date in words."""

    _digits: tuple[int, int] | None = None

    def __init__(self, spec: FieldSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(spec, today, parent)
        self.line = Line(self)
        self.line.setAccessibleName(spec.label)
        # Generous: what is too long is told under the field, never cut off while typing.
        self.line.setMaxLength((spec.max_length or kind_of(spec).max_length) * 4 + 100)
        self.line.setPlaceholderText(self.placeholder())
        self.beside = QLabel(self)
        self.beside.setProperty("role", "small")
        self.beside.setTextFormat(Qt.TextFormat.PlainText)
        self.row.addWidget(self.line, 1)
        self.row.addWidget(self.beside)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self.on_text_changed)
        self.refresh_beside()

    @property
    def widget(self) -> QWidget:
        return self.line

    def placeholder(self) -> str:
        """What stands in the empty line."""
        return self.spec.note

    def get(self) -> str:
        text = self.line.text()
        return self.normal(text) or text.strip()

    def set(self, value: str) -> None:
        if value != self.line.text():
            self.line.setText(value)

    def normal(self, text: str) -> str:
        """The stored spelling of what is written, "" when it has none yet."""
        return check_field(self.spec, text, Setting(self.today))[0] or ""

    def read_back(self, normal: str) -> str:
        """What is shown beside the line for a good value."""
        return self.spec.unit

    def refresh_beside(self) -> None:
        said = self.read_back(self.normal(self.line.text()))
        self.beside.setText(said)
        self.beside.setVisible(bool(said))

    def narrow(self, most: int, least: int = 8) -> None:
        """Keep the line about as wide as what is written in it, in digits, so that a form reads
        like a form."""
        self._digits = (least, most)
        # Much more weight than the rest: the line is as wide as it may be before room is left.
        self.row.setStretch(0, 100)
        self.row.addStretch(1)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()

    def _fit(self) -> None:
        if self._digits is not None:
            digit = self.line.fontMetrics().horizontalAdvance("0")
            least, most = (digit * each + theme.tokens().space_xl for each in self._digits)
            self.line.setMinimumWidth(least)
            self.line.setMaximumWidth(most)

    def on_text_changed(self) -> None:
        self.refresh_beside()
        self.edited.emit()

    def on_left(self) -> None:
        """Write the value as it will be stored, so that a misreading is seen at once."""
        normal = self.normal(self.line.text())
        if normal and normal != self.line.text():
            self.line.setText(normal)
        self.left.emit(self)

    def take_focus(self) -> None:
        super().take_focus()
        self.line.deselect()
        self.line.end(False)
