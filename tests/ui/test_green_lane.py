"""The green lane by keys: chosen at intake, shown and first in lists, granted and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import Window, checked, enter, take_in
from desk_rig import MANAGER, PROMISE, Rig, make_workplace
from document_texts import text_of
from intake_hand import CTRL, Hand
from msgspec.structs import replace
from page_rig import open_window
from policy_samples import ROWS
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter_app.desk import cases, intake
from counter_app.desk.cases import snapshot
from counter_app.documents.paper import thaw
from counter_app.documents.render import render_pdf
from counter_app.models.acts.priority import PriorityTakenBack
from counter_app.models.case import CaseState
from counter_app.rules import case_commands as commands
from counter_app.store import queries
from counter_app.ui import case_list as lists
from counter_app.ui.pages import case, cases as case_pages
from counter_app.ui.pages.intake import IntakePage
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER, more=ROWS)
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, (case.PAGE, case_pages.PAGE))


@pytest.fixture
def hand(tmp_path: Path, qtbot: QtBot) -> Iterator[Hand]:
    opened = open_window(make_workplace(tmp_path, more=ROWS), [IntakePage], "paper", "case")
    opened.settle(qtbot)
    yield Hand(opened, qtbot)
    opened.close()


def state_of(rig: Rig, number: str) -> CaseState:
    found = queries.by_number(rig.store, number)
    assert found is not None
    return found


def test_one_key_and_one_digit_at_intake(hand: Hand) -> None:
    form = hand.page.form
    assert form.first_mark.isHidden()
    hand.press(Key.Key_U, CTRL)
    menu = hand.page.lane.menu
    assert menu is not None
    names = [each.text() for each in menu.actions()]
    assert names[:2] == ["&1 老年人", "&2 残疾人"]
    assert "申请" in names[2], "a clerk may only ask for what is urgent"
    hand.qtbot.keyClick(menu, Key.Key_1)
    hand.settle()
    assert form.get().priority == "elderly"
    assert not form.first_mark.isHidden()
    hand.press(Key.Key_U, CTRL)
    hand.qtbot.keyClick(hand.page.lane.menu, Key.Key_0)
    hand.settle()
    assert form.get().priority == ""


def test_it_is_granted_with_the_receipt_and_stands_on_it(rig: Rig) -> None:
    what = replace(checked(rig, item=PROMISE), priority="elderly")
    done = intake.take_in(rig.desk, what)
    assert done.state.prioritised
    act, _ = snapshot(rig.desk, done.state, done.papers[0])
    text = text_of(render_pdf(thaw(act.snapshot)).pdf)
    assert "绿色通道（老年人），优先办理" in text
    plain = intake.take_in(rig.desk, checked(rig, "李四", item=PROMISE))
    act, _ = snapshot(rig.desk, plain.state, plain.papers[0])
    assert "绿色通道" not in text_of(render_pdf(thaw(act.snapshot)).pdf)


def test_marked_with_a_word_and_first_under_its_lamp(rig: Rig) -> None:
    numbers = [take_in(rig, checked(rig, name)).state.number for name in ("甲", "乙", "丙")]
    cases.carry_out(rig.desk, numbers[2], commands.Prioritise("elderly"))
    lines = lists.case_lines(rig.desk, queries.cases(rig.store)[::-1])
    assert [line.view.applicant for line in lines] == ["甲", "乙", "丙"]
    ordered = lists.first_in_lamp(lines)
    assert [line.view.applicant for line in ordered] == ["丙", "甲", "乙"]
    assert lists.APPLICANT.text(ordered[0]) == "优先 丙"
    assert lists.APPLICANT.text(ordered[1]) == "甲"
    assert lists.first_words(ordered[0].view) == "绿色通道：老年人"
    cases.carry_out(rig.desk, numbers[2], PriorityTakenBack("选错了"))
    assert queries.prioritised(rig.store) == []


def test_granted_and_taken_back_on_the_page_of_the_case(
    qtbot: QtBot, window: Window, rig: Rig
) -> None:
    number = take_in(rig, checked(rig)).state.number
    page = window.go(qtbot, "case", number=number)
    assert page.strip.marks["first"].isHidden()
    window.press(qtbot, Key.Key_U, Mod.ShiftModifier)
    page.panel.editor("reason").set("紧急事项")
    page.panel.editor("note").set("明天出国")
    window.press(qtbot, Key.Key_F9)
    assert state_of(rig, number).prioritised, "an administrator grants it"
    assert not page.strip.marks["first"].isHidden()
    told = page.people.case.text("first")
    assert told.startswith("绿色通道：紧急事项，刘示平 今天")
    assert told.endswith("明天出国")
    window.press(qtbot, Key.Key_D, Mod.ShiftModifier)
    page.panel.editor("reason").set("不急了")
    window.press(qtbot, Key.Key_F9)
    assert state_of(rig, number).priority is None


def test_the_list_of_what_goes_first(qtbot: QtBot, window: Window, rig: Rig) -> None:
    first = take_in(rig, checked(rig, "甲")).state.number
    take_in(rig, checked(rig, "乙"))
    cases.carry_out(rig.desk, first, commands.Prioritise("disabled"))
    page = window.go(qtbot, "cases")
    window.press(qtbot, Key.Key_7, Mod.AltModifier)
    qtbot.waitUntil(lambda: len(page.table.rows) == 1)
    assert page.table.rows[0].view.priority == "残疾人"


def test_what_went_first_is_counted_and_exported(
    qtbot: QtBot, window: Window, rig: Rig, tmp_path: Path
) -> None:
    number = take_in(rig, checked(rig, "甲")).state.number
    cases.carry_out(rig.desk, number, commands.Prioritise("elderly"))
    page = window.go(qtbot, "cases")
    window.press(qtbot, Key.Key_7, Mod.AltModifier)
    qtbot.waitUntil(lambda: page.count.text() == "共 1 件：老年人 1")
    page.export_first(str(tmp_path / "优先.xlsx"))
    qtbot.waitUntil(lambda: "已导出 1 条" in window.notices)
