"""补录办不成事台账."""

from __future__ import annotations

from counter_app.desk.trouble_import import HEADINGS, TroubleImport
from counter_app.models.changes import Changes
from counter_app.ui.sheet_import import SheetImportPage


class TroubleImportPage(SheetImportPage):
    """补录办不成事台账."""

    id = "trouble_import"
    title = "补录办不成事台账"
    parent_id = "troubles"
    back = "办不成事"
    book = HEADINGS
    run = TroubleImport
    changes = Changes(troubles=True)
