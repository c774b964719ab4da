"""How many keys an ordinary matter takes: counted on the real page, data typed by hand apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import checked, take_in
from cups_rig import PrintService, outputs, print_service, why_not
from desk_rig import LI, ZHANG, make_workplace
from intake_hand import CTRL, INSTANT, PROMISE, Hand, Key
from page_rig import open_window
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from counter_app.models.case import CaseStatus
from counter_app.ui.pages.intake import IntakePage
from counter_app.ui.pages.intake.actions import Mode

PAD = Qt.KeyboardModifier.KeypadModifier
PHONE = "13812345678"
HOME = "随县厉山镇神农社区一组二十三号"


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


@pytest.fixture(scope="module")
def laser() -> Iterator[tuple[PrintService, Path]]:
    with print_service() as running:
        yield running, running.add_queue("laser")


@pytest.fixture
def printer(laser: tuple[PrintService, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what a printer of this test's own has printed."""
    service, folder = laser
    monkeypatch.setenv("CUPS_SERVER", service.environment["CUPS_SERVER"])
    for each in folder.glob("*.out"):
        each.unlink()
    return folder


@pytest.fixture
def hand(tmp_path: Path, qtbot: QtBot) -> Iterator[Hand]:
    """Zhang has been here before, for another item."""
    rig = make_workplace(tmp_path)
    take_in(rig, checked(rig))
    window = open_window(rig, [IntakePage], "paper", "case")
    window.settle(qtbot)
    window.keys = 0
    yield Hand(window, qtbot)
    window.close()


def read_card(hand: Hand, number: str = ZHANG, name: str = "张三", address: str = HOME) -> None:
    """What the form knows after an ID card lay on the reader."""
    who = hand.page.form.applicant
    who.name.set(name)
    who.address.set(address)
    who.id_number.set(number)
    hand.settle()


def printed(hand: Hand, printer: Path, sheets: int = 1) -> None:
    hand.press(Key.Key_P)
    hand.qtbot.waitUntil(lambda: len(outputs(printer)) == sheets, timeout=30_000)
    assert all(each.startswith(b"%PDF") for each in outputs(printer))
    hand.settle()


def test_a_returning_applicant_is_received_and_printed(hand: Hand, printer: Path) -> None:
    read_card(hand)
    assert hand.page.form.offer.offered
    hand.choose(PROMISE)
    hand.press(Key.Key_F2)
    assert hand.has_focus("form.band")  # the only thing that nobody has told yet
    hand.type("1")
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    state = hand.saved()
    printed(hand, printer)

    assert state.status is CaseStatus.RECEIVED
    assert state.applicant.phone == PHONE
    assert state.form["bank_account"] == "6217000010001234567"
    # Nothing was counted as a re-print.
    assert [paper.copies for paper in hand.cases()[0].papers] == [1]
    assert hand.window.keys == len(PROMISE) + 6 <= 12
    hand.press(Key.Key_Enter, PAD)
    assert hand.page.in_mode(Mode.FORM)
    assert hand.has_focus("item")


def test_an_instant_item_is_done_in_one_go(hand: Hand, printer: Path) -> None:
    read_card(hand)
    hand.choose(INSTANT)
    hand.press(Key.Key_F2)
    assert hand.has_focus("materials")
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F10)
    state = hand.saved()
    printed(hand, printer)
    assert state.status is CaseStatus.CLOSED
    assert hand.window.keys == len(INSTANT) + 5 <= 12


def test_a_new_applicant_only_tells_the_phone(hand: Hand, printer: Path) -> None:
    read_card(hand, LI, "李四")
    assert not hand.page.form.offer.offered
    hand.choose(INSTANT)
    assert hand.has_focus("applicant.phone")
    hand.type(PHONE)
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    state = hand.saved()
    printed(hand, printer)
    assert (state.applicant.name, state.applicant.phone) == ("李四", PHONE)
    assert hand.window.keys - len(PHONE) == len(INSTANT) + 4 <= 12


def test_everything_missing_is_told_and_printed(hand: Hand, printer: Path) -> None:
    read_card(hand)
    hand.choose(PROMISE)
    hand.press(Key.Key_F2)
    hand.press(Key.Key_F6)
    hand.press(Key.Key_Return, CTRL)
    state = hand.saved()
    printed(hand, printer, 2)
    assert state.status is CaseStatus.CORRECTING
    assert state.correction is not None
    assert len(state.correction.points) == 4
    assert hand.window.keys == len(PROMISE) + 5 <= 12


def test_an_agent_costs_a_key_and_a_relation(hand: Hand, printer: Path) -> None:
    read_card(hand)
    hand.choose(INSTANT)
    hand.press(Key.Key_F2)
    hand.press(Key.Key_D, CTRL)
    hand.page.form.agent.party.id_number.set(LI)
    hand.page.form.agent.party.name.set("李四")
    for _ in range(3):
        hand.press(Key.Key_Return)
    hand.type("2")
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    state = hand.saved()
    printed(hand, printer)
    assert state.agent is not None
    assert (state.agent.party.name, state.agent.relation) == ("李四", "子女")
    assert hand.window.keys == len(INSTANT) + 10


def test_the_number_pad_is_enough_where_digits_are(hand: Hand) -> None:
    read_card(hand, LI, "李四", "")
    hand.choose(PROMISE)
    for digit in PHONE:
        QTest.keyClick(hand.window.focus, digit, PAD)
    for _ in range(2):
        hand.press(Key.Key_Enter, PAD)
    assert hand.has_focus("form.band")
    QTest.keyClick(hand.window.focus, "3", PAD)
    hand.press(Key.Key_Enter, PAD)
    for digit in "6228480402564890018":
        QTest.keyClick(hand.window.focus, digit, PAD)
    hand.press(Key.Key_Enter, PAD)
    assert hand.has_focus("materials")
    for digit in "1322":
        QTest.keyClick(hand.window.focus, digit, PAD)
    hand.press(Key.Key_F9)
    state = hand.saved()
    assert state.form["band"] == "100岁以上"
    assert [line.form.value for line in state.materials[:4]] == [
        "original",
        "checked",
        "copy",
        "copy",
    ]
    hand.press(Key.Key_Enter, PAD)
    assert hand.page.in_mode(Mode.FORM)


def test_the_pad_has_a_key_for_the_last_letter(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.type("42132119900101002*")
    assert hand.page.form.get().applicant.id_number == "42132119900101002X"


def test_the_preview_prints_the_original(hand: Hand) -> None:
    read_card(hand)
    hand.choose(INSTANT)
    hand.press(Key.Key_F2)
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    state = hand.saved()
    hand.press(Key.Key_O)
    paper = state.papers[0].number
    assert hand.page.told == {"number": state.number, "paper": paper, "fresh": True}


def test_single_things_are_taken_by_their_own_key(hand: Hand) -> None:
    hand.choose(PROMISE)
    who = hand.page.form.applicant
    who.id_number.set(ZHANG)
    hand.settle()
    offer = hand.page.form.offer
    assert [each.key for each in offer.offers] == [
        "name",
        "phone",
        "address",
        "form.bank_account",
    ]
    hand.press(Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert (who.name.get(), who.phone.get()) == ("", PHONE)
    assert [each.key for each in offer.offers] == ["name", "address", "form.bank_account"]
    who.name.set("张三")
    assert [each.key for each in offer.offers] == ["address", "form.bank_account"]
    hand.press(Key.Key_F2)
    assert not offer.offered
    assert hand.page.form.get().form["bank_account"] == "6217000010001234567"
    hand.settle()
