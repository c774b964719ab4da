"""A ledger as a spreadsheet: one heading row, one row a line, A4 on its side when printed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from counter_app.errors import Trouble, os_words
from counter_app.settings import LOCAL_ZONE


def write_sheet(
    path: Path,
    title: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[str]],
) -> int:
    """Write an .xlsx file, readable by whoever made it and nobody else; returns the number of
    rows. ``columns``: headings, each with the width of its column in characters.

    Raises :class:`Trouble` when it cannot be written.
    """
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append([heading for heading, _ in columns])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for index, (_, width) in enumerate(columns):
        sheet.column_dimensions[sheet.cell(1, index + 1).column_letter].width = width
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    count = 0
    for row in rows:
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"  # what people typed is text, never a formula
        count += 1
    try:
        with open(path, "wb", opener=_private) as file:
            book.save(file)
    except OSError as error:
        raise Trouble("写不进导出文件", hint=os_words(error)) from error
    return count


def iso_day(at_ms: int) -> str:
    """The day of an instant as a ledger writes it."""
    return datetime.fromtimestamp(at_ms / 1000, LOCAL_ZONE).date().isoformat()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
