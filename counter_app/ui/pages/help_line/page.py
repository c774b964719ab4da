"""One line of help (帮代办详情): the facts at the left, what can be done at the right."""

from __future__ import annotations

from dataclasses import replace as with_field
from functools import partial

from msgspec.structs import replace

from counter_app.desk import help as helping
from counter_app.desk.desk import Desk
from counter_app.desk.help import HelpDone
from counter_app.errors import BadInput
from counter_app.models.acts import help as acts
from counter_app.models.acts.base import Act
from counter_app.models.changes import Changes
from counter_app.models.signature import Signed
from counter_app.protocol.ledgers import HELP
from counter_app.ui.actions import Action
from counter_app.ui.case.deed import Answers, Seat
from counter_app.ui.line.facts import LineFacts
from counter_app.ui.line.page import LinePage
from counter_app.ui.pages.help_line.deeds import DEEDS, ON_SCREEN
from counter_app.ui.pages.help_line.facts import (
    SIGNED_FORM,
    HelpSheet,
    facts_card,
    read_sheet,
    show_sheet,
    unscanned,
)

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
    more = (
        *("help.entrust", "help.photo", "help.attach", "help.mark", "help.sign"),
        *("help.form", "help.paper", "help.case", "help.list"),
    )
    attaches = True
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

    def carry_out_signed(self, number: str, act: Act, signed: Signed) -> HelpDone:
        desk = self.counter.desk
        return helping.carry_out(desk, number, _completed(desk, act), signed=signed)

    def signs(self, act: Act, answers: Answers) -> tuple[str, str] | None:
        if answers.get("way") != ON_SCREEN:
            return None
        title = {acts.Authorised: "帮办代办委托书", acts.Continued: "代办续办委托书"}.get(type(act))
        return (title, "委托人") if title is not None else None

    def seat(self) -> Seat:
        days = self.counter.desk.help_context().rules.usual_authorisation
        return with_field(super().seat(), authorisation_days=days)

    def item_name(self) -> str:
        return self.sheet.state.ask.item_name if self.sheet is not None else ""

    def more_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                "help.entrust", "拍委托书签字件", "Shift+W", "附件", self.on_entrust_asked,
                enabled_when=self._unscanned, icon="camera",
            ),
            Action(
                "help.photo", "拍走访照片", "Shift+V", "附件", self.on_photo_asked,
                enabled_when=self.free, icon="camera",
            ),
            Action(
                "help.sign", "请服务对象签名", "F8", "附件", self.on_sign_asked,
                enabled_when=self.has_paper, icon="edit",
                hint="签在最近出具的一份文书旁，存为附件",
            ),
            Action(
                "help.case", "看办件", "Ctrl+B", "文书与信息", self.on_case_asked,
                enabled_when=self._has_case, icon="document",
            ),
            Action(
                "help.form", "出具登记表", "Alt+F", "文书与信息", self.on_form_asked,
                enabled_when=self.free, icon="document",
            ),
        )  # fmt: skip

    def on_entrust_asked(self) -> None:
        self.files.shoot(SIGNED_FORM)

    def on_photo_asked(self) -> None:
        self.files.shoot("走访照片")

    def on_sign_asked(self) -> None:
        self.files.sign("服务对象")

    def on_form_asked(self) -> None:
        job = partial(helping.issue_paper, self.counter.desk, self.number, _FORM)
        self.counter.tasks.run_write(job, partial(self.tell, ""), self.on_not_done)

    def on_case_asked(self) -> None:
        if self._has_case():
            self.counter.go("case", number=self.sheet.state.cases[-1])

    def _unscanned(self) -> bool:
        return self.free() and unscanned(self.sheet.state)

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
