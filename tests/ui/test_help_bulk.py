"""A day in a village written down by keys: one line a person, and a sheet that was copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import Window, enter
from desk_rig import CLERK, MANAGER, WRONG_DIGIT, ZHANG, Rig, make_workplace
from key_hand import Hand
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from counter_app.models.help import HelpState
from counter_app.protocol.ledgers import HELP
from counter_app.store import ledger_queries
from counter_app.ui.pages import help, help_bulk
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NAMES = ("王秀英", "李四", "赵小红", "欧阳建国", "王𬱖")
#: Everything common: the day that stands there, the place, two digits, and on to the names.
MOST_COMMON = 10


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, (help.PAGE, help_bulk.PAGE))


def states(rig: Rig) -> list[HelpState]:
    return list(ledger_queries.every_state(rig.store, HELP))


def fill_common(hand: Hand) -> None:
    hand.press(Key.Key_Return)  # today stands there
    hand.type("双寨村")
    hand.press(Key.Key_Return)
    hand.type("5")
    hand.type("1")


def test_a_person_costs_a_name_and_enter(qtbot: QtBot, window: Window, rig: Rig) -> None:
    window.go(qtbot, "help")
    window.press(qtbot, Key.Key_M, CTRL)
    page = window.page
    assert page.id == "help_bulk"
    hand = Hand(window, qtbot)
    fill_common(hand)
    assert page.common.item.hasFocus()
    hand.press(Key.Key_N, CTRL)
    assert page.line.hasFocus()
    assert hand.keys <= MOST_COMMON
    hand.keys = 0
    for name in NAMES:
        hand.type(name)
        hand.press(Key.Key_Return)
    hand.press(Key.Key_F9)
    assert hand.keys == sum(map(len, NAMES)) + len(NAMES) + 1
    made = states(rig)
    assert sorted(each.ask.person.name for each in made) == sorted(NAMES)
    assert {(each.ask.kind, each.ask.group, each.ask.note) for each in made} == {
        ("home", "elderly", "双寨村")
    }
    assert "已记下 5 人" in window.notices
    assert page.table.rows == ()
    assert page.line.hasFocus()


def test_a_copied_sheet_is_pasted_and_what_is_wrong_is_put_right(
    qtbot: QtBot, window: Window, rig: Rig
) -> None:
    page = window.go(qtbot, "help_bulk")
    fill_common(Hand(window, qtbot))
    window.press(qtbot, Key.Key_N, CTRL)
    sheet = f"姓名\t证件号\t电话\n王秀英\t\t13812345678\n张三\t{WRONG_DIGIT}\t\n赵小红\t\t\n"
    QGuiApplication.clipboard().setText(sheet)
    window.press(qtbot, Key.Key_V, CTRL)
    assert [(row.person.name, bool(row.problem)) for row in page.table.rows] == [
        ("王秀英", False), ("张三", True), ("赵小红", False),
    ]  # fmt: skip
    assert page.count.text() == "3 人，1 行有问题"
    window.press(qtbot, Key.Key_F9)
    assert len(states(rig)) == 2
    (left,) = page.table.rows
    assert left.person.name == "张三"
    assert page.table.hasFocus()
    # Enter brings the line back to be typed anew
    window.press(qtbot, Key.Key_Return)
    assert page.line.text() == f"张三 {WRONG_DIGIT}"
    page.line.selectAll()
    window.type(qtbot, f"张三 {ZHANG}")
    window.press(qtbot, Key.Key_F9)
    assert len(states(rig)) == 3
    assert page.table.rows == ()


def test_a_line_is_taken_out_and_put_back(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "help_bulk")
    page.on_given("甲\n乙\n丙")
    window.idle(qtbot)
    page.table.go_to_row(1)
    page.table.setFocus()
    window.press(qtbot, Key.Key_Delete, CTRL)
    assert [row.person.name for row in page.table.rows] == ["甲", "丙"]
    window.press(qtbot, Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert [row.person.name for row in page.table.rows] == ["甲", "乙", "丙"]


def test_what_is_missing_on_top_is_told_there(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "help_bulk")
    page.on_given("甲")
    window.press(qtbot, Key.Key_F9)
    assert page.common.row("kind").problem
    assert states(rig) == []
    page.common.helper.setFocus()
    page.common.helper.selectAll()
    window.type(qtbot, "没有的人")
    window.press(qtbot, Key.Key_F9)
    assert "选一位" in page.common.row("helper").problem


def test_another_helper_and_a_list_that_waits(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "help_bulk")
    fill_common(Hand(window, qtbot))
    page.common.helper.setFocus()
    page.common.helper.selectAll()
    window.type(qtbot, CLERK[-4:])
    qtbot.waitUntil(lambda: bool(page.common.helper.hits))
    window.press(qtbot, Key.Key_Return)
    page.on_given("甲\n乙")
    window.go(qtbot, "help")
    fresh = help_bulk.PAGE(window.counter)
    qtbot.addWidget(fresh)
    fresh.opened()
    window.idle(qtbot)
    assert [row.person.name for row in fresh.table.rows] == ["甲", "乙"]
    assert fresh.common.common().helper == CLERK
    window.go(qtbot, "help_bulk")
    window.press(qtbot, Key.Key_F9)
    assert {state.staff for state in states(rig)} == {CLERK}
