"""The row of buttons at the foot of a page, which never asks a small screen for more width.

Where there is not room for all, the lesser ones go out of sight; their keys work on, and one
line says where to find them.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.labels import label


class FootBar(QWidget):
    """``fill`` with the buttons: those at the left go first, then from the right end; the
    primary one stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.tokens()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(look.space_l, look.space_s, look.space_l, look.space_s)
        self._row.setSpacing(look.space_s)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._more = label("其余按键 F1", "small", self)
        self._more.hide()
        self._goes: list[ActionButton] = []
        self._all: list[ActionButton] = []

    def fill(
        self, left: list[ActionButton], right: list[ActionButton], primary: ActionButton | None
    ) -> None:
        for each in left:
            self._row.addWidget(each)
        self._row.addWidget(self._more)
        self._row.addStretch(1)
        for each in right:
            self._row.addWidget(each)
        self._all = [*left, *right]
        self._goes = [*left, *(each for each in reversed(right) if each is not primary)]
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        margins, gap = self._row.contentsMargins(), self._row.spacing()
        room = self.width() - margins.left() - margins.right()
        widths = {each: each.sizeHint().width() + gap for each in self._all if each.wanted}
        needed = sum(widths.values())
        if crowded := needed > room:
            needed += self._more.sizeHint().width() + gap
        for each in self._goes:
            goes = needed > room and each.wanted
            if goes:
                needed -= widths[each]
            each.make_room(goes)
        self._more.setVisible(crowded)
