"""Spreadsheets as people keep them: the first visible table of a file, row by row, as texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from counter_app.errors import BadInput, Trouble
from counter_app.settings import LOCAL_ZONE

_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")

#: From here on a spreadsheet program keeps only the first 15 digits of a number.
_EXACT = 10**15
_ROUNDED = re.compile(r"\d(?:[.]\d+)?e\+\d{2,}", re.IGNORECASE)
#: A larger file or table is read as it streams, without what its end says of merged cells.
#: Bytes, cells.
_WHOLE = 1024 * 1024
_MOST_CELLS = 1_000_000

#: (row number as the spreadsheet shows it, its cells as text)
Rows = Sequence[tuple[int, list[str]]]


def text_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(row number as the spreadsheet shows it, its cells as text). Empty rows are left out; cells
    merged downwards have their value in each row.

    Raises :class:`Trouble` when the file is no spreadsheet or breaks off.
    """
    try:
        book, chosen = _opened(path)
        sheet = iter(chosen.iter_rows(values_only=True))
    except Exception as error:  # whatever a damaged archive makes its reader stumble over
        raise Trouble(f"{path.name} 不是有效的 xlsx 文件") from error
    number = 0
    try:
        while (cells := _next(sheet, path)) is not None:
            number += 1
            texts = [_cell(cell) for cell in cells]
            if any(texts):
                yield number, texts
    finally:
        book.close()


def lost_digits(text: str) -> bool:
    """Whether a cell held a long code as a number: its last digits are gone."""
    return _ROUNDED.fullmatch(text.strip()) is not None


def day_ms(text: str, field: str) -> int:
    """The start of the day that a cell means, ms since the epoch (UTC).

    Raises :class:`BadInput` for ``field`` where it means none.
    """
    found = _DAY.search(text.partition("T")[0])
    if found is None:
        raise BadInput(field, "日期应带年份，如 2025-03-14")
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        raise BadInput(field, "没有这一天") from None
    if day.year < 1980:
        raise BadInput(field, "日期早于 1980 年")
    return int(datetime(day.year, day.month, day.day, tzinfo=LOCAL_ZONE).timestamp() * 1000)


def column_letter(index: int) -> str:
    """The name of a column (from 0) as the spreadsheet shows it: A … Z, AA …"""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _opened(path: Path) -> tuple[Any, Any]:
    """The book and its first visible table, merged cells spread."""
    import openpyxl

    if path.stat().st_size <= _WHOLE:
        book = openpyxl.load_workbook(path, data_only=True)
        chosen = _first_shown(book)
        # One stray cell far down makes a table of millions of cells.
        if chosen.max_row * chosen.max_column <= _MOST_CELLS:
            _spread_merged(chosen)
            return book, chosen
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return book, _first_shown(book)


def _first_shown(book: Any) -> Any:
    shown = [each for each in book.worksheets if each.sheet_state == "visible"]
    return (shown or book.worksheets)[0]


def _spread_merged(sheet: Any) -> None:
    for span in list(sheet.merged_cells.ranges):
        if span.min_col != span.max_col:
            continue  # merged across: a title, not a value of every column
        value = sheet.cell(span.min_row, span.min_col).value
        sheet.unmerge_cells(span.coord)
        for row in range(span.min_row + 1, span.max_row + 1):
            sheet.cell(row, span.min_col).value = value


def _next(sheet: Iterator[Any], path: Path) -> tuple[Any, ...] | None:
    try:
        return next(sheet, None)
    except Exception as error:
        raise Trouble(
            f"{path.name} 读到一半时发现已损坏", hint="已收的行都在，修好后可重新补录"
        ) from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00"
    if isinstance(value, int | float) and abs(value) >= _EXACT:
        return f"{value:e}"  # told apart by lost_digits
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
