"""The pages of the counter, in the order of the rail. A new page is one line here."""

from __future__ import annotations

from counter_app.ui.page import Page
from counter_app.ui.pages import (
    approvals,
    archive,
    case,
    cases,
    delivery,
    devices,
    disputes,
    help,
    help_import,
    help_line,
    intake,
    paper,
    policies,
    policy_line,
    printing,
    rating_line,
    ratings,
    settings,
    sync,
    trouble_line,
    troubles,
    workbench,
)

PAGES: tuple[type[Page], ...] = (
    workbench.PAGE,
    intake.PAGE,
    cases.PAGE,
    approvals.PAGE,
    delivery.PAGE,
    help.PAGE,
    ratings.PAGE,
    troubles.PAGE,
    policies.PAGE,
    archive.PAGE,
    sync.PAGE,
    disputes.PAGE,
    printing.PAGE,
    devices.PAGE,
    settings.PAGE,
    case.PAGE,
    help_line.PAGE,
    trouble_line.PAGE,
    policy_line.PAGE,
    help_import.PAGE,
    rating_line.PAGE,
    paper.PAGE,
)
