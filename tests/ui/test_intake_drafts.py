"""Nothing that was typed is lost: not by a power cut, not by another citizen, not by a slip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_rig import CLERK, MANAGER, ZHANG, Rig, make_workplace, open_workplace
from intake_hand import ALT, CTRL, INSTANT, PROMISE, SHIFT, Hand, Key
from page_rig import Window, open_window
from pytestqt.qtbot import QtBot

from counter_app.desk.intake import read_draft
from counter_app.desk.intake_check import Intake
from counter_app.models.changes import Changes
from counter_app.store import drafts
from counter_app.ui.pages.intake import IntakePage
from counter_app.ui.pages.intake.actions import Mode
from counter_app.ui.pages.intake.draft_keeper import PAUSE_MS


def open_page(rig: Rig, qtbot: QtBot) -> Window:
    window = open_window(rig, [IntakePage], "paper", "case")
    window.settle(qtbot)
    return window


@pytest.fixture
def hand(tmp_path: Path, qtbot: QtBot) -> Iterator[Hand]:
    window = open_page(make_workplace(tmp_path), qtbot)
    yield Hand(window, qtbot)
    window.close()


def kept(hand: Hand, work_no: str = CLERK) -> list[Intake]:
    """What the store has."""
    return [read_draft(each) for each in drafts.listed(hand.window.rig.store, "intake", work_no)]


def wait_until_kept(hand: Hand) -> None:
    """Until the newest keystroke is durable."""
    hand.qtbot.waitUntil(lambda: kept(hand)[:1] == [hand.page.form.get()], timeout=5000)


def test_the_pause_is_short() -> None:
    assert PAUSE_MS <= 300


def test_a_power_cut_loses_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    rig = make_workplace(tmp_path)
    hand = Hand(open_page(rig, qtbot), qtbot)
    hand.choose(PROMISE)
    hand.person()
    hand.own_fields_of_promise()
    hand.type("13")
    before = hand.page.form.get()
    wait_until_kept(hand)
    hand.window.kill()

    again = Hand(open_page(open_workplace(rig.root, rig.data_key), qtbot), qtbot)
    assert again.page.form.get() == before
    assert "已恢复" in again.window.shell.notices.texts[-1]
    # Work goes on where it stopped: at the first line that is not ticked.
    assert again.has_focus("applicant.address")
    for _ in range(3):
        again.press(Key.Key_Return)
    assert again.has_focus("materials")
    again.press(Key.Key_F5)
    again.press(Key.Key_F9)
    again.saved()
    assert kept(again) == []
    again.window.close()


def test_closing_stores_what_the_pause_had_not_yet(tmp_path: Path, qtbot: QtBot) -> None:
    rig = make_workplace(tmp_path)
    hand = Hand(open_page(rig, qtbot), qtbot)
    hand.choose(INSTANT)
    hand.type("4213")
    hand.window.close()

    again = Hand(open_page(open_workplace(rig.root, rig.data_key), qtbot), qtbot)
    assert again.page.form.get().applicant.id_number == "4213"
    again.window.close()


def test_a_draft_belongs_to_who_typed_it(tmp_path: Path, qtbot: QtBot) -> None:
    rig = make_workplace(tmp_path)
    hand = Hand(open_page(rig, qtbot), qtbot)
    hand.choose(INSTANT)
    hand.window.close()

    other = Hand(open_page(open_workplace(rig.root, rig.data_key, MANAGER), qtbot), qtbot)
    assert other.page.form.get().item_code == ""
    other.window.close()


def test_an_empty_form_leaves_no_draft(hand: Hand) -> None:
    hand.type("a")
    hand.press(Key.Key_Backspace)
    hand.press(Key.Key_N, CTRL)
    hand.settle()
    assert kept(hand) == []


def test_what_was_emptied_again_is_forgotten(hand: Hand) -> None:
    hand.press(Key.Key_Tab)
    hand.page.form.applicant.name.take_focus()
    hand.type("x")
    wait_until_kept(hand)
    hand.press(Key.Key_Backspace)
    hand.qtbot.waitUntil(lambda: kept(hand) == [])


def test_another_citizen_first_and_back_to_the_first(hand: Hand) -> None:
    hand.choose(PROMISE)
    hand.person()
    hand.press(Key.Key_N, CTRL)
    assert hand.page.form.get().applicant.name == ""
    assert hand.has_focus("item")
    hand.choose(INSTANT)
    hand.person("421321198503152027", "李四")
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F10)
    hand.saved()
    hand.press(Key.Key_Return)

    hand.press(Key.Key_F4)
    table = hand.page._parts.drafts.table
    hand.qtbot.waitUntil(lambda: len(table.rows) == 1)
    assert table.rows[0].applicant == "张三"
    hand.press(Key.Key_Return)
    assert hand.page.in_mode(Mode.FORM)
    assert hand.page.form.get().applicant.id_number == ZHANG
    assert hand.page.form.item is not None


def test_thrown_away_and_taken_back(hand: Hand) -> None:
    hand.choose(PROMISE)
    hand.person()
    wait_until_kept(hand)
    hand.press(Key.Key_F4, SHIFT)
    hand.settle()
    assert kept(hand) == []
    assert hand.page.form.get().applicant.name == ""
    hand.press(Key.Key_Z, ALT)
    hand.settle()
    assert kept(hand)[0].applicant.name == "张三"


def test_thrown_away_from_the_list(hand: Hand) -> None:
    hand.choose(PROMISE)
    hand.person()
    hand.press(Key.Key_F4)
    table = hand.page._parts.drafts.table
    hand.qtbot.waitUntil(lambda: len(table.rows) == 1)
    hand.press(Key.Key_Delete)
    hand.qtbot.waitUntil(lambda: len(table.rows) == 0)
    hand.press(Key.Key_Escape)
    assert hand.page.in_mode(Mode.FORM)
    assert hand.page.form.get().applicant.name == ""
    hand.settle()
    assert kept(hand) == []


def test_another_page_hears_of_drafts(hand: Hand) -> None:
    told: list[Changes] = []
    hand.page._keeper.saved.connect(told.append)
    hand.choose(INSTANT)
    hand.qtbot.waitUntil(lambda: told == [Changes(drafts=True)])


def test_a_draft_is_opened_from_elsewhere(hand: Hand) -> None:
    hand.choose(PROMISE)
    hand.person()
    hand.press(Key.Key_N, CTRL)
    hand.settle()
    found = drafts.listed(hand.window.rig.store, "intake", CLERK)
    hand.window.shell.go("case")
    hand.window.shell.go("intake", draft=found[0].id)
    hand.settle()
    assert hand.page.form.get().applicant.name == "张三"


def test_ticks_outlive_a_change_of_the_item(hand: Hand) -> None:
    hand.choose(PROMISE)
    hand.person()
    hand.press(Key.Key_F5)
    hand.page.form.item_box.search.setFocus()
    hand.page.form.item_box.search.selectAll()
    hand.choose(INSTANT)
    forms = {line.name: line.form for line in hand.page.form.materials.lines}
    assert forms == {"居民身份证": "checked", "居民户口簿": "copy"}
    assert hand.page.form.get().applicant.name == "张三"
