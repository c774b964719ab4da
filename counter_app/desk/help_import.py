"""Taking last year's spreadsheet in (补录帮代办台账): a few rows at a time, so that whoever waits
for the same disk never waits long and a killed import is simply run again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from counter_app.desk.backfill import RefusedLine
from counter_app.desk.desk import Desk
from counter_app.desk.help import open_in
from counter_app.desk.help_check import check_help
from counter_app.desk.help_sheet import FIELD_TITLES, Plan, SheetRow, plan_of, read_row
from counter_app.desk.intake_check import Problem
from counter_app.desk.sheets import Rows, text_rows
from counter_app.errors import BadInput, CounterError, Refused, Trouble
from counter_app.models.acts import help as acts
from counter_app.protocol.ledgers import HELP
from counter_app.store import ledger_queries
from counter_app.store.store import Tx

#: Rows that become durable together.
AT_ONCE = 25


class HelpsImported(msgspec.Struct, frozen=True):
    """What an import did. ``skipped``: were lines before, or stand in the sheet twice; the
    latter are told in ``repeated`` as (row, the earlier row). ``rows``: of the whole sheet.
    """

    imported: int
    skipped: int
    refused: tuple[RefusedLine, ...]
    repeated: tuple[tuple[int, int], ...] = ()
    rows: int = 0
    stopped: bool = False


class Ledger(msgspec.Struct, frozen=True):
    """A sheet that was read: its rows as they stand, and how they are understood by themselves."""

    path: Path
    rows: Rows
    plan: Plan


def read_ledger(path: Path) -> Ledger:
    """Read a whole .xlsx file. Raises :class:`Trouble` when it is none."""
    if not path.is_file():
        raise Trouble(f"找不到文件 {path.name}")
    if path.suffix.lower() != ".xlsx":
        raise Trouble("只能补录 .xlsx 表格", hint="请在表格软件里另存为 xlsx")
    rows = list(text_rows(path))
    if not rows:
        raise Trouble(f"{path.name} 的第一张表是空的", hint="请把台账放在第一张表里")
    return Ledger(path, rows, plan_of(rows))


class SheetImport:
    """One run over a sheet. ``step`` takes the next rows in and is to be called until it is
    ``over``; what was taken in by a step is durable when it returns.

    Raises :class:`Refused` when the plan names no day or no person.
    """

    def __init__(self, desk: Desk, ledger: Ledger, plan: Plan | None = None) -> None:
        self.plan = plan or ledger.plan
        if self.plan.missing:
            columns = "、".join(f"“{FIELD_TITLES[each]}”" for each in self.plan.missing)
            raise Refused(
                f"没有找到{columns}列,一行也没有补录",
                hint="请在补录台账页指明各列,或把表里的列名改成“日期”和“姓名”",
            )
        self._desk = desk
        self._rows = [each for each in ledger.rows if each[0] > self.plan.row]
        self._helpers = {person.name: code for code, person in desk.catalogue().staff.items()}
        self._items = {item.name: code for code, item in desk.catalogue().items.items()}
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
    def result(self) -> HelpsImported:
        """What has become of the rows so far."""
        return HelpsImported(
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
        now_ms = self._desk.store.now_ms()
        read = [(number, read_row(self.plan, texts, now_ms)) for number, texts in chosen]
        asked = (row.fingerprint for _, row in read)
        known = ledger_queries.fingerprints(self._desk.store, HELP, asked)
        fresh: list[tuple[int, SheetRow]] = []
        skipped, refused = 0, list[RefusedLine]()
        with self._desk.store.write() as tx:
            for number, row in read:
                earlier = self._seen.setdefault(row.fingerprint, number)
                if row.fingerprint in known or earlier != number:
                    skipped += 1
                    if earlier != number:
                        self._repeated.append((number, earlier))
                    continue
                problems = self._take(tx, row)
                refused += [RefusedLine(number, row.where(p.field), p.why) for p in problems]
                if not problems:
                    fresh.append((number, row))
        # told only now: before the end of the transaction nothing of it is sure
        self._imported += len(fresh)
        self._skipped += skipped
        self._refused += refused
        self.done += len(chosen)
        return tuple(number for number, _ in chosen)

    def _take(self, tx: Tx, row: SheetRow) -> list[Problem]:
        """Make it a line of help; what is wrong with it, and then nothing was made."""
        desk, typed = self._desk, row.typed
        problems = list(row.problems)
        items = desk.catalogue().items
        if typed.item_code and typed.item_code not in items:
            problems.append(Problem("item_code", "没有这个事项编码"))
        elif typed.item_code:
            name = typed.item_name or items[typed.item_code].name
            typed = msgspec.structs.replace(typed, item_name=name)
        else:
            code = self._items.get(typed.item_name, "")
            typed = msgspec.structs.replace(typed, item_code=code)
        ask, more = check_help(
            typed,
            asked_ms=row.asked_ms,
            today=desk.today,
            areas=desk.catalogue().areas,
            fingerprint=row.fingerprint,
        )
        problems += more
        if problems or ask is None:
            return problems
        staff = self._helpers.get(row.helper, "")
        try:
            if row.open:
                who = acts.Registered(staff or desk.actor.work_no, row.helper)
                open_in(desk, tx, acts.Asked(ask), who)
            else:
                ended = acts.FinishedAtOnce(
                    ask,
                    row.outcome,
                    row.minutes,
                    row.satisfaction,
                    finished_ms=row.finished_ms,
                    staff=staff,
                    staff_name=row.helper,
                )
                open_in(desk, tx, ended)
        except BadInput as error:
            field = "day" if error.field == "asked_at" else error.field.removeprefix("person.")
            return [Problem(field, error.why)]
        except Trouble:
            raise  # a full disk is no fault of the row
        except CounterError as error:
            return [Problem("", error.message)]
        return []


def import_sheet(
    desk: Desk,
    path: Path,
    *,
    progress: Callable[[int], bool] | None = None,
    at_once: int = AT_ONCE,
) -> HelpsImported:
    """Take in an .xlsx file as its headings say; the same file again adds nothing.

    Refused rows are told by row number and column. ``progress(row)`` is called for every row
    once it is durable, and may return False to stop.
    """
    run = SheetImport(desk, read_ledger(path))
    while not run.over:
        numbers = run.step(at_once)
        if progress is not None and not all([progress(number) for number in numbers]):
            break
    return run.result
