"""The rows of an imported sheet that were not taken in, as a sheet to put right and to take in
again (退回修改)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from counter_app.desk.backfill import RefusedLine
from counter_app.desk.headed_rows import REFUSED, Plan, ReadSheet
from counter_app.desk.ledger_sheet import write_sheet

#: Widths of a cell and of the reason, in characters.
_CELL, _REASON = 14, 50


def write_refused(path: Path, sheet: ReadSheet, plan: Plan, refused: Iterable[RefusedLine]) -> int:
    """Write the refused rows under their own headings, each with its reasons; returns how many.

    Raises :class:`Trouble` when the file cannot be written.
    """
    why: dict[int, list[str]] = {}
    for each in refused:
        why.setdefault(each.line, []).append(
            f"{each.field}：{each.why}" if each.field else each.why
        )
    keep = [index for index, heading in enumerate(plan.headings) if heading != REFUSED]
    headings = [(plan.headings[index], _CELL) for index in keep]
    rows = (
        (*(texts[i] if i < len(texts) else "" for i in keep), ";".join(why[number]))
        for number, texts in sheet.rows
        if number in why
    )
    return write_sheet(path, "没有收的行", [*headings, (REFUSED, _REASON)], rows)
