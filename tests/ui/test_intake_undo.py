"""What is not a recorded act yet is taken back by Ctrl+Z instead of being asked about first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_rig import make_workplace
from intake_hand import CTRL, INSTANT, PROMISE, SHIFT, Hand, Key
from page_rig import open_window
from pytestqt.qtbot import QtBot

from counter_app.ui.pages.intake import IntakePage


@pytest.fixture
def hand(tmp_path: Path, qtbot: QtBot) -> Iterator[Hand]:
    window = open_window(make_workplace(tmp_path), [IntakePage], "case", "paper")
    window.settle(qtbot)
    yield Hand(window, qtbot)
    window.close()


def undo(hand: Hand) -> None:
    hand.press(Key.Key_Z, CTRL)
    hand.settle()


def test_a_form_thrown_away_stands_there_again(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.person()
    hand.press(Key.Key_F4, SHIFT)
    hand.settle()
    assert hand.page.form.get().applicant.name == ""
    undo(hand)
    assert hand.page.form.get().applicant.name == "张三"
    assert hand.page.form.item is not None
    assert "已撤销丢弃" in hand.window.shell.notices.texts[-1]


def test_the_next_citizen_is_taken_back(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.person()
    hand.press(Key.Key_N, CTRL)
    hand.settle()
    assert hand.page.form.item is None
    assert hand.said("applicant.phone") == hand.said("applicant.name") == ""
    undo(hand)
    assert hand.page.form.get().applicant.name == "张三"


def test_a_point_taken_away_is_put_back_in_its_place(hand: Hand) -> None:
    hand.choose(PROMISE)
    hand.person()
    hand.press(Key.Key_F6)
    panel = hand.page._parts.correction
    before = panel.points
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Delete, CTRL)
    assert len(panel.points) == len(before) - 1
    undo(hand)
    assert panel.points == before


def test_typing_has_the_key_first(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.person()
    hand.press(Key.Key_N, CTRL)
    hand.settle()
    hand.type("abc")
    undo(hand)
    # The letters are gone, and nothing else happened yet.
    assert hand.page.form.item_box.search.text() == ""
    assert hand.page.form.get().applicant.name == ""
    undo(hand)
    assert hand.page.form.get().applicant.name == "张三"
