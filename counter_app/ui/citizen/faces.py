"""The quiet faces: nobody is here, please wait, it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.citizen.face import SIDE, SIDE_OF_TWO, CodeBlock, Face, across, fixed
from counter_app.ui.citizen.views import Done, Idle, Wait
from counter_app.ui.citizen.words import Words
from counter_app.ui.widgets.labels import IconLabel

_CENTRE = Qt.AlignmentFlag.AlignCenter


class IdleFace(Face):
    """Where this is, whether it is open, and where to read up on everything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = Words("", 1.6, bold=True, parent=self)
        self._number = Words("", 4.2, tone="accent", bold=True, parent=self)
        self._name = Words("", 1.5, parent=self)
        self._state = Words("", 1.6, bold=True, parent=self)
        self._hours = Words("", tone="muted", parent=self)
        self._code = CodeBlock("扫码看办事指南", self)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addStretch(1)
        for each in (self._place, self._number, self._name, self._state, self._hours):
            each.setAlignment(_CENTRE)
            left.addWidget(each)
        left.addStretch(1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.addLayout(left, 3)
        self._halves.addWidget(self._code, 2, _CENTRE)

    def tell(self, view: Idle) -> None:
        self._place.say(view.place)
        self._number.say(f"{view.window} 号窗口" if view.window else "")
        self._name.say(view.name)
        self._state.tint("success" if view.open else "warning")
        self._state.say("正在服务" if view.open else "暂停服务，请稍候")
        told = [f"服务时间 {view.hours}" if view.hours else "", view.phone and f"咨询 {view.phone}"]
        self._hours.say("\n".join(filter(None, told)))
        self._code.encode(view.guide_url)

    def fit(self, unit: int, *, portrait: bool) -> None:
        across(self._halves, portrait=portrait)
        self._halves.setContentsMargins(unit, unit, unit, unit)
        super().fit(unit, portrait=portrait)


class WaitFace(Face):
    """One calm sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = Words("", 2.2, bold=True, parent=self)
        self._text.setAlignment(_CENTRE)
        self._icon = IconLabel("clock", "accent", 72, self)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self._icon, 0, _CENTRE)
        column.addWidget(self._text)
        column.addStretch(1)

    def tell(self, view: Wait) -> None:
        self._text.say(view.text)


class DoneFace(Face):
    """The number, what happens next and by when; the way to follow it, and to rate it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("success", "success", 56, self)
        self._headline = Words("", 2.2, bold=True, parent=self)
        self._item = Words("", 1.1, parent=self)
        self._label = fixed(Words("办件编号", tone="muted", parent=self))
        self._number = Words("", 1.9, tone="accent", bold=True, parent=self)
        self._until = Words("", 1.3, bold=True, parent=self)
        self._next = Words("", 1.1, parent=self)
        self._follow = CodeBlock("扫码查进度", self)
        self._rate = CodeBlock("扫码评服务", self)
        head = QHBoxLayout()
        head.addWidget(self._icon)
        head.addWidget(self._headline, 1)
        left = QVBoxLayout()
        left.addStretch(1)
        left.addLayout(head)
        self._lines = (self._item, self._label, self._number, self._until, self._next)
        for each in self._lines:
            left.addWidget(each)
        left.addStretch(1)
        self._codes = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._codes.addStretch(1)
        for block in (self._follow, self._rate):
            self._codes.addWidget(block, 0, _CENTRE)
        self._codes.addStretch(1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.addLayout(left, 3)
        self._halves.addLayout(self._codes, 2)
        self._left = left

    def tell(self, view: Done) -> None:
        self._headline.say(view.headline)
        self._item.say(view.item)
        self._label.setVisible(bool(view.number))
        self._number.say(view.number)
        self._until.say(view.until)
        self._next.say(view.next_step)
        self._follow.encode(view.follow_url)
        self._rate.encode(view.rating_url)
        for block in (self._follow, self._rate):
            block.code.rescale(SIDE_OF_TWO if view.rating_url else SIDE)

    def fit(self, unit: int, *, portrait: bool) -> None:
        across(self._halves, portrait=portrait)
        # Two codes stand below each other beside the words, side by side under them.
        across(self._codes, portrait=not portrait)
        self._number.rescale(1.5 if portrait else 1.8)
        self._halves.setContentsMargins(2 * unit, unit, 2 * unit, unit)
        self._halves.setSpacing(unit)
        self._left.setSpacing(unit // 2)
        super().fit(unit, portrait=portrait)
