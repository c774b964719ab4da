"""The ledger of the "办不成事" window as a file: taken away."""

from __future__ import annotations

from functools import partial

from counter_app.ui.context import Counter
from counter_app.ui.ledger_files import LedgerFiles


class TroubleFiles(LedgerFiles):
    """Asks for a file and says what became of it."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "办不成事台账")

    def choose_export(self) -> None:
        self.ask_where("导出办不成事台账", self.export)

    def export(self, path: str) -> None:
        """Write the ledger to this file."""
        self.write(partial(self.counter.workplace.export_ledger, "trouble"), path)
