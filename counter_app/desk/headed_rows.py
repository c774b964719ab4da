"""A ledger that a hall kept as a spreadsheet: rows told by their headings.

Every hall keeps its own: a title above, headings in its own words. What a heading stands for is
looked up among its synonyms, and whoever takes the sheet in may say otherwise; what no heading
names is kept beside.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from counter_app.desk.intake_check import Problem
from counter_app.desk.sheets import Rows, column_letter, day_ms, text_rows
from counter_app.errors import BadInput, Trouble

_BRACKETS = re.compile(r"[\s\u3000*::]|[((\[【].*?[))\]】]")
#: Heading of the column that tells why a row was refused, in a sheet that was given back.
REFUSED = "没有收的原因"
#: Columns that say nothing about what a row tells: the hall's own numbers, and reasons given back.
_SILENT = {"number": "序号 编号", "refused": REFUSED}
#: Rows in which headings are looked for; above them stand a title and who filled it in.
_ABOVE = 20


@dataclass(frozen=True)
class Headings:
    """How the sheets of one ledger are read. ``ledger``: its name, part of every fingerprint.

    ``titles``: what a column may be taken for, in the order in which it is offered, with its
    word. ``words``: field -> headings that stand for it, without blanks and brackets.
    ``needed``: fields without which no row can be told from another.
    """

    ledger: str
    titles: Mapping[str, str]
    words: Mapping[str, str]
    needed: tuple[str, ...]

    @cached_property
    def _fields(self) -> dict[str, str]:
        named = {**self.words, **_SILENT}
        return {word: field for field, words in named.items() for word in words.split()}

    def field(self, heading: str) -> str:
        """What a heading stands for, "" when it is not known."""
        return self._fields.get(_BRACKETS.sub("", heading), "")

    def silent(self, field: str) -> bool:
        """Whether such a column says nothing that is to be kept."""
        return field in _SILENT

    def title(self, field: str) -> str:
        """The word for a field, for people."""
        return self.titles.get(field, field)

    @property
    def needed_words(self) -> str:
        """``“日期”和“姓名”``."""
        *others, last = (f"“{self.titles[each]}”" for each in self.needed)
        return f"{'、'.join(others)}和{last}" if others else last


class Plan(msgspec.Struct, frozen=True):
    """How a sheet is read. ``row``: of the headings, as the spreadsheet counts; 0 = none found.

    ``fields``: what each column is taken for, "" = goes into the note.
    """

    book: Headings
    row: int = 0
    headings: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to be there and is not."""
        return tuple(field for field in self.book.needed if field not in self.fields)


class ReadSheet(msgspec.Struct, frozen=True):
    """A sheet that was read: its rows as they stand, and how they are understood by themselves."""

    path: Path
    rows: Rows
    plan: Plan


class HeadedRow(msgspec.Struct, frozen=True):
    """One row. ``values``: field -> text; ``columns``: field -> where it stands, for people;
    ``more``: what no known heading names; ``fingerprint``: of the row's own words."""

    values: dict[str, str]
    columns: dict[str, str]
    more: tuple[str, ...]
    fingerprint: str

    def get(self, field: str) -> str:
        """What stands there, "" for nothing."""
        return self.values.get(field, "")

    def moment(self, field: str, problems: list[Problem], *, until_ms: int | None = None) -> int:
        """The start of the day that is meant, ms since the epoch (UTC); 0 with a problem.

        ``until_ms``: a day that begins later has not come yet.
        """
        try:
            at_ms = day_ms(self.get(field), field)
            if until_ms is not None and at_ms > until_ms:
                raise BadInput(field, "日期还没有到")
        except BadInput as error:
            problems.append(Problem(field, error.why))
            return 0
        return at_ms

    def word(self, field: str, words: Mapping[str, str], problems: list[Problem]) -> str:
        """The stored value of a word that people use; that of none ("") with a problem."""
        text = self.get(field)
        value = words.get(text)
        if value is None:
            problems.append(Problem(field, f"不认识“{text[:20]}”"))
            value = words[""]
        return str(value)


def read_sheet(path: Path, book: Headings) -> ReadSheet:
    """Read a whole .xlsx file. Raises :class:`Trouble` when it is none."""
    if not path.is_file():
        raise Trouble(f"找不到文件 {path.name}")
    if path.suffix.lower() != ".xlsx":
        raise Trouble("只能补录 .xlsx 表格", hint="请在表格软件里另存为 xlsx")
    rows = list(text_rows(path))
    if not rows:
        raise Trouble(f"{path.name} 的第一张表是空的", hint="请把台账放在第一张表里")
    return ReadSheet(path, rows, plan_of(rows, book))


def plan_of(rows: Rows, book: Headings) -> Plan:
    """How these rows are to be read, by their headings; where none says enough, by the row with
    the most headings that are known."""
    best = Plan(book)
    for number, texts in rows[:_ABOVE]:
        titles = tuple(text.strip() for text in texts)
        plan = Plan(book, number, titles, tuple(book.field(each) for each in titles))
        if not plan.missing:
            return plan
        if sum(map(bool, plan.fields)) > sum(map(bool, best.fields)) or not best.row:
            best = plan
    return best


def row_of(plan: Plan, texts: list[str]) -> HeadedRow:
    """One row as the plan understands it: of two columns for one field the first counts."""
    values: dict[str, str] = {}
    columns: dict[str, str] = {}
    more: list[str] = []
    for index, (field, text) in enumerate(zip(plan.fields, texts, strict=False)):
        text, heading = text.strip(), plan.headings[index]
        if field and field not in values:
            values[field] = text
            columns[field] = f"{column_letter(index)} 列“{heading}”"
        elif text and heading and not plan.book.silent(field):
            more.append(f"{heading}:{text}")
    return HeadedRow(values, columns, tuple(more), _fingerprint(plan, texts))


def _fingerprint(plan: Plan, texts: list[str]) -> str:
    """The row's own words, whatever its number, wherever its columns stand and whatever they are
    taken for."""
    book = plan.book
    said = sorted(
        (heading, text.strip())
        for heading, text in zip(plan.headings, texts, strict=False)
        if text.strip() and not book.silent(book.field(heading))
    )
    return hashlib.sha256(msgspec.json.encode([book.ledger, said])).hexdigest()
