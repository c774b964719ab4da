"""补录帮代办台账."""

from __future__ import annotations

from counter_app.desk.help_import import HelpImport
from counter_app.desk.help_sheet import HEADINGS
from counter_app.models.changes import Changes
from counter_app.ui.sheet_import import SheetImportPage


class HelpImportPage(SheetImportPage):
    """补录帮代办台账."""

    id = "help_import"
    title = "补录帮代办台账"
    parent_id = "help"
    back = "帮代办"
    book = HEADINGS
    run = HelpImport
    changes = Changes(helps=True)
