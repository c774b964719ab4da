"""Opening files of reference data: csv, xlsx and json become tables of raw records.

Nothing is interpreted here beyond what the file format itself leaves open: the encoding and
delimiter of a csv, the header row of a sheet under its title, merged cells, numbers that a
spreadsheet program made of codes.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from counter_app.errors import os_words

#: Larger files are no reference data. Bytes, packed and unpacked.
MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
#: Above the header there may stand a title, a date, a note.
HEADER_SEARCH = 10
MAX_COLUMNS = 300
# A spreadsheet keeps 15 digits of a number; what is longer has lost its end.
_EXACT = 10**15

Record = dict[str, Any]
#: Tells how many cells of a line are known column names.
HeaderScore = Callable[[Sequence[str]], int]


class UnreadableFile(ValueError):
    """The file as a whole cannot be read; the text says why."""


class RawTable(msgspec.Struct, frozen=True):
    """One table: records keyed by column heading, each with the row it stands in.

    ``kind`` and ``complete`` are what a json file says about itself; ``whole``: a field that a
    record does not name has its default (json), instead of being left as it is (spreadsheets).
    """

    name: str
    records: tuple[tuple[int, Record], ...]
    sheet: str = ""
    kind: str = ""
    complete: bool = False
    whole: bool = False


def open_tables(path: Path, header_score: HeaderScore) -> tuple[RawTable, ...]:
    """The tables of a file by its ending. Raises :class:`UnreadableFile`."""
    readers: dict[str, Callable[[Path, HeaderScore], tuple[RawTable, ...]]] = {
        ".csv": _open_csv,
        ".txt": _open_csv,
        ".xlsx": _open_xlsx,
        ".xlsm": _open_xlsx,
        ".json": _open_json,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFile("只认 csv、xlsx、json 文件；旧格式 xls 请另存为 xlsx")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFile("文件过大，不像是基础数据")
        return reader(path, header_score)
    except OSError as error:
        raise UnreadableFile(f"打不开文件（{os_words(error)}）") from error


def decode_text(data: bytes) -> str:
    """Text of a csv or json file in UTF-8 (with or without mark), UTF-16 with mark or GB 18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("文字编码无法识别，请另存为 UTF-8 编码")


def _open_csv(path: Path, header_score: HeaderScore) -> tuple[RawTable, ...]:
    text = decode_text(path.read_bytes())
    head = "\n".join(text.splitlines()[:HEADER_SEARCH])
    delimiter = max((",", "\t", ";"), key=head.count)
    lines: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        # A quoted line break makes one row of several lines: rows are counted, as in a sheet.
        for number, cells in enumerate(reader, start=1):
            lines.append((number, cells))
    except csv.Error as error:
        raise UnreadableFile(f"第 {len(lines) + 1} 行分不成列（{error}）") from error
    return (_table(path.stem, "", lines, header_score),)


def _open_xlsx(path: Path, header_score: HeaderScore) -> tuple[RawTable, ...]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableFile("文件展开后过大，不像是基础数据")
        book = openpyxl.load_workbook(path, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile("不是完好的 xlsx 文件，请用表格软件打开后另存一次") from error
    tables = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        merged = _merged_values(sheet)
        lines = []
        for number, cells in enumerate(
            sheet.iter_rows(max_col=min(sheet.max_column or 1, MAX_COLUMNS)), start=1
        ):
            texts = [_cell_text(merged.get((c.row, c.column), c.value)) for c in cells]
            lines.append((number, texts))
        tables.append(_table(path.stem, str(sheet.title), lines, header_score))
    return tuple(tables)


def _merged_values(sheet: Any) -> dict[tuple[int, int], object]:
    """(row, column) -> value for cells merged downwards, as departments often are."""
    values: dict[tuple[int, int], object] = {}
    for span in sheet.merged_cells.ranges:
        if span.min_col != span.max_col:
            continue  # merged across: a title, not a value of every column
        value = sheet.cell(span.min_row, span.min_col).value
        values |= {(row, span.min_col): value for row in range(span.min_row, span.max_row + 1)}
    return values


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and abs(value) >= _EXACT:
        return f"{value:e}"  # told apart later: its last digits are gone
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _table(
    name: str, sheet: str, lines: Iterable[tuple[int, list[str]]], header_score: HeaderScore
) -> RawTable:
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        return RawTable(name, (), sheet)
    candidates = filled[:HEADER_SEARCH]
    best = max(range(len(candidates)), key=lambda index: header_score(candidates[index][1]))
    header = [cell.strip() for cell in candidates[best][1]]
    records = []
    for number, cells in filled[best + 1 :]:
        record: Record = {}
        for heading, cell in zip(header, cells, strict=False):
            if heading and not record.get(heading):
                record[heading] = cell
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            record[""] = "多出的单元格"
        records.append((number, record))
    return RawTable(name, tuple(records), sheet)


def _open_json(path: Path, _header_score: HeaderScore) -> tuple[RawTable, ...]:
    try:
        content = json.loads(decode_text(path.read_bytes()))
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"JSON 第 {error.lineno} 行格式不对") from error
    except RecursionError as error:
        raise UnreadableFile("JSON 嵌套过深") from error
    about: Record = {}
    if isinstance(content, dict):
        about, content = content, content.get("rows")
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise UnreadableFile("JSON 应是记录的列表，或写明 kind（种类）和 rows（记录）的对象")
    defaults = about.get("defaults", {})
    if not isinstance(defaults, dict):
        raise UnreadableFile("JSON 的 defaults 应是一条记录")
    rows = _resolve_likes(content)
    return (
        RawTable(
            path.stem,
            tuple((number, {**defaults, **row}) for number, row in enumerate(rows, start=1)),
            kind=str(about.get("kind", "")),
            complete=about.get("complete") is True,
            whole=True,
        ),
    )


def _resolve_likes(rows: list[Record]) -> list[Record]:
    """A row with ``like: CODE`` takes from that row of the file what it does not say itself."""
    by_code = {row["code"]: row for row in rows if isinstance(row.get("code"), str)}
    resolved = []
    for number, row in enumerate(rows, start=1):
        if "like" in row:
            model = by_code.get(str(row["like"]))
            if model is None or "like" in model:
                raise UnreadableFile(f"第 {number} 条的 like 没有指向本文件中一条完整的记录")
            row = {**model, **{key: value for key, value in row.items() if key != "like"}}
        resolved.append(row)
    return resolved
