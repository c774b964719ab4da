"""The filters of the case list: a row of buttons of which one is on, each with its digit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from counter_app.models.case import CaseStatus


@dataclass(frozen=True)
class Filter:
    """``statuses`` empty: all. ``first``: only what goes first (绿色通道)."""

    title: str
    statuses: tuple[CaseStatus, ...] = ()
    first: bool = False


FILTERS: tuple[Filter, ...] = (
    Filter("全部"),
    Filter(
        "在办",
        (
            CaseStatus.RECEIVED,
            CaseStatus.CORRECTING,
            CaseStatus.ACCEPTED,
            CaseStatus.REVIEW,
            CaseStatus.SUPPLEMENT,
            CaseStatus.DECIDED_YES,
            CaseStatus.DECIDED_NO,
        ),
    ),
    Filter("待补正", (CaseStatus.CORRECTING, CaseStatus.SUPPLEMENT)),
    Filter("待取件", (CaseStatus.CLOSED, CaseStatus.READY)),
    Filter("已送达", (CaseStatus.DELIVERED, CaseStatus.ARCHIVED)),
    Filter(
        "未办成",
        (
            CaseStatus.DECLINED,
            CaseStatus.WITHDRAWN,
            CaseStatus.TERMINATED,
            CaseStatus.VOID,
        ),
    ),
    Filter("优先", first=True),
)


class FilterRow(QWidget):
    """Shows which filter is on; ``chosen(index)`` when one is pressed."""

    def __init__(self, chosen: Callable[[int], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for index, each in enumerate(FILTERS):
            button = QPushButton(f"{index + 1} {each.title}", self)
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            button.setAccessibleName(f"只看{each.title}")
            button.setToolTip(f"Alt+{index + 1}")
            button.clicked.connect(partial(chosen, index))
            self._group.addButton(button, index)
            row.addWidget(button)
        row.addStretch(1)
        self.mark(0)

    @property
    def current(self) -> int:
        return self._group.checkedId()

    def mark(self, index: int) -> None:
        self._group.button(index).setChecked(True)
