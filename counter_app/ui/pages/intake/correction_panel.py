"""Telling everything that is missing at once (一次性告知补正): the points, ready to be edited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from counter_app.desk.intake import Outcome, Then
from counter_app.models.case import CorrectionPoint
from counter_app.models.reference import FieldSpec
from counter_app.rules.workdays import WorkCalendar
from counter_app.ui import theme
from counter_app.ui.case_words import full_day
from counter_app.ui.forms import make_editor
from counter_app.ui.pages.intake.card import Card
from counter_app.ui.pages.intake.walk import Walk, go_to
from counter_app.ui.widgets.button import ActionButton, Button
from counter_app.ui.widgets.form import FieldRow
from counter_app.ui.widgets.labels import ElidedLabel, label

_COLUMNS = ("材料或栏目", "存在的问题", "要求的形式", "何处取得")
_STRETCH = (4, 4, 4, 3)


class _Point:
    """One row of the notice."""

    def __init__(self, panel: QWidget, point: CorrectionPoint) -> None:
        texts = (point.material, point.problem, point.required_form, point.where)
        self.lines = [QLineEdit(text, panel) for text in texts]
        for line, title in zip(self.lines, _COLUMNS, strict=True):
            line.setMaxLength(200)
            line.setAccessibleName(title)
            line.setCursorPosition(0)

    @property
    def value(self) -> CorrectionPoint:
        return CorrectionPoint(*(line.text().strip() for line in self.lines))

    @property
    def blank(self) -> bool:
        return not any(line.text().strip() for line in self.lines)


class CorrectionPanel(Card):
    """``present`` fills it; ``points`` and ``days`` are what was decided. Enter walks.

    Ctrl+Delete takes the row away in which the cursor is; ``taken_away(put_back)`` then.
    """

    taken_away = Signal(object)

    def __init__(
        self, add: ActionButton, confirm: ActionButton, back: Button, parent: QWidget
    ) -> None:
        super().__init__(parent, roomy=True)
        self._points: list[_Point] = []
        self._calendar: WorkCalendar | None = None
        self._today = date.min
        self._title = label("", "heading", self, wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.tokens().space_s)
        self._grid.setVerticalSpacing(theme.tokens().space_xs)
        self._numbers: list[QLabel] = []
        for column, (title, stretch) in enumerate(zip(_COLUMNS, _STRETCH, strict=True), 1):
            self._grid.addWidget(label(title, "label", self), 0, column)
            self._grid.setColumnStretch(column, stretch)
        days = FieldSpec("days", "补正期限", "number", True, unit="个工作日", minimum="1")
        self.days_editor = make_editor(days, self._today, self)
        self.days_row = FieldRow("days", "补正期限", self.days_editor, label_width=5, parent=self)
        self.days_editor.edited.connect(self.on_days_edited)
        self._problem = label("", "problem", self, wrap=True)
        foot = QHBoxLayout()
        foot.addWidget(add)
        foot.addWidget(ElidedLabel("Ctrl+Delete 删一处", "small", self), 1)
        foot.addWidget(back)
        foot.addWidget(confirm)
        self.column.addWidget(self._title)
        self.column.addLayout(self._grid)
        self.column.addWidget(self.days_row)
        self.column.addWidget(self._problem)
        self.column.addLayout(foot)
        self.walk = Walk(self.stops, self)
        self.walk.watch(self.days_editor)
        self.hide()

    def present(
        self,
        title: str,
        points: Sequence[CorrectionPoint],
        days: int,
        today: date,
        calendar: WorkCalendar,
    ) -> None:
        """Show the notice as it would be issued now."""
        self._title.setText(title)
        self._today, self._calendar = today, calendar
        while self._points:
            self._drop(self._points[-1])
        for point in points or (CorrectionPoint("", ""),):
            self._append(point)
        self.days_editor.set(str(days))
        self.on_days_edited()
        self.show_problem("")
        self.show()
        first = self._points[0]
        # The material is known already; what is wrong with it is what the clerk may change.
        go_to(first.lines[1] if first.value.material else first.lines[0])

    def add_point(self) -> None:
        """One more row, and the cursor in it."""
        self._append(CorrectionPoint("", ""))
        go_to(self._points[-1].lines[0])

    @property
    def points(self) -> tuple[CorrectionPoint, ...]:
        """The rows that say something."""
        return tuple(each.value for each in self._points if not each.blank)

    @property
    def days(self) -> int | None:
        """Working days to bring it, None when that is no whole number."""
        text = self.days_editor.judge().normal
        return int(text) if text.isdigit() else None

    def outcome(self) -> Outcome:
        """How the intake ends by this notice."""
        return Outcome(Then.CORRECT, points=self.points, correction_days=self.days)

    def fault(self) -> str:
        """Why this cannot be issued yet, "" when it can; puts the cursor there."""
        if not self.points:
            go_to(self._points[0].lines[0])
            return "请至少写明一处需要补正的内容"
        for number, each in enumerate(self._points, 1):
            if each.blank:
                continue
            for line, what in zip(each.lines[:2], _COLUMNS[:2], strict=True):
                if not line.text().strip():
                    go_to(line)
                    return f"第 {number} 处还没有写“{what}”"
        if self.days is None:
            go_to(self.days_editor)
            return "补正期限请写整数，至少 1 个工作日"
        return ""

    def show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def stops(self) -> list[QWidget]:
        return [line for each in self._points for line in each.lines] + [self.days_editor]

    def on_days_edited(self) -> None:
        if self.days is None or self._calendar is None:
            self.days_row.show_hint("")
            return
        due = self._calendar.deadline(self._today, self.days)
        self.days_row.show_hint(f"至 {full_day(due.date)} 止")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            ctrl = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if ctrl and event.key() == Qt.Key.Key_Delete:
                row = next((each for each in self._points if watched in each.lines), None)
                if row is not None:
                    self._take_away(row)
                return True
        return False

    def _take_away(self, point: _Point) -> None:
        at = self._points.index(point)
        value, blank = point.value, point.blank
        self._drop(point)
        if not blank:
            self.taken_away.emit(partial(self._put_back, at, value))
        if not self._points:
            self._append(CorrectionPoint("", ""))
        go_to(self._points[min(at, len(self._points) - 1)].lines[0])

    def _put_back(self, at: int, value: CorrectionPoint) -> None:
        """A row that was taken away stands in its place again."""
        if self.isHidden():
            return
        values = [each.value for each in self._points if not each.blank]
        values.insert(at, value)
        while self._points:
            self._drop(self._points[-1])
        for each in values:
            self._append(each)
        go_to(self._points[min(at, len(self._points) - 1)].lines[0])

    def _append(self, value: CorrectionPoint) -> None:
        point = _Point(self, value)
        number = label(str(len(self._points) + 1), "muted", self)
        self._numbers.append(number)
        self._points.append(point)
        line = len(self._points)
        self._grid.addWidget(number, line, 0)
        for column, each in enumerate(point.lines, 1):
            self._grid.addWidget(each, line, column)
            each.show()  # now, or the cursor could not go there yet
            self.walk.watch(each)
            each.installEventFilter(self)
        self._chain()

    def _drop(self, point: _Point) -> None:
        """Take a row out; those below move up."""
        self._points.remove(point)
        for line in point.lines:
            self._grid.removeWidget(line)
            line.hide()
            line.deleteLater()
        number = self._numbers.pop()
        self._grid.removeWidget(number)
        number.hide()
        number.deleteLater()
        for place, each in enumerate(self._points, 1):
            for column, line in enumerate(each.lines, 1):
                self._grid.removeWidget(line)
                self._grid.addWidget(line, place, column)

    def _chain(self) -> None:
        """Tab goes along the rows, whatever order they were made in."""
        lines = [line for each in self._points for line in each.lines]
        for before, after in pairwise(lines):
            QWidget.setTabOrder(before, after)
        QWidget.setTabOrder(lines[-1], self.days_editor.widget)
