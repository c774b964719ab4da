"""A table of text (csv) as platforms export it, row by row, in the encodings they use."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from counter_app.desk.sheets import text_rows
from counter_app.errors import Trouble, os_words

#: A longer file is no month of ratings. Bytes.
_MOST = 64 * 1024 * 1024


def table_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(row number from 1, its cells) of a .csv or .xlsx file; empty rows are left out.

    Raises :class:`Trouble` when it is neither, or cannot be read.
    """
    if not path.is_file():
        raise Trouble(f"找不到文件 {path.name}")
    match path.suffix.lower():
        case ".xlsx":
            yield from text_rows(path)
        case ".csv":
            yield from _csv_rows(path)
        case _:
            raise Trouble("只能导入 .xlsx 或 .csv 表格", hint="请在表格软件里另存为 xlsx")


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        if path.stat().st_size > _MOST:
            raise Trouble(f"{path.name} 太大，请按月拆开导入")
        data = path.read_bytes()
    except OSError as error:
        raise Trouble(f"读不出 {path.name}", hint=os_words(error)) from error
    reader = csv.reader(_text(data, path).splitlines(keepends=True))
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as error:
        raise Trouble(f"{path.name} 不是有效的 csv 文件") from error


def _text(data: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Trouble(f"{path.name} 的文字编码认不出来", hint="请另存为 xlsx 后再导入")
