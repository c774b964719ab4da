"""One matter of the "办不成事" window: the facts at the left, what can be done at the right."""

from __future__ import annotations

from functools import partial

from counter_app.desk import ledger_deeds, ledger_work, trouble as troubles
from counter_app.desk.ledger_work import LineDone
from counter_app.desk.trouble_rules import terms_of
from counter_app.errors import Refused
from counter_app.models.acts.base import Act
from counter_app.models.changes import Changes
from counter_app.protocol.ledgers import TROUBLE
from counter_app.ui.actions import Action
from counter_app.ui.case.deed import Seat
from counter_app.ui.line.facts import LineFacts
from counter_app.ui.line.page import LinePage
from counter_app.ui.pages.trouble_line.completion import steps_of
from counter_app.ui.pages.trouble_line.deeds import DEEDS, TroubleSeat
from counter_app.ui.pages.trouble_line.facts import (
    TroubleSheet,
    facts_card,
    read_sheet,
    show_sheet,
)

_FORM = "trouble_registration"
_PAPERS = "文书与信息"


class TroubleLinePage(LinePage):
    """反映事项详情. ``opened(number=…)``."""

    id = "trouble_line"
    title = "反映事项详情"
    icon = "trouble"
    parent_id = "troubles"
    watches = Changes(troubles=True, cases=True)
    ledger = TROUBLE
    deeds = DEEDS
    more = (
        *("trouble.attach", "trouble.shoot", "trouble.form", "trouble.paper"),
        *("trouble.case", "trouble.list"),
    )
    attaches = True
    list_title = "办不成事"

    def make_facts(self) -> LineFacts:
        return facts_card()

    def read_sheet(self, number: str) -> TroubleSheet:
        return read_sheet(self.counter.desk, number)

    def show_sheet(self, sheet: TroubleSheet) -> str:
        show_sheet(self.facts, sheet, self.counter.desk)
        return sheet.who

    def seat(self) -> Seat:
        desk = self.counter.desk
        catalogue = desk.catalogue()
        owner = self.sheet.state.owner if self.sheet is not None else desk.actor.place
        place = catalogue.places.get(owner)
        above = catalogue.place_name(place.parent) if place is not None and place.parent else ""
        return TroubleSeat(
            desk.actor.place, desk.actor.roles, desk.today,
            terms=terms_of(catalogue), above=above,
        )  # fmt: skip

    def carry_out(self, number: str, act: Act) -> LineDone:
        desk = self.counter.desk
        state = troubles.matter(desk, number)
        if state is None:
            raise Refused(f"本机没有编号 {number} 的反映事项")
        return ledger_deeds.carry_out(desk, number, *steps_of(desk, state, act))

    def item_name(self) -> str:
        return self.sheet.state.report.item_name if self.sheet is not None else ""

    def more_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                "trouble.case", "看办件", "Ctrl+B", _PAPERS, self.on_case_asked,
                enabled_when=self._has_case, icon="cases",
            ),
            Action(
                "trouble.form", "出具登记表", "Alt+F", _PAPERS, self.on_form_asked,
                enabled_when=self.free, icon="document",
            ),
        )  # fmt: skip

    def on_form_asked(self) -> None:
        job = partial(ledger_work.issue_paper, self.counter.desk, self.number, _FORM)
        self.counter.tasks.run_write(job, partial(self.tell, ""), self.on_not_done)

    def on_case_asked(self) -> None:
        if self._has_case():
            self.counter.go("case", number=self.sheet.state.report.case)

    def _has_case(self) -> bool:
        return self.free() and bool(self.sheet.state.report.case)
