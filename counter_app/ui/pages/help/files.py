"""Files of the ledger of help: the ledger out."""

from __future__ import annotations

from functools import partial

from counter_app.ui.context import Counter
from counter_app.ui.ledger_files import LedgerFiles


class HelpFiles(LedgerFiles):
    """Asks for a file and says what became of it."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "帮代办台账")

    def choose_export(self) -> None:
        self.ask_where("导出帮代办台账", self.export)

    def export(self, path: str) -> None:
        """Write the ledger to this file."""
        self.write(partial(self.counter.workplace.export_ledger, "help"), path)
