"""It is saved: the number to read aloud, what was made out, and what comes next."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from counter_app.models.case import CaseState, CaseStatus
from counter_app.rules.numbers import spoken
from counter_app.rules.workdays import WorkCalendar
from counter_app.ui import case_words, theme
from counter_app.ui.case_words import full_day
from counter_app.ui.pages.intake.card import Card
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.labels import IconLabel, label

_TITLES = {
    CaseStatus.RECEIVED: "已收件",
    CaseStatus.ACCEPTED: "已受理",
    CaseStatus.CORRECTING: "已收件，并一次性告知补正",
    CaseStatus.DECLINED: "已登记不予受理",
    CaseStatus.CLOSED: "已当场办结",
}

#: More buttons beside each other would not fit at 200 %.
_IN_A_ROW = 4


class SavedPanel(Card):
    """``show_case`` fills it; the buttons are the page's."""

    def __init__(self, buttons: tuple[ActionButton, ...], parent: QWidget) -> None:
        super().__init__(parent)
        look = theme.tokens()
        side, top = look.space_l, look.space_xl
        self.column.setContentsMargins(side, top, side, top)
        self.column.setSpacing(look.space_m)
        self._title = label("", "title", self)
        self._number = label("", "display", self)
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._facts = label("", "", self, wrap=True)
        self._papers = QVBoxLayout()
        self._papers.setSpacing(look.space_xs)
        self._lines: list[QLabel] = []
        head = QHBoxLayout()
        head.setSpacing(look.space_s)
        head.addWidget(IconLabel("success", "success", 28, self))
        head.addWidget(self._title)
        head.addStretch(1)
        foot = QVBoxLayout()
        foot.setSpacing(look.space_s)
        for start in range(0, len(buttons), _IN_A_ROW):
            row = QHBoxLayout()
            row.setSpacing(look.space_s)
            for button in buttons[start : start + _IN_A_ROW]:
                row.addWidget(button)
            row.addStretch(1)
            foot.addLayout(row)
        self.next_button = buttons[0]
        self.column.addLayout(head)
        self.column.addWidget(self._number)
        self.column.addWidget(self._facts)
        self.column.addLayout(self._papers)
        self.column.addSpacing(look.space_s)
        self.column.addLayout(foot)
        self.hide()

    def show_case(self, state: CaseState, today: date, calendar: WorkCalendar) -> None:
        """Show what has just become of it."""
        self._title.setText(_TITLES.get(state.status, state.status.label))
        self._number.setText(spoken(state.number))
        self._number.setAccessibleName(f"办件编号 {spoken(state.number)}")
        self._facts.setText("\n".join(facts_of(state, today, calendar)))
        for line in self._lines:
            line.deleteLater()
        self._lines = [label(f"{p.title}  {p.number}", "muted", self) for p in state.papers]
        for line in self._lines:
            self._papers.addWidget(line)
        self.show()

    @property
    def number(self) -> str:
        """As it is shown and read aloud."""
        return self._number.text()


def facts_of(state: CaseState, today: date, calendar: WorkCalendar) -> list[str]:
    """Who, what, until when: what the clerk says while the printer runs."""
    facts = [f"{state.applicant.name} · {state.item.name}"]
    if state.status is CaseStatus.CORRECTING and state.correction is not None:
        facts.append(f"请在 {full_day(state.correction.due)} 前补正")
    elif state.status is CaseStatus.ACCEPTED and state.promise_due is not None:
        facts.append(f"承诺 {full_day(state.promise_due)} 前办结")
    elif state.status is CaseStatus.RECEIVED and state.check_due is not None:
        left = case_words.left(state.check_due, today, calendar)
        facts.append(f"请在 {full_day(state.check_due)} 前审查是否受理（{left.text}）")
    if state.lookup_code:
        facts.append(f"查询码 {state.lookup_code}")
    return facts
