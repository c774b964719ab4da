"""Ctrl+K: everything by its name, from wherever the cursor is, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from case_pages_rig import checked, take_in
from desk_rig import INSTANT, LI, ZHANG, make_workplace
from page_rig import Window, open_window
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter_app.rules.numbers import spoken
from counter_app.ui.frame.palette import Palette
from counter_app.ui.frame.palette_entries import Group
from counter_app.ui.pages.cases import CasesPage
from counter_app.ui.pages.intake import IntakePage

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    rig = make_workplace(tmp_path)
    take_in(rig, checked(rig))
    take_in(rig, checked(rig, "李四", id_number=LI, phone="13987650000", item=INSTANT))
    window = open_window(rig, [IntakePage, CasesPage], "case", "paper")
    window.settle(qtbot)
    yield window
    window.close()


def palette(window: Window) -> Any:
    frame = window.shell.frame
    assert frame is not None
    found = frame._palette
    assert isinstance(found, Palette)
    return found


def ask(window: Window, qtbot: QtBot, text: str) -> Any:
    """Open it and type; wait for the answer."""
    window.press(Key.Key_K, CTRL)
    window.type(text)
    window.settle(qtbot)
    return palette(window)


def told(window: Window, group: Group) -> list[tuple[str, str]]:
    return [(each.title, each.tag) for each in palette(window).entries if each.group is group]


def test_the_actions_of_page_and_window_are_there_with_their_keys(
    window: Window, qtbot: QtBot
) -> None:
    window.press(Key.Key_K, CTRL)
    assert ("收件", "F8") in told(window, Group.ACTIONS)
    assert ("锁定", "Ctrl+L") in told(window, Group.ACTIONS)
    assert ("办件", "Ctrl+2") in told(window, Group.PAGES)
    # What cannot be done now is not offered.
    assert "打印" not in dict(told(window, Group.ACTIONS))
    window.settle(qtbot)


def test_enter_runs_and_the_page_hears_nothing_of_the_typing(window: Window, qtbot: QtBot) -> None:
    ask(window, qtbot, "个人")
    window.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.form.applicant.is_organisation)
    assert window.page.form.item_box.search.text() == ""
    assert palette(window).isHidden()


def test_initials_and_keys_find_an_action(window: Window, qtbot: QtBot) -> None:
    ask(window, qtbot, "grdw")
    assert told(window, Group.ACTIONS) == [("个人 / 单位", "F3")]
    palette(window).line.clear()
    window.type("f9")
    assert told(window, Group.ACTIONS)[0] == ("受理", "F9")
    window.settle(qtbot)


def test_escape_leads_back_to_where_the_cursor_was(window: Window, qtbot: QtBot) -> None:
    page = window.page
    page.form.note.widget.setFocus()
    window.press(Key.Key_K, CTRL)
    assert palette(window).line.hasFocus()
    window.press(Key.Key_Escape)
    assert page.form.note.widget.hasFocus()
    page.form.applicant.name.widget.setFocus()
    window.press(Key.Key_K, CTRL)
    window.press(Key.Key_K, CTRL)
    assert page.form.applicant.name.widget.hasFocus()
    window.settle(qtbot)


def test_an_item_begins_an_intake_and_keeps_whose_card_was_read(
    window: Window, qtbot: QtBot
) -> None:
    window.page.form.applicant.name.set("王五")
    ask(window, qtbot, "gljt")
    assert told(window, Group.ITEMS)[0][0] == "高龄津贴申领"
    window.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.form.item is not None)
    assert window.page.form.get().applicant.name == "王五"
    window.settle(qtbot)


@pytest.mark.parametrize("words", ["李四", "2027", "0000", "李四 0000"])
def test_a_person_is_found_masked(window: Window, qtbot: QtBot, words: str) -> None:
    found = ask(window, qtbot, words)
    people = [each for each in found.entries if each.group is Group.PEOPLE]
    assert [each.title for each in people] == ["李四"]
    assert LI not in people[0].detail
    assert "13987650000" not in people[0].detail
    assert people[0].detail.endswith("139****0000")
    while found.list.current.group is not Group.PEOPLE:
        window.press(Key.Key_Tab)
    window.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.id == "cases")
    window.settle(qtbot)
    assert [each.view.applicant for each in window.page.table.rows] == ["李四"]
    assert LI not in window.page.search.text()


def test_a_number_and_a_scanned_code_lead_to_the_case(window: Window, qtbot: QtBot) -> None:
    number = window.rig.store and _numbers(window)[0]
    found = ask(window, qtbot, spoken(number))
    assert found.list.current.group is Group.CASES
    window.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.id == "case")
    assert window.page.told == {"number": number}


def test_enter_before_the_answer_waits_for_it(window: Window, qtbot: QtBot) -> None:
    number = _numbers(window)[0]
    window.press(Key.Key_K, CTRL)
    window.type(number)
    window.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.id == "case")
    assert window.page.told == {"number": number}
    window.settle(qtbot)


def test_tab_goes_round_the_groups(window: Window, qtbot: QtBot) -> None:
    found = ask(window, qtbot, "张三")
    assert found.list.current.group is Group.PEOPLE
    window.press(Key.Key_Tab)
    assert found.list.current.group is Group.CASES
    window.press(Key.Key_Tab)
    assert found.list.current.group is Group.PEOPLE
    window.press(Key.Key_Tab, SHIFT)
    assert found.list.current.group is Group.CASES
    assert found.line.hasFocus()
    assert "张三" in found.line.accessibleDescription()


def test_what_was_used_comes_first_and_nothing_of_a_person_is_kept(
    window: Window, qtbot: QtBot
) -> None:
    ask(window, qtbot, "gljt")
    window.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.form.item is not None)
    ask(window, qtbot, ZHANG[-4:])
    window.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.id == "cases")
    window.settle(qtbot)
    window.press(Key.Key_K, CTRL)
    window.settle(qtbot)
    assert [title for title, _ in told(window, Group.RECENT)] == ["张三", "高龄津贴申领"]
    kept = window.rig.workplace.settings.path.read_text(encoding="utf-8")
    assert "item:" in kept
    assert "张三" not in kept
    assert ZHANG[-4:] not in kept


def test_nothing_found_is_said(window: Window, qtbot: QtBot) -> None:
    found = ask(window, qtbot, "zzqqxxjj")
    assert found.entries == ()
    assert "没有找到" in found._nothing.text()
    window.press(Key.Key_Return)
    assert found.isVisible()


def _numbers(window: Window) -> list[str]:
    from counter_app.store import queries

    return [state.number for state in queries.every_case(window.rig.store)]
