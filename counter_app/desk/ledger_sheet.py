"""A ledger as a spreadsheet: one heading row, one row a line, A4 on its side when printed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from counter_app.errors import Trouble, os_words
from counter_app.settings import LOCAL_ZONE


class Sheet(NamedTuple):
    """One sheet of a book. ``columns``: headings, each with the width of its column in
    characters."""

    title: str
    columns: Sequence[tuple[str, float]]
    rows: Iterable[Sequence[str]]


def write_sheet(
    path: Path,
    title: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[str]],
) -> int:
    """Write an .xlsx file of one sheet; returns the number of rows. See :func:`write_book`."""
    return write_book(path, (Sheet(title, columns, rows),))[0]


def write_book(path: Path, sheets: Iterable[Sheet]) -> list[int]:
    """Write an .xlsx file, readable by whoever made it and nobody else; returns the number of
    rows of each sheet.

    Raises :class:`Trouble` when it cannot be written.
    """
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    counts = [_fill(book.create_sheet(sheet.title), sheet) for sheet in sheets]
    try:
        with open(path, "wb", opener=_private) as file:
            book.save(file)
    except OSError as error:
        raise Trouble("写不进导出文件", hint=os_words(error)) from error
    return counts


def _fill(paper: Any, sheet: Sheet) -> int:
    from openpyxl.styles import Font

    paper.append([heading for heading, _ in sheet.columns])
    for cell in paper[1]:
        cell.font = Font(bold=True)
    for index, (_, width) in enumerate(sheet.columns):
        paper.column_dimensions[paper.cell(1, index + 1).column_letter].width = width
    paper.freeze_panes = "A2"
    paper.page_setup.orientation = "landscape"
    paper.page_setup.paperSize = paper.PAPERSIZE_A4
    paper.page_setup.fitToWidth, paper.page_setup.fitToHeight = 1, 0
    paper.sheet_properties.pageSetUpPr.fitToPage = True
    paper.print_title_rows = "1:1"
    count = 0
    for row in sheet.rows:
        paper.append(list(row))
        for cell in paper[paper.max_row]:
            cell.data_type = "s"  # what people typed is text, never a formula
        count += 1
    return count


def iso_day(at_ms: int) -> str:
    """The day of an instant as a ledger writes it."""
    return datetime.fromtimestamp(at_ms / 1000, LOCAL_ZONE).date().isoformat()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
