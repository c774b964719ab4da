"""One rating (评价详情): what was said at the left, what can be done about it at the right."""

from __future__ import annotations

from functools import partial
from typing import Any

from counter_app.desk import rectify
from counter_app.desk.rectify import RatingDone
from counter_app.models.acts.base import Act
from counter_app.models.acts.case import Revealed
from counter_app.models.changes import Changes
from counter_app.models.rating import Rater
from counter_app.protocol.ledgers import RATING
from counter_app.ui.actions import Action
from counter_app.ui.case.deed import Deed
from counter_app.ui.line.page import LinePage
from counter_app.ui.pages.rating_line.deeds import DEEDS
from counter_app.ui.pages.rating_line.facts import RatingFacts, RatingSheet, read_sheet, show_sheet

_SHEET = "rectification"
_CONTACT = next(deed for deed in DEEDS if deed.act is Revealed)


class RatingLinePage(LinePage):
    """评价详情. ``opened(number=…)``."""

    id = "rating_line"
    title = "评价详情"
    icon = "star"
    parent_id = "ratings"
    watches = Changes(ratings=True)
    ledger = RATING
    deeds = DEEDS
    more = ("rating.sheet", "rating.paper", "rating.case", "rating.list")
    list_title = "评价"

    facts: RatingFacts
    #: what the writer has just been told, until it is shown
    _contact: Rater | None = None

    def make_facts(self) -> RatingFacts:
        return RatingFacts()

    def read_sheet(self, number: str) -> RatingSheet:
        return read_sheet(self.counter.desk, number)

    def show_sheet(self, sheet: RatingSheet) -> str:
        show_sheet(self.facts, sheet, self.counter.desk)
        return sheet.state.grade.label

    def carry_out(self, number: str, act: Act) -> RatingDone:
        if isinstance(act, Revealed):
            self._contact, done = rectify.show_contact(self.counter.desk, number, act.purpose)
            return done
        return rectify.carry_out(self.counter.desk, number, act)

    def more_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                "rating.case", "看办件", "Ctrl+B", "文书与信息", self.on_case_asked,
                enabled_when=self._has_case, icon="document",
            ),
            Action(
                "rating.sheet", "出具整改单", "Alt+G", "文书与信息", self.on_sheet_asked,
                enabled_when=self._can_print, icon="document",
            ),
        )  # fmt: skip

    # ---- slots

    def on_reveal_asked(self, field: str) -> None:
        """Who the person is, is only shown to whoever writes down what for."""
        if self.can(_CONTACT):
            self.begin(_CONTACT)

    def on_done(self, deed: Deed | None, done: Any) -> None:
        contact, self._contact = self._contact, None
        super().on_done(deed, done)
        if contact is not None and done.state.number == self.number:
            self.facts.masked["rater"].reveal(f"{contact.name} {contact.phone}".strip())

    def on_sheet_asked(self) -> None:
        job = partial(rectify.issue_paper, self.counter.desk, self.number, _SHEET)
        self.counter.tasks.run_write(job, partial(self.tell, ""), self.on_not_done)

    def on_case_asked(self) -> None:
        if self._has_case():
            self.counter.go("case", number=self.sheet.state.case)

    # ---- inside

    def _has_case(self) -> bool:
        return self.free() and bool(self.sheet.state.case)

    def _can_print(self) -> bool:
        return self.free() and self.sheet.state.bad
