"""The strip below the number: where the case stands, how long there is left, where it lies."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.models.case import CaseStatus
from counter_app.rules.workdays import Lamp
from counter_app.ui import case_words as words, theme
from counter_app.ui.case.sheet import Sheet
from counter_app.ui.widgets.chip import LampLabel, StatusChip
from counter_app.ui.widgets.labels import ElidedLabel, label

#: what the day that matters next is called in each state; elsewhere the promise is shown anyway
_NEXT = {
    CaseStatus.RECEIVED: "受理审查期限",
    CaseStatus.CORRECTING: "补正期限",
    CaseStatus.SUPPLEMENT: "补正期限",
}

#: Below so many characters the marks stand on a line of their own.
_NARROW = 56


class _Block(QWidget):
    """A small heading with a lamp and words below it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = label(title, "small", self)
        self._lamp = LampLabel(parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addWidget(self._lamp)

    def tell(self, left: words.Left, title: str = "") -> None:
        if title:
            self._title.setText(title)
        self.setVisible(left.day is not None or bool(left.text))
        self._lamp.show_lamp(_lamp_name(left.lamp), left.line)
        self.setToolTip(left.whole)

    @property
    def text(self) -> str:
        return self._lamp.text if not self.isHidden() else ""


def _lamp_name(lamp: Lamp | None) -> str:
    return lamp.value if lamp is not None else ""


class StateStrip(QFrame):
    """``tell`` shows a sheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        look = theme.tokens()
        self.chip = StatusChip("", parent=self)
        self.next = _Block("", self)
        self.promise = _Block("承诺期限", self)
        self.legal = _Block("法定期限", self)
        self.marks = {
            "first": StatusChip("", "accent", "priority", self),
            "provisional": StatusChip("节假日安排未公布，期限暂定", "warning", parent=self),
            "disputed": StatusChip("", "danger", "flag", self),
            "helping": StatusChip("您是帮代办员，请由他人受理、审批", "warning", "people", self),
            "unsent": StatusChip("仅在本机，待上传", "neutral", "cloud-up", self),
        }
        self._where_title = label("现在何处", "small", self)
        self._where = ElidedLabel("", "", self)
        where = QVBoxLayout()
        where.setSpacing(0)
        where.addWidget(self._where_title)
        where.addWidget(self._where)
        self._groups = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._groups.setContentsMargins(look.space_m, look.space_s, look.space_m, look.space_s)
        self._groups.setSpacing(look.space_l)
        first = self._group((self.chip, self.next, self.promise, self.legal))
        first.addLayout(where, 1)
        self._groups.addLayout(first, 1)
        marks = self._group(tuple(self.marks.values()))
        marks.addStretch(1)
        self._groups.addLayout(marks)

    def _group(self, widgets: tuple[QWidget, ...]) -> QHBoxLayout:
        """What stays on one line when there is little room."""
        row = QHBoxLayout()
        row.setSpacing(theme.tokens().space_l)
        for each in widgets:
            row.addWidget(each)
        return row

    def minimumSizeHint(self) -> QSize:
        """However many marks stand side by side, it can get so narrow that they stand below."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _NARROW * theme.tokens().body - 1), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * theme.tokens().body
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._groups.setDirection(down if narrow else across)

    def tell(self, sheet: Sheet) -> None:
        state = sheet.state
        tone = words.STATUS_TONES[state.status]
        if state.suspension is not None:
            self.chip.show_state(f"{state.status.label} · 特别程序", "warning", "pause")
        else:
            self.chip.show_state(state.status.label, tone)
        title = _NEXT.get(state.status, "")
        self.next.tell(sheet.now if title else words.Left(None, "", None), title)
        self.promise.tell(sheet.promise)
        self.legal.tell(sheet.legal)
        self._where.show_text(sheet.place(state.owner))
        self.marks["first"].setVisible(state.priority is not None)
        if state.priority is not None:
            icon = "priority" if state.prioritised else "clock"
            self.marks["first"].show_state(words.first_short(state.priority), "accent", icon)
        self.marks["provisional"].setVisible(state.due_provisional and words.running(state))
        if state.disputes:
            said = f"{len(state.disputes)} 条记录有争议"
        else:
            said = "疑似重复，另一处也收了件"
        self.marks["disputed"].show_state(said, "danger", "flag")
        self.marks["disputed"].setVisible(bool(state.questions))
        self.marks["helping"].setVisible(sheet.helping and state.open)
        self.marks["unsent"].setVisible(sheet.unsent)
