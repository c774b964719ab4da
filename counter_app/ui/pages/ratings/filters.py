"""Of which time, place, grade and channel: four choices above the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QWidget

from counter_app.models.rating import Grade, RatingChannel
from counter_app.models.rating_state import RatingState
from counter_app.ui import theme
from counter_app.ui.widgets.labels import label

#: name -> title, key
TITLES = {
    "period": ("时间", "Alt+T"),
    "place": ("单位", "Alt+L"),
    "grade": ("评价", "Alt+G"),
    "channel": ("渠道", "Alt+Q"),
}
#: Below so many characters the choices stand in two rows.
_NARROW = 52


class Wanted(msgspec.Struct, frozen=True):
    """What is looked for; "" and None leave it open. ``since`` and ``until``: days, both in."""

    since: date | None = None
    until: date | None = None
    place: str = ""
    grade: str = ""
    channel: str = ""

    def takes(self, state: RatingState) -> bool:
        """Whether a rating is of this place, grade and channel; the time is asked elsewhere."""
        return (
            self.place in ("", state.owner, state.about.place)
            and self._grade_fits(state)
            and self.channel in ("", state.channel)
        )

    def _grade_fits(self, state: RatingState) -> bool:
        return state.bad if self.grade == BAD else self.grade in ("", state.grade)


#: both grades that have to be seen to
BAD = "bad"


def periods(today: date) -> dict[str, tuple[date | None, date | None]]:
    """Times to choose from, the usual one first."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    quarter = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    year = today.replace(month=1, day=1)
    return {
        "本月": (month, today),
        "上月": (before.replace(day=1), before),
        "本季度": (quarter, today),
        "今年": (year, today),
        "全部时间": (None, None),
    }


class RatingFilters(QWidget):
    """``changed`` when another choice is made. ``places``: (code, name) to choose from."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QComboBox] = {}
        self._cells: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.tokens().space_s)
        self._columns = 0
        for name, (title, key) in TITLES.items():
            box = QComboBox(self)
            box.setAccessibleName(title)
            box.setToolTip(key)
            box.setMinimumContentsLength(6)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.currentIndexChanged.connect(self.on_chosen)
            cell = QWidget(self)
            row = QHBoxLayout(cell)
            row.setContentsMargins(0, 0, 0, 0)
            head = label(f"{title} {key}", "muted", cell)
            head.setBuddy(box)
            row.addWidget(head)
            row.addWidget(box, 1)
            self.boxes[name] = box
            self._cells.append(cell)
        self._today: date | None = None
        self._fill("grade", [("", "全部"), (BAD, "差评"), *((g.value, g.label) for g in Grade)])
        self._fill("channel", [("", "全部"), *((c.value, c.label) for c in RatingChannel)])
        self.arrange(0)

    @property
    def wanted(self) -> Wanted:
        since, until = self._periods()[self.boxes["period"].currentText()]
        place, grade, channel = (
            str(self.boxes[name].currentData() or "") for name in ("place", "grade", "channel")
        )
        return Wanted(since, until, place, grade, channel)

    def offer(self, today: date, places: Sequence[tuple[str, str]]) -> None:
        """What can be chosen; a choice that is still there stays."""
        self._today = today
        self._fill("period", [(name, name) for name in periods(today)])
        self._fill("place", [("", "全部"), *places])

    def open_box(self, name: str) -> None:
        """By key: to this choice."""
        self.boxes[name].setFocus()
        self.boxes[name].showPopup()

    def on_chosen(self, _index: int) -> None:
        self.changed.emit()

    def arrange(self, room: int) -> None:
        """``room``: width of the page, which does not depend on what stands in it."""
        narrow = room < _NARROW * theme.tokens().body
        columns = 2 if narrow else len(self._cells)
        if columns == self._columns:
            return
        self._columns = columns
        for at, cell in enumerate(self._cells):
            self._grid.addWidget(cell, at // columns, at % columns)

    def _periods(self) -> dict[str, tuple[date | None, date | None]]:
        return periods(self._today) if self._today is not None else {"": (None, None)}

    def _fill(self, name: str, items: Sequence[tuple[str, str]]) -> None:
        box = self.boxes[name]
        kept = box.currentData()
        box.blockSignals(True)
        box.clear()
        for value, text in items:
            box.addItem(text, value)
        box.setCurrentIndex(max(box.findData(kept), 0))
        box.blockSignals(False)
