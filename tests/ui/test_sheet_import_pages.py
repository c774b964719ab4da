"""Old ledgers of reported matters and of policy advice on screen, as those of help: every row that
was not taken is told by its number, column and reason, given back, put right and taken in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from case_pages_rig import Window, enter
from desk_rig import MANAGER, Rig, make_workplace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from counter_app.protocol.ledgers import POLICY, TROUBLE, Ledger
from counter_app.store import checks, ledger_queries
from counter_app.ui.pages import policies, policy_import, trouble_import, troubles
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PAGES = (troubles.PAGE, trouble_import.PAGE, policies.PAGE, policy_import.PAGE)


class Old(NamedTuple):
    """An old ledger with two good rows, and bad ones with where they are wrong."""

    board: str
    page: str
    ledger: Ledger
    person: str
    headings: tuple[str, ...]
    good: tuple[tuple[str, ...], ...]
    bad: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    #: what makes every bad row good
    right: dict[int, str]


TROUBLES = Old(
    "troubles",
    "trouble_import",
    TROUBLE,
    "反映人",
    ("序号", "反映日期", "反映人", "类别", "反映内容", "处理结果", "成因"),
    (
        ("1", "2025-03-14", "李四", "", "社保转不进来", "已解决", "系统原因"),
        ("2", "2025-03-15", "王五", "", "缺档案", "正在办理", ""),
    ),
    (
        (("3", "三月", "赵六", "", "来了三次", "已解决", ""), ("B 列“反映日期”",)),
        (("4", "2025-03-16", "孙七", "乱写", "没人收", "天知道", ""),
         ("D 列“类别”", "F 列“处理结果”")),
        (("5", "2025-03-17", "周八", "", "", "已解决", ""), ("E 列“反映内容”",)),
    ),
    {1: "2025-04-01", 3: "", 4: "没有人收件", 5: "已解决"},
)  # fmt: skip
POLICIES = Old(
    "policies",
    "policy_import",
    POLICY,
    "企业名称",
    ("序号", "日期", "企业名称", "联系电话", "咨询内容", "答复情况", "规模"),
    (
        ("1", "2025-03-14", "甲公司", "", "怎么领", "免申即享", "小"),
        ("2", "2025-03-15", "乙合作社", "", "条件", "", ""),
    ),
    (
        (("3", "三月", "丙公司", "", "条件", "", "巨型"), ("B 列“日期”", "G 列“规模”")),
        (("4", "2025-03-16", "丁公司", "12", "条件", "", ""), ("D 列“联系电话”",)),
    ),
    {1: "2025-04-01", 3: "", 6: "小"},
)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, PAGES)


def write(path: Path, old: Old) -> None:
    book = openpyxl.Workbook()
    book.active.append(("2025 年台账",))
    for row in (old.headings, *old.good, *(row for row, _ in old.bad)):
        book.active.append(row)
    book.save(path)


def take_in(window: Window, qtbot: QtBot, page: Any, path: Path) -> None:
    page.read(str(path))
    qtbot.waitUntil(lambda: page._result is None and bool(page.columns.meanings), timeout=60_000)
    window.idle(qtbot)
    window.press(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: page._result is not None, timeout=60_000)
    window.idle(qtbot)


@pytest.mark.parametrize("old", [TROUBLES, POLICIES], ids=lambda old: old.page)
def test_every_refused_row_is_told_given_back_and_taken_in(
    qtbot: QtBot, window: Window, rig: Rig, tmp_path: Path, old: Old
) -> None:
    write(tmp_path / "旧.xlsx", old)
    window.go(qtbot, old.board)
    window.press(qtbot, Key.Key_I, CTRL | SHIFT)
    page = window.page
    assert page.id == old.page
    dialog = QApplication.activeModalWidget() or QApplication.activeWindow()
    assert isinstance(dialog, QFileDialog), "the file is asked for at once"
    dialog.reject()
    window.shell.activateWindow()
    qtbot.waitUntil(window.shell.isActiveWindow)
    take_in(window, qtbot, page, tmp_path / "旧.xlsx")
    first = len(old.good) + 3
    wrong = [
        (first + at, where, row[2])
        for at, (row, columns) in enumerate(old.bad)
        for where in columns
    ]
    assert sorted((each.line, each.field, each.person) for each in page.refused.rows) == wrong
    assert all(each.why for each in page.refused.rows)
    assert f"补录 {len(old.good)} 条，没有收 {len(old.bad)} 行。" in page.outcome.said.text()
    assert page.refused.hasFocus()
    assert page.refused.model().headerData(1, Qt.Orientation.Horizontal) == old.person
    page.export(str(tmp_path / "改.xlsx"))
    qtbot.waitUntil(lambda: "已导出" in window.notices, timeout=60_000)

    book = openpyxl.load_workbook(tmp_path / "改.xlsx")
    for row in book.active.iter_rows(min_row=2):
        for column, value in old.right.items():
            row[column].value = value
    book.save(tmp_path / "改.xlsx")
    take_in(window, qtbot, page, tmp_path / "改.xlsx")
    assert not page.refused.rows, page.refused.rows
    assert f"补录 {len(old.bad)} 条。" in page.outcome.said.text()
    states = list(ledger_queries.every_state(rig.store, old.ledger))
    assert len(states) == len(old.good) + len(old.bad)
    assert checks.examine(rig.store).ok
    take_in(window, qtbot, page, tmp_path / "旧.xlsx")
    assert f"补录 0 条，已有 {len(old.good)} 条" in page.outcome.said.text()
    window.press(qtbot, Key.Key_H, CTRL)
    assert window.page.id == old.board
