"""Taking last year's spreadsheet of a ledger in (补录台账): a few rows at a time, so that whoever
waits for the same disk never waits long and a killed import is simply run again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import msgspec

from counter_app.desk.backfill import RefusedLine
from counter_app.desk.desk import Desk
from counter_app.desk.headed_rows import HeadedRow, Plan, ReadSheet, row_of
from counter_app.desk.intake_check import Problem
from counter_app.errors import BadInput, CounterError, Refused, Trouble
from counter_app.protocol.ledgers import Ledger
from counter_app.store import ledger_queries

#: Rows that are taken in together.
AT_ONCE = 25


class SheetImported(msgspec.Struct, frozen=True):
    """What an import did. ``skipped``: were lines before, or stand in the sheet twice; the
    latter are told in ``repeated`` as (row, the earlier row). ``rows``: of the whole sheet.
    """

    imported: int
    skipped: int
    refused: tuple[RefusedLine, ...]
    repeated: tuple[tuple[int, int], ...] = ()
    rows: int = 0
    stopped: bool = False


class SheetImport(ABC):
    """One run over a sheet. ``step`` takes the next rows in and is to be called until it is
    ``over``; what was taken in by a step is durable when it returns.

    Raises :class:`Refused` when the plan names not all that is needed.
    """

    #: the ledger that the rows become lines of
    ledger: ClassVar[Ledger]
    #: field of an act -> column that it is told in, where they are called differently
    told_in: ClassVar[Mapping[str, str]] = {"asked_at": "day", "reported_at": "day"}

    def __init__(self, desk: Desk, sheet: ReadSheet, plan: Plan | None = None) -> None:
        self.plan = plan or sheet.plan
        if self.plan.missing:
            columns = "、".join(f"“{self.plan.book.title(each)}”" for each in self.plan.missing)
            raise Refused(
                f"没有找到{columns}列，一行也没有补录",
                hint=f"请在补录台账页指明各列，或把表里的列名改成{self.plan.book.needed_words}",
            )
        self.desk = desk
        self._rows = [each for each in sheet.rows if each[0] > self.plan.row]
        self._seen: dict[str, int] = {}
        self._imported = self._skipped = 0
        self._refused: list[RefusedLine] = []
        self._repeated: list[tuple[int, int]] = []
        self.done = 0

    @property
    def rows(self) -> int:
        """How many there are to be looked at."""
        return len(self._rows)

    @property
    def over(self) -> bool:
        return self.done >= len(self._rows)

    @property
    def result(self) -> SheetImported:
        """What has become of the rows so far."""
        return SheetImported(
            self._imported,
            self._skipped,
            tuple(self._refused),
            tuple(self._repeated),
            self.rows,
            not self.over,
        )

    def step(self, most: int = AT_ONCE) -> tuple[int, ...]:
        """Take in the next rows; their numbers in the sheet."""
        chosen = self._rows[self.done : self.done + most]
        read = [(number, row_of(self.plan, texts)) for number, texts in chosen]
        asked = (row.fingerprint for _, row in read)
        known = ledger_queries.fingerprints(self.desk.store, self.ledger, asked)
        fresh: list[tuple[int, HeadedRow]] = []
        repeated: list[tuple[int, int]] = []
        for number, row in read:
            earlier = self._seen.setdefault(row.fingerprint, number)
            if earlier != number:
                repeated.append((number, earlier))
            elif row.fingerprint not in known:
                fresh.append((number, row))
        found = self.take([row for _, row in fresh])
        # told only now: before the rows are durable nothing of it is sure
        for (number, row), problems in zip(fresh, found, strict=True):
            self._imported += not problems
            self._refused += [
                RefusedLine(number, self._where(row, each.field), each.why) for each in problems
            ]
        self._repeated += repeated
        self._skipped += len(read) - len(fresh)
        self.done += len(chosen)
        return tuple(number for number, _ in chosen)

    @abstractmethod
    def take(self, rows: Sequence[HeadedRow]) -> list[list[Problem]]:
        """Make these rows, of which none is a line yet, lines of the ledger, durably; what is
        wrong with each, by field: nothing was made of one with which something is."""

    def told(self, make: Callable[[], object]) -> list[Problem]:
        """What the rules say against a line that ``make`` opens. A full disk is no fault of a
        row: :class:`Trouble` is raised."""
        try:
            make()
        except BadInput as error:
            field = error.field.rpartition(".")[2]
            return [Problem(self.told_in.get(field, field), error.why)]
        except Trouble:
            raise
        except CounterError as error:
            return [Problem("", error.message)]
        return []

    def _where(self, row: HeadedRow, field: str) -> str:
        return row.columns.get(field) or self.plan.book.title(field)


def run_through(
    run: SheetImport, progress: Callable[[int], bool] | None = None, at_once: int = AT_ONCE
) -> SheetImported:
    """Take in every row. ``progress(row)`` is called for each once it is durable, and may return
    False to stop."""
    while not run.over:
        numbers = run.step(at_once)
        if progress is not None and not all([progress(number) for number in numbers]):
            break
    return run.result
