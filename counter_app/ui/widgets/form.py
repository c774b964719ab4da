"""Rows of label, editor and what is wrong with it, walked through with Enter.

The room for the sentence below an editor is kept free, so nothing moves while one types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from counter_app.ui import theme
from counter_app.ui.widgets.labels import ElidedLabel, label


class FieldRow(QWidget):
    """One field. ``name`` is its key for problems; ``editor`` any widget that takes the focus."""

    def __init__(
        self,
        name: str,
        title: str,
        editor: QWidget,
        *,
        required: bool = False,
        hint: str = "",
        label_width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.editor = editor
        self._hint = hint
        self._problem = ""
        self.title = label(title, "label", self)
        self.title.setBuddy(editor)
        self.title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if required:
            self.title.setText(f"* {title}")
        self._note = ElidedLabel(hint, "small", self)
        editor.setAccessibleName(title)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.tokens().space_s)
        grid.setVerticalSpacing(0)
        top = isinstance(editor, QPlainTextEdit)
        side = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self.title, 0, 0, side)
        grid.addWidget(editor, 0, 1)
        grid.addWidget(self._note, 1, 1)
        grid.setColumnStretch(1, 1)
        self._grid = grid
        self._label_width = label_width
        self._fit()

    @property
    def problem(self) -> str:
        """What is said to be wrong, "" when nothing is."""
        return self._problem

    def show_problem(self, text: str, level: str = "error") -> None:
        """Say below the editor what is wrong; "" takes it back. ``level``: error or warning."""
        self._problem = text
        self._note.show_text(text or self._hint)
        role = "small" if not text else ("warning" if level == "warning" else "problem")
        theme.set_look(self._note, role=role)
        theme.set_look(self.editor, problem=level if text else "")
        self.editor.setAccessibleDescription(text or self._hint)

    def show_hint(self, text: str) -> None:
        """A quiet remark in the place of the problem."""
        self._hint = text
        if not self._problem:
            self._note.show_text(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        look = theme.tokens()
        if self._label_width:
            self.title.setFixedWidth(self._label_width * look.body)
        self._note.setFixedHeight(round(look.small * 1.5))


class Form(QWidget):
    """``columns`` rows beside each other; ``label_width`` in Chinese characters.

    ``finished`` when Enter is pressed in the last field.
    """

    finished = Signal()

    def __init__(
        self, *, columns: int = 1, label_width: int = 6, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._label_width = label_width
        self._rows: dict[str, FieldRow] = {}
        self._spans: dict[str, int] = {}
        self._line = 0
        self._column = 0
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.tokens().space_l)
        self._grid.setVerticalSpacing(2)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._grid)

    def add(
        self,
        name: str,
        title: str,
        editor: QWidget,
        *,
        required: bool = False,
        hint: str = "",
        span: int = 1,
    ) -> FieldRow:
        """Append a field; ``span`` columns wide, a new line where it does not fit."""
        row = FieldRow(
            name,
            title,
            editor,
            required=required,
            hint=hint,
            label_width=self._label_width,
            parent=self,
        )
        self._rows[name], self._spans[name] = row, span
        self._place(row, span)
        for each in _typed_into(editor):
            if isinstance(each, QPlainTextEdit):
                each.setTabChangesFocus(True)
            each.installEventFilter(self)
        return row

    def reflow(self, columns: int) -> None:
        """So many columns from now on, in a form without anything wide between its fields."""
        if columns == self._columns:
            return
        for row in self._rows.values():
            self._grid.removeWidget(row)
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns, self._line, self._column = columns, 0, 0
        for name, row in self._rows.items():
            self._place(row, self._spans[name])

    def _place(self, row: FieldRow, span: int) -> None:
        span = min(span, self._columns)
        if self._column + span > self._columns:
            self._line += 1
            self._column = 0
        self._grid.addWidget(row, self._line, self._column, 1, span, Qt.AlignmentFlag.AlignTop)
        self._column += span

    def add_wide(self, widget: QWidget) -> None:
        """A heading or anything else over the whole width."""
        self._line += 1
        self._grid.addWidget(widget, self._line, 0, 1, self._columns)
        self._line += 1
        self._column = 0

    def row(self, name: str) -> FieldRow:
        return self._rows[name]

    @property
    def rows(self) -> tuple[FieldRow, ...]:
        return tuple(self._rows.values())

    def show_problems(self, problems: Mapping[str, str], level: str = "error") -> None:
        """Field name -> sentence; fields that are not named are right."""
        for name, row in self._rows.items():
            row.show_problem(problems.get(name, ""), level)

    def show_refusal(self, field: str, words: str) -> bool:
        """Tell it at the row of this field and go there; False when there is no such row."""
        if field not in self._rows:
            return False
        self.show_problems({field: words})
        return self.focus_first_problem()

    def focus_first_problem(self) -> bool:
        """Put the cursor where something is wrong; False when nothing is."""
        for row in self._rows.values():
            if row.problem and row.isVisibleTo(self):
                row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def focus_first(self) -> None:
        for row in self._walk():
            row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if isinstance(watched, QPlainTextEdit) and not ctrl:
            return False
        if isinstance(watched, QAbstractButton) or _takes_enter(watched):
            return False
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._step(watched, -1 if back else 1)
        return True

    def _step(self, watched: QObject, by: int) -> None:
        fields = list(self._walk())
        here = next(
            (
                i
                for i, row in enumerate(fields)
                if row.editor is watched or _within(row.editor, watched)
            ),
            None,
        )
        if here is None:
            return
        there = here + by
        if there >= len(fields):
            self.finished.emit()
        elif there >= 0:
            fields[there].editor.setFocus(Qt.FocusReason.TabFocusReason)

    def _walk(self) -> Iterable[FieldRow]:
        """Fields that can be typed into now."""
        for row in self._rows.values():
            if row.isVisibleTo(self) and row.editor.isEnabled() and not _read_only(row.editor):
                yield row


def _within(editor: QWidget, watched: QObject) -> bool:
    return isinstance(watched, QWidget) and editor.isAncestorOf(watched)


def _typed_into(editor: QWidget) -> list[QWidget]:
    """The editor and whatever inside it can have the cursor."""
    inside = [
        each
        for each in editor.findChildren(QWidget)
        if each.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    return [editor, *inside]


def _read_only(editor: QWidget) -> bool:
    return isinstance(editor, QLineEdit | QPlainTextEdit) and editor.isReadOnly()


def _takes_enter(watched: QObject) -> bool:
    """An open list takes Enter for itself."""
    if isinstance(watched, QComboBox):
        return watched.view().isVisible()
    wants = getattr(watched, "wants_enter", None)
    return bool(wants()) if callable(wants) else False
