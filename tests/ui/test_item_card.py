"""The item card: opened beside the form and from the palette, read, printed, taken from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cups_rig import outputs, print_service, why_not
from desk_rig import PROMISE, load_rows, make_workplace, sample_items
from intake_hand import CTRL, Hand, Key
from msgspec.structs import replace
from page_rig import Window, open_window
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from counter_app.models.reference import Material, Situation
from counter_app.ui.item_card import ItemCard
from counter_app.ui.pages.cases import CasesPage
from counter_app.ui.pages.intake import IntakePage

WHO = Situation("situation_who", "由谁来办?", ("本人", "家人代办"))
LETTER = Material("委托书", originals=1, when={"situation_who": ("家人代办",)})


@pytest.fixture
def hand(tmp_path: Path, qtbot: QtBot) -> Iterator[Hand]:
    rig = make_workplace(tmp_path)
    item = sample_items()[1]
    changed = replace(item, situations=(WHO,), materials=(*item.materials, LETTER))
    load_rows(rig.store, [changed], 2)
    window = open_window(rig, [IntakePage, CasesPage], "case", "paper")
    window.settle(qtbot)
    yield Hand(window, qtbot)
    window.close()


def said(card: ItemCard) -> str:
    return "\n".join(each.text() for each in card.findChildren(QLabel) if each.isVisible())


def open_card(hand: Hand) -> ItemCard:
    hand.press(Key.Key_I, CTRL)
    card = hand.page._side.card
    assert isinstance(card, ItemCard)
    hand.qtbot.waitUntil(lambda: "要收的材料" in said(card))
    return card


def test_it_tells_everything_beside_the_form(hand: Hand) -> None:
    hand.choose("gljt")
    hand.type("4213")
    card = open_card(hand)
    text = said(card)
    for words in (
        "高龄津贴申领",
        "居民户口簿",
        "账户不是老人本人的社保卡",
        "10 个工作日",
        "厉山镇便民服务中心",
        "0722-3334444",
        "仅当由谁来办为“家人代办”",
    ):
        assert words in text
    hand.press(Key.Key_Escape)
    assert card.isHidden()
    assert hand.has_focus("applicant.id_number")
    assert hand.page.form.get().applicant.id_number == "4213"


def test_the_marked_hit_is_shown_and_taken(hand: Hand) -> None:
    hand.type("gljt")
    hand.qtbot.waitUntil(lambda: bool(hand.page.form.item_box.search.hits))
    card = open_card(hand)
    assert "高龄津贴申领" in said(card)
    hand.press(Key.Key_Return)
    assert hand.page.form.item.name == "高龄津贴申领"
    assert hand.has_focus("applicant.id_number")


def test_without_an_item_it_says_what_to_do(hand: Hand) -> None:
    hand.press(Key.Key_I, CTRL)
    assert "先在事项栏里找到事项" in hand.foot


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_a_digit_answers_and_the_sheet_is_printed(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    with print_service() as service:
        monkeypatch.setenv("CUPS_SERVER", service.environment["CUPS_SERVER"])
        _answer_and_print(hand, service.add_queue("laser"))


def _answer_and_print(hand: Hand, folder: Path) -> None:
    hand.choose("gljt")
    card = open_card(hand)
    hand.press(Key.Key_2)
    hand.settle()
    assert card.answers == {"situation_who": "家人代办"}
    hand.qtbot.waitUntil(lambda: "委托书" in said(card) and "仅当" not in said(card))
    hand.press(Key.Key_S)
    hand.qtbot.waitUntil(lambda: len(outputs(folder)) == 1, timeout=30_000)
    assert outputs(folder)[0].startswith(b"%PDF")
    hand.settle()
    # No case came of it.
    assert hand.cases() == []


def test_from_the_palette_it_opens_anywhere(hand: Hand) -> None:
    window: Window = hand.window
    window.shell.go("cases")
    hand.settle()
    hand.press(Key.Key_K, CTRL)
    hand.type("gljt")
    hand.settle()
    hand.press(Key.Key_Return, CTRL)
    frame = window.shell.frame
    assert frame is not None
    hand.qtbot.waitUntil(lambda: frame._palette._card is not None)
    hand.settle()
    card = frame._palette._card
    hand.qtbot.waitUntil(lambda: "居民户口簿" in said(card))
    hand.press(Key.Key_Return)
    hand.qtbot.waitUntil(lambda: hand.page.id == "intake")
    hand.settle()
    assert hand.page.form.item.code == PROMISE
