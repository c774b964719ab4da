"""Putting the intake page together: its sections, its panels, its foot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counter_app.ui.page import Page
from counter_app.ui.pages.intake.actions import CORRECT_KEY
from counter_app.ui.pages.intake.correction_panel import CorrectionPanel
from counter_app.ui.pages.intake.decline_panel import DeclinePanel
from counter_app.ui.pages.intake.drafts_panel import DraftsPanel
from counter_app.ui.pages.intake.foot import Foot, OwnKeyButton
from counter_app.ui.pages.intake.form import IntakeForm
from counter_app.ui.pages.intake.saved_panel import SavedPanel
from counter_app.ui.widgets.button import Button


@dataclass(frozen=True)
class Parts:
    """What stands in the page's body, one at a time, and its foot."""

    form: IntakeForm
    correction: CorrectionPanel
    refusal: DeclinePanel
    drafts: DraftsPanel
    saved: SavedPanel
    foot: Foot


def build(page: Page, on_back: Callable[[], None]) -> Parts:
    """Make everything and put it into the page. ``on_back`` leads from a panel to the form."""
    desk = page.counter.desk
    button = page.button

    def back() -> Button:
        return Button("返回填写", on_back, key="Esc", parent=page)

    fills = {
        "agent": "intake.agent",
        "adopt": "intake.adopt",
        "all": "intake.all",
        "first": "intake.first",
    }
    form = IntakeForm(
        page.counter.tasks,
        desk.today,
        {name: button(action) for name, action in fills.items()},
        page,
    )
    confirm_correction = button("intake.confirm", variant="primary")
    confirm_correction.setText("收件并告知补正")
    correction = CorrectionPanel(button("intake.add_point"), confirm_correction, back(), page)
    confirm_refusal = button("intake.confirm", variant="primary")
    confirm_refusal.setText("出具不予受理")
    refusal = DeclinePanel(confirm_refusal, back(), page)
    drafts = DraftsPanel(back(), page)
    after = (
        button("intake.next", variant="primary"),
        button("intake.print"),
        button("intake.preview"),
        button("intake.view"),
        button("intake.sign"),
        button("intake.shoot"),
        button("intake.rate"),
        button("intake.copy"),
    )
    saved = SavedPanel(after, page)
    foot = Foot(
        [
            OwnKeyButton(page.keys.bound("intake.correct"), "告知补正", CORRECT_KEY),
            button("intake.decline"),
            button("intake.receive"),
            button("intake.instant"),
            button("intake.accept", variant="primary"),
        ],
        page.foot,
    )
    parts = Parts(form, correction, refusal, drafts, saved, foot)
    for each in (form, correction, refusal, saved):
        page.body.addWidget(each)
    page.body.addWidget(drafts, 1)
    page.body.addStretch(0)
    layout = page.foot.layout()
    assert layout is not None
    layout.addWidget(foot)
    page.foot.show()
    return parts
