"""Taking last year's spreadsheet in (补录帮代办台账): each row durable before the next begins."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from counter_app.desk.backfill import ImportResult, Problems, take_each
from counter_app.desk.desk import Desk
from counter_app.desk.help import open_line
from counter_app.desk.help_check import check_help
from counter_app.desk.help_sheet import SheetRow, rows_of_sheet
from counter_app.desk.intake_check import Problem
from counter_app.errors import BadInput, Trouble
from counter_app.models.acts import help as acts
from counter_app.protocol.ledgers import HELP
from counter_app.store import ledger_queries


def import_sheet(
    desk: Desk, path: Path, *, progress: Callable[[int], bool] | None = None
) -> ImportResult:
    """Take in an .xlsx file; the same file again adds nothing.

    Refused rows are told by row number and column. ``progress(row)`` may return False to stop.
    """
    if not path.is_file():
        raise Trouble(f"找不到文件 {path.name}")
    if path.suffix.lower() != ".xlsx":
        raise Trouble("只能补录 .xlsx 表格", hint="请在表格软件里另存为 xlsx")
    helpers = {person.name: code for code, person in desk.catalogue().staff.items()}
    return take_each(rows_of_sheet(path), partial(_take, desk, helpers), progress=progress)


def _take(desk: Desk, helpers: dict[str, str], row: Any) -> bool:
    """True: became a line of help now. False: had become one before."""
    if isinstance(row, Exception):
        raise row
    assert isinstance(row, SheetRow)
    if ledger_queries.by_fingerprint(desk.store, HELP, row.fingerprint) is not None:
        return False
    ask, problems = check_help(
        row.typed,
        asked_ms=row.asked_ms,
        today=desk.today,
        areas=desk.catalogue().areas,
        fingerprint=row.fingerprint,
    )
    if ask is None:
        raise Problems(_where(row, each.field, each.why) for each in problems)
    staff = helpers.get(row.helper, "")
    try:
        if row.open:
            who = acts.Registered(staff or desk.actor.work_no, row.helper)
            open_line(desk, acts.Asked(ask), who)
        else:
            done = acts.FinishedAtOnce(
                ask,
                row.outcome,
                row.minutes,
                row.satisfaction,
                finished_ms=row.finished_ms,
                staff=staff,
                staff_name=row.helper,
            )
            open_line(desk, done)
    except BadInput as error:
        field = "day" if error.field == "asked_at" else error.field.removeprefix("person.")
        raise Problems([_where(row, field, error.why)]) from error
    return True


def _where(row: SheetRow, field: str, why: str) -> Problem:
    return Problem(row.columns.get(field, field), why)
