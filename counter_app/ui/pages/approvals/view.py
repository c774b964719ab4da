"""The case beside the list: where it stands, who may decide it, its facts and its lists."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.desk.approvals import Verdict
from counter_app.rules import numbers
from counter_app.ui import theme
from counter_app.ui.case.people import PeopleCard, in_frame
from counter_app.ui.case.sheet import Sheet
from counter_app.ui.case.strip import StateStrip
from counter_app.ui.case.tabs import CaseTabs
from counter_app.ui.widgets.header import SectionHeader
from counter_app.ui.widgets.labels import IconLabel, label

#: The facts are so high at most, in lines of text.
_FACTS = 11


class ReviewView(QWidget):
    """``tell`` shows a case. ``reveal_asked(field)`` as of :class:`PeopleCard`."""

    reveal_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.tokens()
        self.head = SectionHeader("", parent=self)
        self.strip = StateStrip(self)
        self._note = QFrame(self)
        self._note.setObjectName("StateNote")
        self._icon = IconLabel("info", "accent", 18, self._note)
        self._words = label("", "", self._note, wrap=True)
        row = QHBoxLayout(self._note)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        self.people = PeopleCard()
        self.people.reveal_asked.connect(self.reveal_asked)
        facts, self._bar = in_frame(self.people, self)
        facts.setMaximumHeight(_FACTS * round(1.6 * look.body))
        self.tabs = CaseTabs(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space_s)
        column.addWidget(self.head)
        column.addWidget(self.strip)
        column.addWidget(self._note)
        column.addWidget(facts, 2)
        column.addWidget(self.tabs, 3)

    @property
    def said(self) -> str:
        """The sentence about who may decide; "" when there is none."""
        return "" if self._note.isHidden() else self._words.text()

    def tell(self, sheet: Sheet, verdict: Verdict) -> None:
        self.head.show_text(sheet.state.item.name, numbers.spoken(sheet.state.number))
        self.strip.tell(sheet)
        self.people.tell(sheet)
        self.tabs.tell(sheet)
        self._words.setText(verdict.words)
        self._note.setVisible(bool(verdict.words) and sheet.state.outcome is None)
        theme.set_look(self._note, kind="info" if verdict.may else "warning")
        icon, tone = ("success", "success") if verdict.may else ("warning", "warning")
        self._icon.show_icon(icon, tone)

    def scroll_facts(self, steps: int) -> None:
        """Move the facts, which may be longer than their frame."""
        self._bar.setValue(self._bar.value() + steps * self._bar.pageStep() // 2)
