"""The main path of the counter, by keys alone: from the first letter to the saved number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_rig import APPROVER, LI, VILLAGE, WRONG_DIGIT, ZHANG, make_workplace
from intake_hand import ALT, CTRL, FIELDS, INSTANT, LICENCE, PROMISE, SHIFT, Hand, Key
from page_rig import Window, open_window
from pytestqt.qtbot import QtBot

from counter_app.models.case import CaseStatus, MaterialForm
from counter_app.models.reference import Role, Staff
from counter_app.rules.check_digits import mod_11_2
from counter_app.rules.numbers import spoken
from counter_app.ui.pages.intake import IntakePage
from counter_app.ui.pages.intake.actions import Mode


def open_page(tmp_path: Path, qtbot: QtBot, **place: object) -> Window:
    window = open_window(make_workplace(tmp_path, **place), [IntakePage], "paper", "case")
    window.settle(qtbot)
    window.keys = 0
    return window


@pytest.fixture
def hand(tmp_path: Path, qtbot: QtBot) -> Iterator[Hand]:
    window = open_page(tmp_path, qtbot)
    yield Hand(window, qtbot)
    window.close()


def test_an_instant_item_is_done_in_a_few_keys(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.person()
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F10)
    state = hand.saved()

    assert state.status is CaseStatus.CLOSED
    assert state.applicant.id_number == ZHANG
    assert [line.form for line in state.materials] == [MaterialForm.CHECKED, MaterialForm.COPY]
    assert state.form["applicant_name"] == "张三"
    assert hand.page._parts.saved.number == spoken(state.number)
    assert [paper.kind for paper in state.papers] == ["return_slip"]
    data = len(ZHANG) + len("张三") + len("13812345678")
    # Four letters find the item; Enter three times, all complete, done.
    assert hand.window.keys - data == len(INSTANT) + 5


def test_print_and_next_citizen(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.person()
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    state = hand.saved()
    hand.press(Key.Key_O)
    paper = state.papers[0].number
    assert hand.page.told == {"number": state.number, "paper": paper, "fresh": True}
    hand.press(Key.Key_Left, ALT)
    hand.press(Key.Key_Return)
    assert hand.page.in_mode(Mode.FORM)
    assert hand.has_focus("item")
    assert hand.page.form.get().applicant.name == ""
    # A letter that was a key a moment ago is a letter again.
    hand.type("p")
    assert hand.page.form.item_box.search.text() == "p"


def test_a_promised_item_is_accepted(hand: Hand) -> None:
    hand.choose(PROMISE)
    hand.person()
    hand.own_fields_of_promise()
    assert hand.has_focus("materials")
    hand.type("1")
    hand.press(Key.Key_Space)
    hand.type("4")
    hand.type("2")
    hand.press(Key.Key_F9)
    state = hand.saved()

    assert state.status is CaseStatus.ACCEPTED
    assert state.promise_due is not None
    forms = [line.form for line in state.materials]
    assert forms == [
        MaterialForm.ORIGINAL,
        MaterialForm.CHECKED,
        MaterialForm.ECERT,
        MaterialForm.COPY,
        MaterialForm.MISSING,
    ]
    assert state.materials[2].certificate == "居民户口簿"
    # Nothing was asked twice: name, number and birthday come from the applicant.
    assert state.form["applicant_id"] == ZHANG
    assert state.form["birth_date"] == "1990-01-01"
    assert [paper.kind for paper in state.papers] == ["acceptance", "return_slip"]


def test_missing_material_blocks_acceptance_and_offers_a_way(hand: Hand) -> None:
    hand.choose(PROMISE)
    hand.person()
    hand.own_fields_of_promise()
    hand.type("13")
    hand.press(Key.Key_F9)
    assert "还缺 2 份必要材料：居民户口簿、本人社会保障卡或银行卡" in hand.foot
    assert "F6" in hand.foot
    assert "容缺" in hand.foot
    assert hand.has_focus("materials")
    assert hand.cases() == []
    hand.type("5")
    hand.type("2")
    hand.press(Key.Key_F9)
    state = hand.saved()
    assert state.status is CaseStatus.ACCEPTED
    assert state.tolerated == ("居民户口簿",)


def test_everything_that_is_missing_is_told_at_once(hand: Hand) -> None:
    hand.choose(PROMISE)
    hand.person()
    hand.own_fields_of_promise()
    hand.type("13")
    hand.press(Key.Key_F6)
    assert hand.page.in_mode(Mode.CORRECT)
    panel = hand.page._parts.correction
    assert [point.material for point in panel.points] == ["居民户口簿", "本人社会保障卡或银行卡"]
    hand.type("，原件模糊")
    hand.press(Key.Key_A, ALT)
    hand.type("照片")
    hand.press(Key.Key_Return, CTRL)
    assert "第 3 处还没有写" in panel._problem.text()
    hand.type("底色不是白色")
    hand.press(Key.Key_Return, CTRL)
    state = hand.saved()

    assert state.status is CaseStatus.CORRECTING
    assert state.correction is not None
    points = state.correction.points
    assert [point.problem for point in points] == ["未提交，原件模糊", "未提交", "底色不是白色"]
    assert points[0].required_form == "复印件 1 份"
    assert [paper.kind for paper in state.papers] == ["receipt", "correction"]


def test_a_point_is_taken_away_and_the_days_are_changed(hand: Hand) -> None:
    hand.choose(PROMISE)
    hand.person()
    hand.press(Key.Key_F6)
    panel = hand.page._parts.correction
    assert len(panel.points) == 4
    hand.press(Key.Key_Delete, CTRL)
    assert len(panel.points) == 3
    panel.days_editor.take_focus()
    for _ in range(2):
        hand.press(Key.Key_Backspace)
    hand.type("0")
    hand.press(Key.Key_Return, CTRL)
    assert "补正期限" in panel._problem.text()
    hand.press(Key.Key_Backspace)
    hand.type("5")
    hand.press(Key.Key_Return, CTRL)
    state = hand.saved()
    assert state.correction is not None
    assert len(state.correction.points) == 3


def test_not_taking_it_on_names_ground_and_office(hand: Hand) -> None:
    hand.choose(PROMISE)
    hand.person()
    hand.press(Key.Key_F7)
    assert hand.page.in_mode(Mode.DECLINE)
    hand.press(Key.Key_Return, CTRL)
    assert "情形" in hand.page._parts.refusal._problem.text()
    hand.type("2")
    hand.press(Key.Key_Return)
    hand.type("户籍地镇政府")
    hand.press(Key.Key_Return)
    hand.type("申请人户籍不在本县")
    hand.press(Key.Key_Return, CTRL)
    state = hand.saved()
    assert state.status is CaseStatus.DECLINED
    assert [paper.kind for paper in state.papers] == ["receipt", "refusal"]


def test_escape_leads_back_with_everything_in_place(hand: Hand) -> None:
    hand.choose(PROMISE)
    hand.person()
    hand.press(Key.Key_F7)
    hand.press(Key.Key_Escape)
    assert hand.page.in_mode(Mode.FORM)
    assert hand.page.form.get().applicant.name == "张三"


def test_a_wrong_check_digit_shows_at_once_and_blocks(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.type(WRONG_DIGIT[:-1])
    assert hand.said("applicant.id_number") == ""
    hand.type(WRONG_DIGIT[-1])
    assert "校验位" in hand.said("applicant.id_number")
    hand.press(Key.Key_Return)
    hand.type("张三")
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    assert hand.page.in_mode(Mode.FORM)
    assert "还有 2 处" in hand.foot
    assert hand.has_focus("applicant.id_number")
    hand.settle()
    assert hand.cases() == []


def test_a_doubtful_number_is_amber_and_does_not_block(hand: Hand) -> None:
    body = "83000019900101001"  # a number of a residence permit, typed as an ID card's
    hand.choose(INSTANT)
    hand.person(body + mod_11_2(body))
    said = hand.said("applicant.id_number")
    assert "港澳台" in said
    editor = hand.page.form.applicant.id_number
    assert editor.widget.property("problem") == "warning"
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    assert hand.saved().status is CaseStatus.RECEIVED


def test_what_is_missing_is_said_under_its_field(hand: Hand) -> None:
    hand.choose(FIELDS)
    hand.person()
    assert hand.said("form.income") == ""
    hand.press(Key.Key_F8)
    assert hand.said("form.income") == "请填写"
    assert hand.said("form.spouse_id") == ""
    assert hand.has_focus("form.family_size")
    hand.type("3")
    assert hand.said("form.family_size") == ""


def test_every_kind_of_field_is_filled_by_keys(hand: Hand) -> None:
    hand.choose(FIELDS)
    hand.person()
    address, size, income, since, kind, low = "厉山镇", "4", "1,200.5", "2026.11.1", "2", "n"
    for text in (address, size, income, since, kind, low, "", "", "神农村三组", "房屋倒塌"):
        hand.press(Key.Key_Return)
        hand.type(text)
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    state = hand.saved()
    assert state.applicant.address == "厉山镇"
    assert state.form["income"] == "1200.50"
    assert state.form["since"] == "2026-11-01"
    assert state.form["low"] == "否"
    assert state.form["reason"] == "房屋倒塌"


def test_enter_walks_forward_and_back(hand: Hand) -> None:
    hand.choose(PROMISE)
    assert hand.has_focus("applicant.id_number")
    hand.press(Key.Key_Return)
    assert hand.has_focus("applicant.name")
    hand.press(Key.Key_Return, SHIFT)
    assert hand.has_focus("applicant.id_number")
    hand.press(Key.Key_Return, SHIFT)
    assert hand.has_focus("item")


def test_pressed_twice_it_is_saved_once(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.person()
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    hand.press(Key.Key_F8)
    hand.press(Key.Key_F10)
    hand.saved()
    assert len(hand.cases()) == 1


def test_nothing_on_the_counter_is_no_receipt(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.person()
    hand.press(Key.Key_F8)
    assert "一份材料也没有登记" in hand.foot
    assert hand.cases() == []


def test_instant_closing_is_for_instant_items(hand: Hand) -> None:
    hand.choose(PROMISE)
    assert not hand.page.keys.bound("intake.instant").isEnabled()
    hand.press(Key.Key_F10)
    assert hand.page.in_mode(Mode.FORM)


def test_who_was_here_before_is_offered_and_taken_over_on_record(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.person()
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    first = hand.saved()
    hand.press(Key.Key_Return)
    hand.choose(INSTANT)
    hand.type(ZHANG)
    offer = hand.page.form.offer
    hand.qtbot.waitUntil(lambda: offer.offered)
    assert "13812345678" not in offer.said
    assert "138****5678" in offer.said
    assert "城乡居民基本养老保险参保登记」" in offer.said
    assert spoken(first.number) in offer._warning.text()
    hand.press(Key.Key_F2)
    typed = hand.page.form.get()
    assert (typed.applicant.name, typed.applicant.phone) == ("张三", "13812345678")
    assert not offer.offered
    hand.settle()
    kinds = [act for act in hand.cases() if act.number == first.number]
    assert kinds[0].acts == first.acts + 1


def test_another_number_takes_the_offer_back(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.person()
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    hand.saved()
    hand.press(Key.Key_Return)
    hand.choose(INSTANT)
    hand.type(ZHANG)
    offer = hand.page.form.offer
    hand.qtbot.waitUntil(lambda: offer.offered)
    hand.press(Key.Key_Backspace)
    assert not offer.offered
    for _ in range(17):
        hand.press(Key.Key_Backspace)
    hand.type(LI)
    hand.settle()
    assert not offer.offered


def test_a_company_is_asked_what_companies_have(hand: Hand) -> None:
    hand.choose(LICENCE)
    assert hand.page.form.applicant.is_organisation
    assert list(hand.page.form.own.rows) == ["staff_count"]
    hand.person("91421321MA4KLR3M4P", "随县厉山镇好味餐馆", "0722-3331234")
    assert hand.page.form.get().applicant.kind == "organisation"


def test_an_agent_is_asked_for_when_there_is_one(hand: Hand) -> None:
    hand.choose(INSTANT)
    hand.person()
    hand.press(Key.Key_D, CTRL)
    hand.type(LI)
    hand.press(Key.Key_Return)
    hand.type("李四")
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Return)
    hand.type("2")
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    state = hand.saved()
    assert state.agent is not None
    assert (state.agent.party.name, state.agent.relation) == ("李四", "子女")


def test_who_may_not_take_in_is_told_and_loses_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    window = open_page(tmp_path, qtbot, work_no=APPROVER)
    hand = Hand(window, qtbot)
    hand.choose(INSTANT)
    hand.person()
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F8)
    hand.settle()
    assert "权限" in hand.foot
    assert hand.page.form.get().applicant.name == "张三"
    assert hand.page.form.isEnabled()
    window.close()


def test_a_village_says_so(tmp_path: Path, qtbot: QtBot) -> None:
    clerk = Staff("V1", "村样一", VILLAGE, (Role.INTAKE,), 1)
    window = open_page(tmp_path, qtbot, place=VILLAGE, work_no="V1", more=[clerk])
    assert window.page.form.get().channel == "village"
    window.close()


def test_all_of_it_can_be_reached_on_half_the_screen(tmp_path: Path, qtbot: QtBot) -> None:
    """1366 × 768 at 200 %: what has the cursor is in sight, and nothing sticks out sideways."""
    window = open_window(make_workplace(tmp_path), [IntakePage], size=(683, 384))
    window.settle(qtbot)
    hand = Hand(window, qtbot)
    hand.choose(FIELDS)
    qtbot.wait(50)
    scroll = hand.page._scroll
    for _ in range(16):
        hand.press(Key.Key_Return)
        qtbot.wait(10)
        top = hand.window.focus.mapTo(scroll.viewport(), hand.window.focus.rect().topLeft()).y()
        if not hand.has_focus("materials"):
            assert 0 <= top < scroll.viewport().height()
    assert scroll.horizontalScrollBar().maximum() == 0
    window.close()
