"""What was read from files of reference data: rows, what is wrong with them, and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from counter_app.errors import Refused

#: Problems told in one sentence; all of them are in :attr:`BadRows.problems`.
_TOLD = 5


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a row stands. ``row`` as a spreadsheet counts it (the header is usually row 1);
    in JSON the first record is 1."""

    file: str
    row: int
    sheet: str = ""

    def __str__(self) -> str:
        place = f"{self.file}《{self.sheet}》" if self.sheet else self.file
        unit = "条" if self.file.lower().endswith(".json") else "行"
        return f"{place} 第 {self.row} {unit}" if self.row else place


class RowProblem(msgspec.Struct, frozen=True):
    """One thing that is wrong (or, in a batch's ``warnings``, looks odd)."""

    origin: Origin
    column: str
    why: str

    def __str__(self) -> str:
        return (
            f"{self.origin} {self.column}：{self.why}"
            if self.column
            else (f"{self.origin}：{self.why}")
        )


class Row(msgspec.Struct, frozen=True):
    """One row to load. ``value`` is the struct of its kind; a withdrawn row needs only a key.

    ``told``: the fields that the file has columns for; a spreadsheet without a column says
    nothing about it, so the present value stays. None: the row is told as a whole (json).
    """

    kind: str
    key: str
    value: Any
    origin: Origin
    withdrawn: bool = False
    told: frozenset[str] | None = None


class Part(msgspec.Struct, frozen=True):
    """A line that belongs into another row: a material or field of an item, an item of a theme.

    ``slot`` is the tuple it goes into; ``parent_name`` names a parent that may not exist yet.
    """

    kind: str
    key: str
    slot: str
    value: Any
    origin: Origin
    parent_name: str = ""


class RowBatch(msgspec.Struct, frozen=True):
    """Everything one load brings. ``complete``: kinds whose missing rows are to be withdrawn."""

    rows: tuple[Row, ...] = ()
    parts: tuple[Part, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    warnings: tuple[RowProblem, ...] = ()
    complete: frozenset[str] = frozenset()


class BadRows(Refused):
    """At least one row cannot be right, so nothing was changed."""

    def __init__(self, problems: tuple[RowProblem, ...]) -> None:
        told = ";".join(str(problem) for problem in problems[:_TOLD])
        more = f"；另有 {len(problems) - _TOLD} 处" if len(problems) > _TOLD else ""
        super().__init__(f"共 {len(problems)} 处不能导入，现有数据没有改动。{told}{more}")
        self.problems = problems


def join(batches: Iterable[RowBatch]) -> RowBatch:
    """Several files loaded together as one."""
    every = tuple(batches)
    return RowBatch(
        rows=tuple(row for batch in every for row in batch.rows),
        parts=tuple(part for batch in every for part in batch.parts),
        problems=tuple(problem for batch in every for problem in batch.problems),
        warnings=tuple(warning for batch in every for warning in batch.warnings),
        complete=frozenset(kind for batch in every for kind in batch.complete),
    )


def refuse_if_bad(batch: RowBatch) -> None:
    """Raise :class:`BadRows` when anything is wrong with the batch."""
    if batch.problems:
        raise BadRows(batch.problems)
