"""A year's ledger comes in: every bad row is told by row and column, and nothing comes twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from desk_rig import Rig, make_workplace
from help_sheet_samples import FAULTS, HEADINGS, write_ledger

from counter_app.desk.headed_rows import REFUSED, Plan
from counter_app.desk.help_import import HelpImport, import_sheet, read_ledger
from counter_app.desk.refused_rows import write_refused
from counter_app.errors import Refused
from counter_app.protocol.ledgers import HELP
from counter_app.store import checks, ledger_queries


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path)
    yield made
    made.close()


def check(rig: Rig, path: Path, rows: int, faults: int, repeats: int) -> None:
    wrong = write_ledger(path, rows, faults, repeats)
    begun = time.monotonic()
    result = import_sheet(rig.desk, path)
    print(f"{rows} rows in {time.monotonic() - begun:.1f} s")
    named: dict[int, set[str]] = {}
    for each in result.refused:
        assert each.why
        named.setdefault(each.line, set()).add(each.field.partition("“")[2].rstrip("”"))
    assert named == {row: {HEADINGS[c] for c in columns} for row, columns in wrong.items()}
    assert result.imported == rows - faults - repeats
    assert (result.skipped, len(result.repeated), result.rows) == (repeats, repeats, rows)
    again = import_sheet(rig.desk, path)
    assert (again.imported, again.skipped) == (0, rows - faults)
    assert again.refused == result.refused
    states = list(ledger_queries.every_state(rig.store, HELP))
    assert len(states) == result.imported
    assert len({state.ask.note for state in states}) == result.imported
    assert checks.examine(rig.store).ok


def test_each_fault_is_told_by_row_and_column(rig: Rig, tmp_path: Path) -> None:
    check(rig, tmp_path / "台账.xlsx", 120, 2 * len(FAULTS), 5)


@pytest.mark.slow
def test_five_thousand_rows(rig: Rig, tmp_path: Path) -> None:
    check(rig, tmp_path / "台账.xlsx", 5000, 200, 20)


def test_what_was_refused_is_given_back_put_right_and_taken_in(rig: Rig, tmp_path: Path) -> None:
    write_ledger(tmp_path / "台账.xlsx", 60, len(FAULTS), 0)
    ledger = read_ledger(tmp_path / "台账.xlsx")
    run = HelpImport(rig.desk, ledger)
    while not run.over:
        run.step()
    back = tmp_path / "改.xlsx"
    assert write_refused(back, ledger, run.plan, run.result.refused) == len(FAULTS)
    book = openpyxl.load_workbook(back)
    sheet = book.active
    assert [cell.value for cell in sheet[1]] == [*HEADINGS, REFUSED]
    assert all(row[-1].value for row in sheet.iter_rows(min_row=2))
    # as somebody would put them right: all of them alike
    for number, row in enumerate(sheet.iter_rows(min_row=2)):
        for column, value in ((1, "2025-06-10"), (2, "赵明"), (3, ""), (4, ""), (6, "群众"),
                              (7, "代办"), (8, ""), (12, f"2025-07-{number + 1:02d}")):  # fmt: skip
            row[column].value = value
    book.save(back)
    again = import_sheet(rig.desk, back)
    assert (again.imported, again.refused) == (len(FAULTS), ())
    states = list(ledger_queries.every_state(rig.store, HELP))
    assert len(states) == 60
    assert not any(REFUSED in state.ask.note for state in states)


def test_columns_may_be_named_by_hand(rig: Rig, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("哪天", "谁", "做了什么"),
        ("2025-03-14", "李四", "上门"),
        ("2025-03-15", "王五", ""),
    ):
        book.active.append(row)
    book.save(tmp_path / "乱.xlsx")
    ledger = read_ledger(tmp_path / "乱.xlsx")
    assert ledger.plan.missing == ("day", "name")
    with pytest.raises(Refused, match="日期"):
        HelpImport(rig.desk, ledger)
    plan = Plan(ledger.plan.book, 1, ledger.plan.headings, ("day", "name", "kind"))
    run = HelpImport(rig.desk, ledger, plan)
    run.step(1)
    assert run.result.stopped
    run.step()
    assert (run.result.imported, run.result.stopped) == (2, False)
    states = ledger_queries.states(rig.store, HELP)
    assert [(s.ask.person.name, s.ask.kind) for s in states] == [
        ("王五", "guiding"),
        ("李四", "home"),
    ]
