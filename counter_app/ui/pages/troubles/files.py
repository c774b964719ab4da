"""The ledger of the "办不成事" window as a file: taken away, or taken in."""

from __future__ import annotations

from functools import partial

from counter_app.desk.backfill import ImportResult
from counter_app.models.changes import Changes
from counter_app.ui.context import Counter
from counter_app.ui.ledger_files import LedgerFiles

#: So many refused rows are named in a notice; the rest is counted.
_NAMED = 3


class TroubleFiles(LedgerFiles):
    """Asks for a file and says what became of it."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "办不成事台账")

    def choose_export(self) -> None:
        self.ask_where("导出办不成事台账", self.export)

    def export(self, path: str) -> None:
        """Write the ledger to this file."""
        self.write(partial(self.counter.workplace.export_ledger, "trouble"), path)

    def on_taken_in(self, result: ImportResult) -> None:
        told = f"补录 {result.imported} 条,已有 {result.skipped} 条"
        if result.refused:
            named = ";".join(
                f"第 {each.line} 行 {each.field}:{each.why}" for each in result.refused[:_NAMED]
            )
            told += f",{len(result.refused)} 处没有收:{named}"
            if len(result.refused) > _NAMED:
                told += " 等,改好后再补录同一张表即可"
        self.counter.notify("warning" if result.refused else "success", told)
        self.counter.changed(Changes(troubles=True))
