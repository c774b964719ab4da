"""Spreadsheets as people keep them: the first table of a file, row by row, as texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from counter_app.errors import BadInput, Trouble
from counter_app.settings import LOCAL_ZONE

_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")

#: (row number as the spreadsheet shows it, its cells as text)
Rows = Sequence[tuple[int, list[str]]]


def text_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(row number as the spreadsheet shows it, its cells as text). Empty rows are left out.

    Raises :class:`Trouble` when the file is no spreadsheet or breaks off.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = iter(book.worksheets[0].iter_rows(values_only=True))
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


def day_ms(text: str, field: str) -> int:
    """The start of the day that a cell means, ms since the epoch (UTC).

    Raises :class:`BadInput` for ``field`` where it means none.
    """
    found = _DAY.search(text.partition("T")[0])
    if found is None:
        raise BadInput(field, "日期应带年份,如 2025-03-14")
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


def _next(sheet: Iterator[Any], path: Path) -> tuple[Any, ...] | None:
    try:
        return next(sheet, None)
    except Exception as error:
        raise Trouble(
            f"{path.name} 读到一半时发现已损坏", hint="已收的行都在,修好后可重新补录"
        ) from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
