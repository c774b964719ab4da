"""Situations on the intake page: a digit answers, and what hangs on it comes and goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_rig import load_rows, make_workplace, sample_items
from intake_hand import CTRL, Hand, Key
from msgspec.structs import replace
from page_rig import open_window
from pytestqt.qtbot import QtBot

from counter_app.documents.paper import thaw
from counter_app.models.reference import FieldSpec, Material, Situation
from counter_app.store import queries
from counter_app.ui.case.sheet import read_sheet
from counter_app.ui.pages.intake import IntakePage

WHO = Situation("situation_who", "由谁来办?", ("本人", "家人代办"))
HELD = {"situation_who": ("家人代办",)}


@pytest.fixture
def hand(tmp_path: Path, qtbot: QtBot) -> Iterator[Hand]:
    rig = make_workplace(tmp_path)
    item = sample_items()[0]
    changed = replace(
        item,
        situations=(WHO,),
        materials=(*item.materials, Material("委托书", originals=1, when=HELD)),
        fields=(*item.fields, FieldSpec("why", "不能亲自来的原因", "text", True, when=HELD)),
    )
    load_rows(rig.store, [changed], 2)
    window = open_window(rig, [IntakePage], "case", "paper")
    window.settle(qtbot)
    yield Hand(window, qtbot)
    window.close()


def names(hand: Hand) -> list[str]:
    return [line.name for line in hand.page.form.materials.lines]


def to_the_question(hand: Hand) -> None:
    hand.choose("cxjm")
    hand.person()
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Return)
    assert hand.has_focus("form.situation_who")


def test_a_digit_answers_and_what_hangs_on_it_appears(hand: Hand) -> None:
    to_the_question(hand)
    assert names(hand) == ["居民身份证", "居民户口簿"]
    hand.type("2")
    assert names(hand) == ["居民身份证", "居民户口簿", "委托书"]
    hand.press(Key.Key_Return)
    assert hand.has_focus("form.why")
    hand.type("行动不便")
    hand.page.form.widget_of("form.situation_who").take_focus()
    hand.type("1")
    assert names(hand) == ["居民身份证", "居民户口簿"]
    assert hand.page.form.own.rows["why"].isHidden()
    # What was typed and ticked is there again.
    hand.type("2")
    assert hand.page.form.get().form["why"] == "行动不便"
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    state = hand.saved()
    assert state.form["situation_who"] == "家人代办"
    assert state.form["why"] == "行动不便"
    assert [line.name for line in state.materials][-1] == "委托书"


def test_the_answer_stands_on_the_case_page_and_on_the_receipt(hand: Hand) -> None:
    to_the_question(hand)
    hand.type("1")
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    state = hand.saved()
    assert "why" not in state.form
    rig = hand.window.rig
    sheet = read_sheet(rig.desk, state.number)
    assert ("由谁来办?", "本人") in [(each.label, each.shown) for each in sheet.answers]
    receipt = next(paper for paper in state.papers if paper.kind == "receipt")
    act = queries.paper(rig.store, receipt.device, receipt.n)
    assert act is not None
    pairs = [pair for block in thaw(act.snapshot).blocks for pair in getattr(block, "pairs", ())]
    assert ("由谁来办", "本人") in [(pair.label, pair.value) for pair in pairs]


def test_an_open_question_blocks_and_gets_the_cursor(hand: Hand) -> None:
    hand.choose("cxjm")
    hand.person()
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    assert hand.said("form.situation_who") == "请选择"
    assert hand.has_focus("form.situation_who")
    hand.type("1")
    hand.press(Key.Key_F8)
    assert hand.saved().form["situation_who"] == "本人"


def test_the_card_answers_for_the_form(hand: Hand) -> None:
    hand.choose("cxjm")
    hand.press(Key.Key_I, CTRL)
    hand.settle()
    hand.press(Key.Key_2)
    hand.settle()
    hand.press(Key.Key_Escape)
    assert hand.page.form.get().form["situation_who"] == "家人代办"
    assert names(hand)[-1] == "委托书"


def test_a_draft_keeps_the_answer(hand: Hand) -> None:
    to_the_question(hand)
    hand.type("2")
    hand.settle()
    hand.press(Key.Key_N, CTRL)
    hand.settle()
    assert not hand.page.form.situation_card.isVisible()
    hand.press(Key.Key_F4)
    hand.settle()
    hand.press(Key.Key_Return)
    hand.settle()
    assert hand.page.form.situations.get() == {"situation_who": "家人代办"}
    assert names(hand)[-1] == "委托书"
