"""One question about a policy (政策咨询详情): what is known at the left, what can be done right."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from counter_app.desk.desk import Desk
from counter_app.desk.ledger_deeds import carry_out
from counter_app.desk.ledger_work import LineDone, issue_paper
from counter_app.errors import BadInput
from counter_app.models.acts import policy as acts
from counter_app.models.acts.base import Act
from counter_app.models.changes import Changes
from counter_app.protocol.ledgers import POLICY
from counter_app.ui.actions import Action
from counter_app.ui.line.facts import LineFacts
from counter_app.ui.line.page import LinePage
from counter_app.ui.pages.policy_line.deeds import DEEDS
from counter_app.ui.pages.policy_line.facts import (
    PolicySheet,
    facts_card,
    read_sheet,
    show_sheet,
)

_ANSWER = "policy_answer"


class PolicyLinePage(LinePage):
    """政策咨询详情. ``opened(number=…)``."""

    id = "policy_line"
    title = "政策咨询详情"
    icon = "organisation"
    parent_id = "policies"
    watches = Changes(policies=True, cases=True)
    ledger = POLICY
    deeds = DEEDS
    more = ("policy.sheet", "policy.paper", "policy.case", "policy.list")
    list_title = "惠企咨询"
    attaches = False

    def make_facts(self) -> LineFacts:
        return facts_card()

    def read_sheet(self, number: str) -> PolicySheet:
        return read_sheet(self.counter.desk, number)

    def show_sheet(self, sheet: PolicySheet) -> str:
        show_sheet(self.facts, sheet, self.counter.desk)
        return sheet.state.inquiry.firm.name

    def carry_out(self, number: str, act: Act) -> LineDone:
        desk = self.counter.desk
        return carry_out(desk, number, _completed(desk, act))

    def more_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                "policy.case", "看办件", "Ctrl+B", "文书与信息", self.on_case_asked,
                enabled_when=self._has_case, icon="document",
            ),
            Action(
                "policy.sheet", "出具答复单", "Alt+F", "文书与信息", self.on_sheet_asked,
                enabled_when=self._answered, icon="document",
            ),
        )  # fmt: skip

    # ---- slots

    def on_sheet_asked(self) -> None:
        job = partial(issue_paper, self.counter.desk, self.number, _ANSWER)
        self.counter.tasks.run_write(job, partial(self.tell, ""), self.on_not_done)

    def on_case_asked(self) -> None:
        if self._has_case():
            self.counter.go("case", number=self.sheet.state.application.case)

    # ---- inside

    def _has_case(self) -> bool:
        applied = self.sheet.state.application if self.free() else None
        return applied is not None and bool(applied.case)

    def _answered(self) -> bool:
        return self.free() and bool(self.sheet.state.answers)


def _completed(desk: Desk, act: Act) -> Act:
    """What needs the moment or a name gets it here."""
    if isinstance(act, acts.FollowedUp):
        return replace(act, at_ms=desk.store.now_ms())
    if isinstance(act, acts.Reassigned) or (isinstance(act, acts.Passed) and act.staff):
        person = desk.catalogue().staff.get(act.staff.strip().upper())
        if person is None or not person.active:
            raise BadInput("staff", "没有这个工号的在岗人员")
        return replace(act, staff=person.work_no, staff_name=person.name)
    return act
