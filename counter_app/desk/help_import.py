"""Taking last year's spreadsheet of help and agency in (补录帮代办台账)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from counter_app.desk.desk import Desk
from counter_app.desk.headed_rows import HeadedRow, Plan, ReadSheet, read_sheet
from counter_app.desk.help import open_in
from counter_app.desk.help_check import check_help
from counter_app.desk.help_sheet import HEADINGS, SheetRow, read_row
from counter_app.desk.intake_check import Problem
from counter_app.desk.sheet_import import AT_ONCE, SheetImport, SheetImported, run_through
from counter_app.models.acts import help as acts
from counter_app.models.help import Ask
from counter_app.protocol.ledgers import HELP
from counter_app.store.store import Tx


def read_ledger(path: Path) -> ReadSheet:
    """Read a whole .xlsx file. Raises :class:`Trouble` when it is none."""
    return read_sheet(path, HEADINGS)


class HelpImport(SheetImport):
    """Its rows become durable together, step by step."""

    ledger = HELP

    def __init__(self, desk: Desk, sheet: ReadSheet, plan: Plan | None = None) -> None:
        super().__init__(desk, sheet, plan)
        self._helpers = {person.name: code for code, person in desk.catalogue().staff.items()}
        self._items = {item.name: code for code, item in desk.catalogue().items.items()}

    def take(self, rows: Sequence[HeadedRow]) -> list[list[Problem]]:
        now_ms = self.desk.store.now_ms()
        with self.desk.store.write() as tx:
            return [self._take(tx, read_row(row, now_ms), row.fingerprint) for row in rows]

    def _take(self, tx: Tx, row: SheetRow, fingerprint: str) -> list[Problem]:
        """Make it a line of help; what is wrong with it, and then nothing was made."""
        desk, typed = self.desk, row.typed
        problems = list(row.problems)
        items = desk.catalogue().items
        if typed.item_code and typed.item_code not in items:
            problems.append(Problem("item_code", "没有这个事项编码"))
        elif typed.item_code:
            typed = replace(typed, item_name=typed.item_name or items[typed.item_code].name)
        else:
            typed = replace(typed, item_code=self._items.get(typed.item_name, ""))
        ask, more = check_help(
            typed,
            asked_ms=row.asked_ms,
            today=desk.today,
            areas=desk.catalogue().areas,
            fingerprint=fingerprint,
        )
        problems += more
        if problems or ask is None:
            return problems
        return self.told(lambda: self._open(tx, row, ask))

    def _open(self, tx: Tx, row: SheetRow, ask: Ask) -> None:
        staff = self._helpers.get(row.helper, "")
        if row.open:
            who = acts.Registered(staff or self.desk.actor.work_no, row.helper)
            open_in(self.desk, tx, acts.Asked(ask), who)
            return
        ended = acts.FinishedAtOnce(
            ask,
            row.outcome,
            row.minutes,
            row.satisfaction,
            finished_ms=row.finished_ms,
            staff=staff,
            staff_name=row.helper,
        )
        open_in(self.desk, tx, ended)


def import_sheet(
    desk: Desk,
    path: Path,
    *,
    progress: Callable[[int], bool] | None = None,
    at_once: int = AT_ONCE,
) -> SheetImported:
    """Take in an .xlsx file as its headings say; the same file again adds nothing.

    Refused rows are told by row number and column. ``progress(row)`` is called for every row
    once it is durable, and may return False to stop.
    """
    return run_through(HelpImport(desk, read_ledger(path)), progress, at_once)
