"""The citizen's screen beside the intake page: shown by key, masked, gone with the citizen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_rig import ZHANG, make_workplace
from intake_hand import ALT, CTRL, PROMISE, Hand, Key
from page_rig import Window, open_window
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from counter_app.desk.rate import rated
from counter_app.models.case import CaseStatus
from counter_app.models.rating import Grade, RatingStage
from counter_app.rules.numbers import spoken
from counter_app.ui.citizen.screen import SECTION, Asks, CitizenScreen, CitizenSettings, Live, Mode
from counter_app.ui.citizen.views import CitizenView, Confirm, Done, Idle, Missing, Rate
from counter_app.ui.citizen.wording import idle_of
from counter_app.ui.pages.intake import IntakePage


class Counterpart(Hand):
    """A hand that also looks at the citizen's side."""

    screen: CitizenScreen

    @property
    def view(self) -> CitizenView:
        assert self.screen.window is not None
        return self.screen.window.view

    @property
    def facts(self) -> dict[str, str]:
        view = self.view
        assert isinstance(view, Confirm)
        return {fact.label: fact.value for fact in view.facts}


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    made = open_window(make_workplace(tmp_path), [IntakePage], "paper", "case")
    made.settle(qtbot)
    yield made
    made.close()


@pytest.fixture
def hand(window: Window, qtbot: QtBot) -> Iterator[Counterpart]:
    settings = window.counter.settings
    settings.put(SECTION, CitizenSettings(mode=Mode.WINDOW))
    screen = CitizenScreen(settings)
    window.shell.page_changed.connect(screen.on_page_changed)
    window.counter.citizen = screen
    identity = window.rig.store.identity
    screen.opened(idle_of(identity, window.rig.catalogue()))
    window.shell.activateWindow()
    qtbot.waitUntil(window.shell.isActiveWindow)
    made = Counterpart(window, qtbot)
    made.screen = screen
    made.settle()
    yield made
    screen.close()
    screen.deleteLater()


def typed(hand: Counterpart) -> None:
    hand.choose(PROMISE)
    hand.person()
    hand.own_fields_of_promise()
    hand.press(Key.Key_Space)  # the first material lies here


def test_nothing_is_shown_before_the_key(hand: Counterpart, qtbot: QtBot) -> None:
    typed(hand)
    assert isinstance(hand.view, Idle)
    hand.press(Key.Key_F11)
    assert isinstance(hand.view, Confirm)
    hand.press(Key.Key_F11)
    assert isinstance(hand.view, Idle)


def test_what_was_typed_is_shown_masked_with_the_materials(hand: Counterpart, qtbot: QtBot) -> None:
    typed(hand)
    hand.press(Key.Key_F11)
    facts = hand.facts
    assert facts["申请人"] == "张三"
    assert facts["居民身份证"] == f"{ZHANG[:4]}{'*' * 10}{ZHANG[-4:]}"
    assert facts["联系电话"] == "138****5678"
    assert "6228480402564890018" not in "".join(facts.values())
    assert "0018" in "".join(facts.values())
    view = hand.view
    assert isinstance(view, Confirm)
    assert len(view.handed) == 1
    assert view.owed
    assert view.until.startswith("一般请在 ")


def test_it_follows_the_typing(hand: Counterpart, qtbot: QtBot) -> None:
    hand.choose(PROMISE)
    hand.person(name="张")
    hand.press(Key.Key_F11)
    hand.page.form.applicant.editor_of("applicant.name").setFocus()
    hand.press(Key.Key_End)
    hand.type("三丰")
    qtbot.waitUntil(lambda: hand.facts["申请人"] == "张三丰")


def test_after_saving_the_number_and_what_comes_next(hand: Counterpart, qtbot: QtBot) -> None:
    typed(hand)
    hand.press(Key.Key_F11)
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F9)
    state = hand.saved()
    assert state.status is CaseStatus.ACCEPTED
    view = hand.view
    assert isinstance(view, Done)
    assert (view.headline, view.number) == ("已受理", spoken(state.number))
    assert view.follow_url.startswith("http://127.0.0.1:9/q/")
    assert view.rating_url.startswith("http://127.0.0.1:9/r/")
    assert "张三" not in repr(view)
    hand.press(Key.Key_V)
    assert isinstance(hand.view, Done)
    hand.press(Key.Key_Left, ALT)
    hand.press(Key.Key_Return)
    assert isinstance(hand.view, Idle)
    hand.choose(PROMISE)
    hand.person()
    assert not hand.page._citizen._pause.isActive()
    assert isinstance(hand.view, Idle), "the next one is shown only when asked for"


def test_acceptance_is_asked_about_where_the_window_is_set_so(
    hand: Counterpart, qtbot: QtBot
) -> None:
    settings = hand.window.counter.settings
    settings.put(SECTION, CitizenSettings(mode=Mode.WINDOW, ask=Asks.ACCEPTANCE))
    typed(hand)
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F9)
    state = hand.saved()
    hand.settle()
    assert isinstance(hand.view, Rate)
    assert hand.view.number == spoken(state.number)
    hand.press(Key.Key_Return)  # the next one: whoever is asked keeps his time
    hand.settle()
    assert isinstance(hand.view, Rate)
    assert hand.screen.window is not None
    face = hand.screen.window.rate_face
    QTest.mouseClick(face.tiles[0], Qt.MouseButton.LeftButton)
    QTest.mouseClick(face.done, Qt.MouseButton.LeftButton)
    hand.settle()
    found = rated(hand.window.rig.desk, state.number, RatingStage.ACCEPTED)
    assert found is not None
    assert found.grade is Grade.VERY_SATISFIED


def test_by_key_after_saving(hand: Counterpart, qtbot: QtBot) -> None:
    typed(hand)
    hand.press(Key.Key_F5)
    hand.press(Key.Key_F9)
    hand.saved()
    assert isinstance(hand.view, Done)
    hand.press(Key.Key_E)
    hand.settle()
    assert isinstance(hand.view, Rate)


def test_what_is_missing_is_shown_with_its_day(hand: Counterpart, qtbot: QtBot) -> None:
    typed(hand)
    hand.press(Key.Key_F6)
    hand.settle()
    hand.press(Key.Key_Return, CTRL)
    state = hand.saved()
    assert state.status is CaseStatus.CORRECTING
    view = hand.view
    assert isinstance(view, Missing)
    assert state.correction is not None
    assert f"{state.correction.due.month}月{state.correction.due.day}日" in view.until
    assert [line.name for line in view.owed] == [p.material for p in state.correction.points]


def test_leaving_the_page_takes_it_away_for_good(hand: Counterpart, qtbot: QtBot) -> None:
    typed(hand)
    hand.press(Key.Key_F11)
    hand.window.shell.go("case")
    assert isinstance(hand.view, Idle)
    hand.window.shell.go("intake")
    hand.settle()
    hand.page.form.applicant.editor_of("applicant.name").setFocus()
    hand.type("x")
    assert not hand.page._citizen._pause.isActive()
    assert isinstance(hand.view, Idle)


def test_always_where_the_pc_is_set_so(hand: Counterpart, qtbot: QtBot) -> None:
    chosen = CitizenSettings(mode=Mode.WINDOW, live=Live.ALWAYS)
    hand.window.counter.settings.put(SECTION, chosen)
    hand.choose(PROMISE)
    qtbot.waitUntil(lambda: isinstance(hand.view, Confirm))


def test_without_a_screen_the_key_says_so(window: Window, qtbot: QtBot) -> None:
    window.press(Key.Key_F11)
    assert "群众屏没有打开" in " ".join(window.shell.notices.texts)
