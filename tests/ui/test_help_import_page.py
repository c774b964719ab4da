"""Taking an old ledger in on screen: columns are seen, rows go in, refusals are worked with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from case_pages_rig import Window, enter
from desk_rig import Rig, make_workplace
from help_sheet_samples import FAULTS, write_ledger
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from counter_app.protocol.ledgers import HELP
from counter_app.store import ledger_queries
from counter_app.ui.pages import help, help_import, help_line
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks
from counter_app.ui.widgets.labels import ElidedLabel

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ROWS, REPEATS = 90, 4


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, (help.PAGE, help_line.PAGE, help_import.PAGE))


def look_at(window: Window, qtbot: QtBot, path: Path) -> help_import.HelpImportPage:
    page = window.go(qtbot, "help_import")
    page.read(str(path))
    qtbot.waitUntil(lambda: bool(page.columns.meanings), timeout=60_000)
    window.idle(qtbot)
    assert isinstance(page, help_import.HelpImportPage)
    return page


def run(window: Window, qtbot: QtBot, page: help_import.HelpImportPage) -> None:
    window.press(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: page._result is not None, timeout=60_000)
    window.idle(qtbot)


def test_bad_rows_are_listed_sorted_copied_and_exported(
    qtbot: QtBot, window: Window, rig: Rig, tmp_path: Path
) -> None:
    wrong = write_ledger(tmp_path / "台账.xlsx", ROWS, len(FAULTS), REPEATS)
    page = look_at(window, qtbot, tmp_path / "台账.xlsx")
    assert "共 90 行，列名在第 2 行" in page.file.said.text()
    assert page.columns.meanings[3].currentText() == "证件号码"
    assert page.columns.missing.isHidden()
    examples = "".join(each.whole for each in page.columns.findChildren(ElidedLabel))
    assert "****" in examples
    assert not re.search(r"1380{3}[0-9]{4}|421321[0-9]{8}", examples)
    run(window, qtbot, page)
    said = page.outcome.said.text()
    assert f"补录 {ROWS - len(FAULTS) - REPEATS} 条" in said
    assert f"没有收 {len(FAULTS)} 行" in said
    assert f"表中重复 {REPEATS} 行" in said
    assert sorted({each.line for each in page.refused.rows}) == sorted(wrong)
    assert page.refused.hasFocus()
    window.press(qtbot, Key.Key_2, ALT)
    fields = [each.field for each in page.refused.rows]
    assert fields == sorted(fields)
    window.press(qtbot, Key.Key_C, CTRL | SHIFT)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == len(page.refused.rows) + 1
    assert copied[1].split("\t")[0] == str(page.refused.rows[0].line)
    page.export(str(tmp_path / "改.xlsx"))
    qtbot.waitUntil(lambda: "已导出" in window.notices, timeout=60_000)
    sheet = openpyxl.load_workbook(tmp_path / "改.xlsx").active
    assert sheet.max_row == len(FAULTS) + 1


def test_a_stopped_run_goes_on_later(
    qtbot: QtBot, window: Window, rig: Rig, tmp_path: Path
) -> None:
    write_ledger(tmp_path / "台账.xlsx", ROWS, 0, 0)
    page = look_at(window, qtbot, tmp_path / "台账.xlsx")
    page.start()
    page.busy.on_stop()
    qtbot.waitUntil(lambda: page._result is not None, timeout=60_000)
    window.idle(qtbot)
    first = len(list(ledger_queries.every_state(rig.store, HELP)))
    assert 0 < first < ROWS
    assert "停在" in page.outcome.said.text()
    page = look_at(window, qtbot, tmp_path / "台账.xlsx")
    run(window, qtbot, page)
    assert f"补录 {ROWS - first} 条，已有 {first} 条" in page.outcome.said.text()


def test_columns_are_named_on_screen(
    qtbot: QtBot, window: Window, rig: Rig, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in (("哪天", "姓名", "怎么帮"), ("2025-03-14", "李四", "上门")):
        book.active.append(row)
    book.save(tmp_path / "乱.xlsx")
    page = look_at(window, qtbot, tmp_path / "乱.xlsx")
    assert "“日期”" in page.columns.missing.text()
    assert not page.keys.bound("help_import.start").isEnabled()
    first = page.columns.meanings[0]
    assert first.hasFocus()
    first.setCurrentIndex(first.findText("日期"))
    third = page.columns.meanings[2]
    third.setCurrentIndex(third.findText("帮办方式"))
    assert page.columns.missing.isHidden()
    run(window, qtbot, page)
    (state,) = ledger_queries.states(rig.store, HELP)
    assert (state.ask.person.name, state.ask.kind) == ("李四", "home")


def test_what_is_no_sheet_is_told(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK no")
    page = window.go(qtbot, "help_import")
    page.read(str(tmp_path / "坏.xlsx"))
    qtbot.waitUntil(lambda: "不是有效的 xlsx" in window.notices, timeout=60_000)
    assert page.busy.isHidden()
