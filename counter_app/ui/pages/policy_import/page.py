"""补录惠企政策咨询台账."""

from __future__ import annotations

from counter_app.desk.policy_import import HEADINGS, PolicyImport
from counter_app.models.changes import Changes
from counter_app.ui.sheet_import import SheetImportPage


class PolicyImportPage(SheetImportPage):
    """补录惠企政策咨询台账."""

    id = "policy_import"
    title = "补录惠企政策咨询台账"
    parent_id = "policies"
    back = "惠企咨询"
    book = HEADINGS
    run = PolicyImport
    changes = Changes(policies=True)
