"""A card or a scan that comes while the intake page is in sight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_rig import LI, PROMISE, ZHANG, make_workplace
from intake_hand import ALT, CTRL, INSTANT, Hand, Key
from page_rig import open_window
from pytestqt.qtbot import QtBot

from counter_app.protocol.scanned import ScanKind, Scanned
from counter_app.rules.cards import CardKind, CardRead
from counter_app.ui.pages.intake import IntakePage
from counter_app.ui.pages.intake.actions import Mode

CARD = CardRead(
    CardKind.RESIDENT,
    "张三",
    ZHANG,
    "male",
    "汉",
    dt.date(1990, 1, 1),
    "湖北省随县厉山镇勤劳街1号",
    until=dt.date(2040, 1, 1),
)
OTHER = CardRead(CardKind.RESIDENT, "李四", LI, warnings=("证件已于 2020-01-01 到期",))


@pytest.fixture
def hand(tmp_path: Path, qtbot: QtBot) -> Iterator[Hand]:
    window = open_window(make_workplace(tmp_path), [IntakePage], "paper", "case")
    window.settle(qtbot)
    yield Hand(window, qtbot)
    window.close()


def notices(hand: Hand) -> tuple[str, ...]:
    return hand.window.shell.notices.texts


def test_a_card_fills_the_applicant(hand: Hand) -> None:
    hand.choose(INSTANT)
    assert hand.page.take_card(CARD)
    hand.settle()
    party = hand.page.form.get().applicant
    assert (party.name, party.id_number, party.address) == ("张三", ZHANG, CARD.address)
    assert hand.has_focus("applicant.phone")
    hand.type("13812345678")
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    assert hand.saved().applicant.name == "张三"


def test_a_second_card_is_told_and_can_be_taken_back(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.page.take_card(CARD)
    hand.type("13812345678")
    hand.page.take_card(OTHER)
    party = hand.page.form.get().applicant
    assert (party.name, party.id_number, party.phone) == ("李四", LI, "")
    assert any("已换成" in text for text in notices(hand))
    assert OTHER.warnings[0] in notices(hand)
    hand.press(Key.Key_Z, ALT)
    party = hand.page.form.get().applicant
    assert (party.name, party.phone) == ("张三", "13812345678")


def test_the_agents_card_goes_where_the_cursor_is(hand: Hand) -> None:
    hand.page.take_card(CARD)
    hand.press(Key.Key_D, CTRL)
    hand.page.take_card(OTHER)
    typed = hand.page.form.get()
    assert typed.applicant.name == "张三"
    assert typed.agent is not None
    assert (typed.agent.party.name, typed.agent.party.id_number) == ("李四", LI)


def test_a_card_after_saving_begins_the_next_one(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.page.take_card(CARD)
    hand.type("13812345678")
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    hand.saved()
    hand.page.take_card(OTHER)
    assert hand.page.in_mode(Mode.FORM)
    assert hand.page.form.get().applicant.name == "李四"


def test_nothing_is_filled_behind_a_panel(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.page.take_card(CARD)
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F7)
    assert hand.page.in_mode(Mode.DECLINE)
    assert hand.page.take_card(OTHER)
    assert hand.page.form.get().applicant.name == "张三"
    assert any("没有填入" in text for text in notices(hand))


def test_scans_fill_what_they_can(hand: Hand) -> None:
    assert hand.page.take_scan(Scanned(ScanKind.ITEM, PROMISE))
    assert hand.page.form.item.code == PROMISE
    assert hand.page.take_scan(Scanned(ScanKind.PERSON, ZHANG))
    hand.settle()
    assert hand.page.form.get().applicant.id_number == ZHANG
    assert not hand.page.take_scan(Scanned(ScanKind.ITEM, "1" * 31))
    assert not hand.page.take_scan(Scanned(ScanKind.CASE, "x"))
    assert not hand.page.take_scan(Scanned(ScanKind.UNKNOWN, "x"))
