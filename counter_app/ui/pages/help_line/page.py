"""One line of help (帮代办详情): the facts at the left, what can be done at the right."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from counter_app.desk import help as helping
from counter_app.desk.desk import Desk
from counter_app.desk.help import HelpDone
from counter_app.errors import BadInput
from counter_app.models.acts import help as acts
from counter_app.models.acts.base import Act
from counter_app.models.changes import Changes
from counter_app.protocol.ledgers import HELP
from counter_app.ui.actions import Action
from counter_app.ui.line.facts import LineFacts
from counter_app.ui.line.page import LinePage
from counter_app.ui.pages.help_line.deeds import DEEDS
from counter_app.ui.pages.help_line.facts import HelpSheet, facts_card, read_sheet, show_sheet

_FORM = "help_registration"


class HelpLinePage(LinePage):
    """帮代办详情. ``opened(number=…)``."""

    id = "help_line"
    title = "帮代办详情"
    icon = "assist"
    parent_id = "help"
    watches = Changes(helps=True, cases=True)
    ledger = HELP
    deeds = DEEDS
    more = ("help.form", "help.paper", "help.case", "help.list")
    list_title = "帮代办"

    def make_facts(self) -> LineFacts:
        return facts_card()

    def read_sheet(self, number: str) -> HelpSheet:
        return read_sheet(self.counter.desk, number)

    def show_sheet(self, sheet: HelpSheet) -> str:
        show_sheet(self.facts, sheet, self.counter.desk)
        return sheet.state.ask.person.name

    def carry_out(self, number: str, act: Act) -> HelpDone:
        desk = self.counter.desk
        return helping.carry_out(desk, number, _completed(desk, act))

    def more_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                "help.case", "看办件", "Ctrl+B", "文书与信息", self.on_case_asked,
                enabled_when=self._has_case, icon="document",
            ),
            Action(
                "help.form", "出具登记表", "Alt+F", "文书与信息", self.on_form_asked,
                enabled_when=self.free, icon="document",
            ),
        )  # fmt: skip

    def on_form_asked(self) -> None:
        job = partial(helping.issue_paper, self.counter.desk, self.number, _FORM)
        self.counter.tasks.run_write(job, partial(self.tell, "登记表已出具"), self.on_not_done)

    def on_case_asked(self) -> None:
        if self._has_case():
            self.counter.go("case", number=self.sheet.state.cases[-1])

    def _has_case(self) -> bool:
        return self.free() and bool(self.sheet.state.cases)


def _completed(desk: Desk, act: Act) -> Act:
    """What needs the moment or a name gets it here."""
    if isinstance(act, acts.Visited):
        return replace(act, at_ms=desk.store.now_ms())
    if isinstance(act, acts.Registered):
        return replace(act, staff=desk.actor.work_no, staff_name=desk.actor.name)
    if isinstance(act, acts.Reassigned):
        person = desk.catalogue().staff.get(act.staff)
        if person is None or not person.active:
            raise BadInput("staff", "没有这个工号的在岗人员")
        return replace(act, staff_name=person.name)
    return act
