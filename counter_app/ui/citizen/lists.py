"""The faces with lists: what was typed, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from counter_app.ui.citizen.face import CodeBlock, Face, across, fixed
from counter_app.ui.citizen.views import Confirm, Fact, Line, Missing
from counter_app.ui.citizen.words import LEAST, BigButton, Words, fit_all

_HINT = "有不对的地方，请告诉工作人员。证件号码、电话已遮住一部分。"
_TOP = Qt.AlignmentFlag.AlignTop


class Scrolled(QWidget):
    """A sheet that may be longer than the screen; a large button says so and goes on."""

    def __init__(self, sheet: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        sheet.setObjectName("Scrolled")
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(sheet)
        self.more = BigButton("下面还有 ▼", parent=self)
        self.more.clicked.connect(self.on_more)
        bar = self.area.verticalScrollBar()
        bar.rangeChanged.connect(self.on_moved)
        bar.valueChanged.connect(self.on_moved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area, 1)
        column.addWidget(self.more)
        self.more.hide()

    def on_more(self) -> None:
        bar = self.area.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        bar.setValue(0 if at_end else bar.value() + bar.pageStep() - 2 * LEAST)

    def on_moved(self) -> None:
        bar = self.area.verticalScrollBar()
        # Shown or not decides the height that decides this: it goes only when all would fit.
        spare = 0 if self.more.isHidden() else self.more.height()
        self.more.setVisible(bar.maximum() > spare)
        at_end = bar.value() >= bar.maximum()
        self.more.setText("回到开头 ▲" if at_end else "下面还有 ▼")


class FactGrid(QWidget):
    """Labels and values in two columns, each value as high as it needs."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[Words, Words]] = []
        self._unit = LEAST

    def tell(self, facts: Sequence[Fact]) -> None:
        """Only what differs is drawn anew: this is told at every pause in typing."""
        while len(self._rows) < len(facts):
            row = len(self._rows)
            label, value = Words("", tone="muted", wrap=False), Words("", bold=True)
            for column, each in enumerate((label, value)):
                each.fit(self._unit)
                self._grid.addWidget(each, row, column, _TOP)
            self._rows.append((label, value))
        for (label, value), fact in zip(self._rows, facts, strict=False):
            label.say(fact.label)
            value.say(fact.value)
        for label, value in self._rows[len(facts) :]:
            label.say("")
            value.say("")

    def fit(self, unit: int) -> None:
        self._unit = unit
        self._grid.setHorizontalSpacing(unit)
        self._grid.setVerticalSpacing(unit // 3)
        fit_all(self, unit)


class LineList(QWidget):
    """Materials with a sign before each; nothing is said by colour alone."""

    def __init__(self, title: str, sign: str, tone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._sign = sign
        self._title = title
        self._head = Words("", 1.1, tone=tone, bold=True, parent=self)
        self._lines: list[Words] = []
        self._unit = LEAST
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._until = Words("", tone=tone, parent=self)
        self._column.addWidget(self._head)
        self._column.addWidget(self._until)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def tell(self, lines: Sequence[Line], until: str = "") -> None:
        while len(self._lines) < len(lines):
            made = Words("")
            made.fit(self._unit)
            self._column.addWidget(made)
            self._lines.append(made)
        self._head.say(f"{self._title}（{len(lines)}）")
        self._until.say(until)
        for at, words in enumerate(self._lines):
            line = lines[at] if at < len(lines) else None
            words.say("" if line is None else _said(self._sign, line))
        self.setVisible(bool(lines))

    def fit(self, unit: int) -> None:
        self._unit = unit
        self._column.setSpacing(unit // 4)
        fit_all(self, unit)


def _said(sign: str, line: Line) -> str:
    return f"{sign} {line.name}" + (f"（{line.hint}）" if line.hint else "")


class ConfirmFace(Face):
    """What was typed, beside the materials that lie on the counter and those that do not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = Words("请核对", 1.8, tone="accent", bold=True, wrap=False, parent=self)
        self._title = fixed(title)
        self._hint = fixed(
            Words(
                "有不对的地方，请告诉工作人员。证件号码、电话已遮住一部分。",
                tone="muted",
                parent=self,
            )
        )
        self._sheet = QWidget()
        self._item = Words("", 1.3, bold=True, parent=self._sheet)
        self.facts = FactGrid(self._sheet)
        self.owed = LineList("还缺的材料", "☐", "warning", self._sheet)
        self.handed = LineList("已交的材料", "☑", "success", self._sheet)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self._item)
        left.addWidget(self.facts)
        left.addStretch(1)
        right.addWidget(self.owed)
        right.addWidget(self.handed)
        right.addStretch(1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._sheet)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.addLayout(left, 1)
        self._halves.addLayout(right, 1)
        self._scrolled = Scrolled(self._sheet, self)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addWidget(self._title)
        self._head.addWidget(self._hint, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self._scrolled, 1)
        self._sides = (left, right)

    def tell(self, view: Confirm) -> None:
        self._item.say(view.item)
        self.facts.tell(view.facts)
        self.owed.tell(view.owed, view.until)
        self.handed.tell(view.handed)

    def forget(self) -> None:
        self.tell(Confirm(""))
        self._scrolled.area.verticalScrollBar().setValue(0)

    def fit(self, unit: int, *, portrait: bool) -> None:
        across(self._halves, portrait=portrait)
        across(self._head, portrait=portrait)
        self._halves.setSpacing(unit if portrait else 2 * unit)
        for side in self._sides:  # else they take the wide one between the halves
            side.setSpacing(unit // 2)
        self._column.setContentsMargins(unit, unit // 2, unit, unit // 2)
        self._column.setSpacing(unit // 2)
        super().fit(unit, portrait=portrait)
        for part in (self.facts, self.owed, self.handed):
            part.fit(unit)


class MissingFace(Face):
    """What must be brought, by when, and where to read it again at home."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = fixed(Words("请补齐材料", 1.8, tone="warning", bold=True, parent=self))
        self._sheet = QWidget()
        self._item = Words("", 1.2, bold=True, parent=self._sheet)
        self._until = Words("", 1.5, bold=True, parent=self._sheet)
        self.owed = LineList("需要补交", "☐", "warning", self._sheet)
        self._number = Words("", tone="muted", parent=self._sheet)
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(0, 0, 0, 0)
        for each in (self._item, self._until, self.owed, self._number):
            column.addWidget(each)
        column.addStretch(1)
        self._scrolled = Scrolled(self._sheet, self)
        self._code = CodeBlock("扫码看要补什么", self)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.addWidget(self._scrolled, 3)
        self._halves.addWidget(self._code, 1, Qt.AlignmentFlag.AlignCenter)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._title)
        self._column.addLayout(self._halves, 1)
        self._inner = column

    def tell(self, view: Missing) -> None:
        self._item.say(view.item)
        self._until.say(view.until)
        self.owed.tell(view.owed)
        self._number.say(f"办件编号 {view.number}" if view.number else "")
        self._code.encode(view.follow_url)

    def forget(self) -> None:
        self.tell(Missing("", ()))

    def fit(self, unit: int, *, portrait: bool) -> None:
        across(self._halves, portrait=portrait)
        self._halves.setSpacing(unit)
        self._inner.setSpacing(unit // 2)
        self._column.setContentsMargins(unit, unit // 2, unit, unit // 2)
        super().fit(unit, portrait=portrait)
        self.owed.fit(unit)
