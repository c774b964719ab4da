"""The way a line has gone: one step below the other, with who did it and when."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.labels import IconLabel, label


class LineStep(msgspec.Struct, frozen=True):
    """One step. ``detail`` may be of several lines; ``tone`` and ``icon`` as in a chip."""

    title: str
    when: str = ""
    who: str = ""
    detail: str = ""
    tone: str = "success"
    icon: str = "check"


class StepList(QWidget):
    """``tell`` shows the steps, the first at the top; the last may be one still to come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.tokens()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.space_s)
        self._grid.setVerticalSpacing(look.space_xs)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[IconLabel, QLabel, QLabel, QLabel]] = []
        self._steps: tuple[LineStep, ...] = ()

    @property
    def steps(self) -> tuple[LineStep, ...]:
        """What is shown."""
        return self._steps

    def tell(self, steps: Sequence[LineStep]) -> None:
        self._steps = tuple(steps)
        while len(self._rows) < len(steps):
            self._rows.append(self._made(2 * len(self._rows)))
        for at, row in enumerate(self._rows):
            step = steps[at] if at < len(steps) else None
            icon, title, stamp, detail = row
            for each in row:
                each.setVisible(step is not None)
            if step is None:
                continue
            icon.show_icon(step.icon, step.tone)
            title.setText(step.title)
            stamp.setText("  ".join(filter(None, (step.who, step.when))))
            detail.setText(step.detail)
            detail.setVisible(bool(step.detail))

    def _made(self, line: int) -> tuple[IconLabel, QLabel, QLabel, QLabel]:
        icon = IconLabel("", "", 16, self)
        title = label("", "strong", self)
        stamp = label("", "muted", self)
        detail = label("", "", self, wrap=True)
        detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(icon, line, 0)
        self._grid.addWidget(title, line, 1)
        self._grid.addWidget(stamp, line, 2, Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(detail, line + 1, 1, 1, 2)
        return icon, title, stamp, detail
