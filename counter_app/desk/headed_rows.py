"""A ledger that a hall kept as a spreadsheet: rows told by their headings.

Every hall keeps its own: a title above, headings in its own words. What a heading stands for is
looked up among its synonyms; what no heading names is kept beside.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec

from counter_app.desk.sheets import column_letter, text_rows
from counter_app.errors import BadInput, Trouble
from counter_app.settings import LOCAL_ZONE

_BRACKETS = re.compile(r"[\s\u3000*::]|[((\[【].*?[))\]】]")
_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
#: The running number of a row says nothing about what it tells.
NUMBER = "number"


class HeadedRow(msgspec.Struct, frozen=True):
    """One row. ``values``: field -> text; ``columns``: field -> where it stands, for people;
    ``more``: what no known heading names; ``fingerprint``: of the row's own words."""

    values: dict[str, str]
    columns: dict[str, str]
    more: tuple[str, ...]
    fingerprint: str


def headed_rows(
    path: Path, ledger: str, headings: Mapping[str, str], needed: Mapping[str, str]
) -> Iterator[tuple[int, HeadedRow]]:
    """(row number as the spreadsheet shows it, row), below the row of headings.

    ``headings``: field -> headings that stand for it, parted by blanks. ``needed``: fields
    without which a row is none of headings, with their words. Raises :class:`Trouble` when the
    file is no spreadsheet or has no such row.
    """
    if not path.is_file():
        raise Trouble(f"找不到文件 {path.name}")
    if path.suffix.lower() != ".xlsx":
        raise Trouble("只能补录 .xlsx 表格", hint="请在表格软件里另存为 xlsx")
    known = {word: field for field, words in headings.items() for word in words.split()}
    fields: list[str] = []
    titles: list[str] = []
    for number, texts in text_rows(path):
        if fields:
            yield number, _row(ledger, fields, titles, texts)
            continue
        told = [known.get(_BRACKETS.sub("", text), "") for text in texts]
        if needed.keys() <= set(told):
            fields, titles = told, [text.strip() for text in texts]
    if not fields:
        words = "”和“".join(needed.values())
        raise Trouble(
            f"没有找到表头:至少要有“{words}”{_count(len(needed))}", hint="请看台账的第一张表"
        )


def _count(columns: int) -> str:
    return "两列" if columns == 2 else f" {columns} 列"


def moment(text: str, field: str) -> int:
    """The start of the day that is meant, ms since the epoch (UTC). Raises :class:`BadInput`."""
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


def word_of(words: Mapping[str, str], field: str, text: str) -> str:
    """The stored value of a word that people use. Raises :class:`BadInput` for another one."""
    value = words.get(text)
    if value is None:
        raise BadInput(field, f"不认识“{text[:20]}”")
    return str(value)


def _row(ledger: str, fields: list[str], titles: list[str], texts: list[str]) -> HeadedRow:
    values: dict[str, str] = {}
    columns: dict[str, str] = {}
    more: list[str] = []
    for index, (field, text) in enumerate(zip(fields, texts, strict=False)):
        text = text.strip()
        if field and field not in values:
            values[field] = text
            columns[field] = f"{column_letter(index)} 列“{titles[index]}”"
        elif text and titles[index] and field != NUMBER:
            more.append(f"{titles[index]}:{text}")
    return HeadedRow(values, columns, tuple(more), _fingerprint(ledger, fields, titles, texts))


def _fingerprint(ledger: str, fields: list[str], titles: list[str], texts: list[str]) -> str:
    """The row's own words, whatever its number and wherever its columns stand."""
    said = sorted(
        (title, text.strip())
        for title, field, text in zip(titles, fields, texts, strict=False)
        if field != NUMBER and text.strip()
    )
    return hashlib.sha256(msgspec.json.encode([ledger, said])).hexdigest()
