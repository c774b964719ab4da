"""The figures of a time, each with the formula by which it was reckoned."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from counter_app.models.labels import label_of
from counter_app.models.rating import RatingChannel
from counter_app.rules.rating_figures import NONE, Figures
from counter_app.ui import theme
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.labels import label

_TOP = Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | _TOP


class FiguresCard(QScrollArea):
    """``tell`` shows the figures; nothing to be reckoned of is said, not hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("这段时间的统计")
        self._card = Card()
        self._counts = label("正在读取…", "strong", self._card, wrap=True)
        self._grades = label("", "", self._card, wrap=True)
        self._channels = label("", "muted", self._card, wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.tokens().space_l)
        self._grid.setVerticalSpacing(theme.tokens().space_s)
        self._grid.setColumnStretch(2, 1)
        self._rows: list[tuple[QWidget, ...]] = []
        for each in (self._counts, self._grades, self._channels):
            self._card.column.addWidget(each)
        self._card.column.addLayout(self._grid)
        self._card.column.addStretch(1)
        inner = QWidget()
        inner.setObjectName("Scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card, 1)
        self.setWidget(inner)

    @property
    def said(self) -> str:
        """Every word of it, for tests and for copying."""
        words = [self._counts.text(), self._grades.text(), self._channels.text()]
        words += [each.text() for row in self._rows for each in row]  # type: ignore[attr-defined]
        return "\n".join(words)

    def say(self, sentence: str) -> None:
        """There are no figures, and why."""
        self._counts.setText(sentence)
        for each in (self._grades, self._channels, *(part for row in self._rows for part in row)):
            each.hide()

    def tell(self, figures: Figures) -> None:
        counts = [f"共收到评价 {figures.given} 条", f"有效 {figures.counted} 条"]
        if figures.uncounted:
            counts.append(f"不计入 {figures.uncounted} 条（撤回、审核或申诉未采纳）")
        if figures.later:
            counts.append(f"重复评价 {figures.later} 条（不计入）")
        self._counts.setText("，".join(counts))
        grades = [f"{grade.label} {count}" for grade, count in figures.grades.items()]
        self._grades.show()
        self._grades.setText("、".join(grades) + f"。差评 {figures.bad} 条")
        channels = [
            f"{label_of(RatingChannel, name)} {count}" for name, count in figures.channels.items()
        ]
        self._channels.setText("渠道:" + "、".join(channels) if channels else "")
        self._channels.setVisible(bool(channels))
        while len(self._rows) < len(figures.measures):
            self._add_row()
        for (name, value, formula), measure in zip(self._rows, figures.measures, strict=False):
            shown = measure.percent if measure.percent == NONE else f"{measure.percent}%"
            for part in (name, value, formula):
                part.show()
            _say(name, measure.label)
            _say(value, shown)
            _say(formula, f"{measure.formula} = {measure.part}÷{measure.whole}")

    def _add_row(self) -> None:
        line = len(self._rows)
        made = (
            label("", "strong", self._card),
            label("", "strong", self._card),
            label("", "muted", self._card, wrap=True),
        )
        for column, (each, side) in enumerate(zip(made, (_TOP, _RIGHT, _TOP), strict=True)):
            self._grid.addWidget(each, line, column, side)
        self._grid.setRowStretch(line, 0)
        self._rows.append(made)


def _say(widget: QWidget, text: str) -> None:
    widget.setText(text)  # type: ignore[attr-defined]
