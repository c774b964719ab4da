"""Asking the citizen to rate: by itself after delivery, by key, and never for him."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from case_pages_rig import Window, checked, enter, real_paper, take_in
from desk_rig import MANAGER, Rig, make_workplace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from counter_app.desk import cases as desk_cases, rate
from counter_app.desk.rate import Said
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseState, CaseStatus
from counter_app.models.rating import Grade, RatingStage
from counter_app.models.rating_state import RatingState
from counter_app.rules import case_commands as commands
from counter_app.store import queries
from counter_app.ui.citizen.screen import SECTION, Asks, CitizenScreen, CitizenSettings, Mode
from counter_app.ui.citizen.views import Done, Rate
from counter_app.ui.citizen.wording import idle_of
from counter_app.ui.pages import case, delivery, rating_line
from counter_app.ui.rating_asking import ASKING, NOT_RATED, RATED
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
PAGES = (delivery.PAGE, case.PAGE, rating_line.PAGE)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    made.desk.make_paper = real_paper
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, PAGES)


@pytest.fixture
def screen(window: Window, rig: Rig, qtbot: QtBot) -> Iterator[CitizenScreen]:
    settings = window.counter.settings
    settings.put(SECTION, CitizenSettings(mode=Mode.WINDOW))
    made = CitizenScreen(settings)
    window.counter.citizen = made
    made.opened(idle_of(rig.store.identity, rig.catalogue()))
    window.shell.activateWindow()
    qtbot.waitUntil(window.shell.isActiveWindow)
    yield made
    made.close()
    made.deleteLater()


def closed(rig: Rig) -> CaseState:
    made = take_in(rig, checked(rig)).state
    for command in (
        commands.Accept(),
        acts.Decided(True, "同意", result_name="高龄津贴审批表"),
        acts.Closed("高龄津贴审批表"),
    ):
        made = desk_cases.carry_out(rig.desk, made.number, command).state
    return made


def deliver(qtbot: QtBot, window: Window, state: CaseState) -> delivery.PAGE:
    page = window.go(qtbot, "delivery", number=state.number)
    window.press(qtbot, Key.Key_F9)
    found = queries.by_number(window.rig.store, state.number)
    assert found is not None
    assert found.status is CaseStatus.DELIVERED
    return page


def rated(rig: Rig, state: CaseState) -> RatingState | None:
    return rate.rated(rig.desk, state.number, RatingStage.FINISHED)


def test_after_delivery_the_citizen_rates_and_the_clerk_hears_that_he_did(
    qtbot: QtBot, window: Window, rig: Rig, screen: CitizenScreen
) -> None:
    state = closed(rig)
    page = deliver(qtbot, window, state)
    assert screen.window is not None
    assert isinstance(screen.window.view, Rate)
    assert page.asked_note.text == ASKING
    face = screen.window.rate_face
    QTest.mouseClick(face.tiles[4], LEFT)
    QTest.mouseClick(face.reasons[0], LEFT)
    QTest.mouseClick(face.done, LEFT)
    window.idle(qtbot)
    made = rated(rig, state)
    assert made is not None
    assert (made.grade, made.channel, len(made.reasons)) == (Grade.VERY_DISSATISFIED, "window", 1)
    assert made.open
    assert page.asked_note.text == RATED
    view = screen.window.view
    assert isinstance(view, Done)
    assert (view.headline, view.rating_url) == ("谢谢您的评价", "")
    told = [each.text() for each in window.shell.findChildren(QLabel)]
    assert not any(grade.label in text for text in told for grade in Grade if text != "不满意"), (
        "the clerk is not told which grade it was"
    )


def test_not_to_rate_leaves_nothing_and_a_key_asks_again(
    qtbot: QtBot, window: Window, rig: Rig, screen: CitizenScreen
) -> None:
    state = closed(rig)
    page = deliver(qtbot, window, state)
    assert screen.window is not None
    QTest.mouseClick(screen.window.rate_face.decline, LEFT)
    window.idle(qtbot)
    assert rated(rig, state) is None
    assert page.asked_note.text == NOT_RATED
    assert isinstance(screen.window.view, Done)
    window.press(qtbot, Key.Key_F7)
    assert isinstance(screen.window.view, Rate)
    assert page.asked_note.text == ASKING


def test_one_stage_is_rated_once(
    qtbot: QtBot, window: Window, rig: Rig, screen: CitizenScreen
) -> None:
    state = closed(rig)
    rate.rate_case(rig.desk, state.number, RatingStage.FINISHED, Said(Grade.SATISFIED))
    page = deliver(qtbot, window, state)
    assert screen.window is not None
    assert isinstance(screen.window.view, Done)
    assert page.asked_note.text == ""
    window.press(qtbot, Key.Key_F7)
    assert "一事一评" in window.notices


def test_nobody_is_asked_where_there_is_no_screen(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = closed(rig)
    page = deliver(qtbot, window, state)
    assert page.asked_note.text == ""
    window.press(qtbot, Key.Key_F7)
    assert "群众屏没有打开" in window.notices


def test_only_by_key_where_the_window_is_set_so(
    qtbot: QtBot, window: Window, rig: Rig, screen: CitizenScreen
) -> None:
    settings = window.counter.settings
    settings.put(SECTION, CitizenSettings(mode=Mode.WINDOW, ask=Asks.KEY))
    state = closed(rig)
    deliver(qtbot, window, state)
    assert screen.window is not None
    assert isinstance(screen.window.view, Done)
    window.press(qtbot, Key.Key_F7)
    assert isinstance(screen.window.view, Rate)


@pytest.mark.parametrize(
    ("ask", "stage", "asks"),
    [
        (Asks.END, RatingStage.FINISHED, True),
        (Asks.END, RatingStage.ACCEPTED, False),
        (Asks.ACCEPTANCE, RatingStage.FINISHED, True),
        (Asks.ACCEPTANCE, RatingStage.ACCEPTED, True),
        (Asks.KEY, RatingStage.FINISHED, False),
        (Asks.KEY, RatingStage.ACCEPTED, False),
    ],
)
def test_when_it_is_asked_without_a_key(ask: Asks, stage: RatingStage, asks: bool) -> None:
    assert msgspec.structs.replace(CitizenSettings(), ask=ask).asks(stage) is asks


def test_the_case_shows_how_it_was_rated_and_leads_there(
    qtbot: QtBot, window: Window, rig: Rig, screen: CitizenScreen
) -> None:
    state = closed(rig)
    said = Said(Grade.DISSATISFIED, ("again",), "跑了三趟")
    made = rate.rate_case(rig.desk, state.number, RatingStage.FINISHED, said).state
    page = window.go(qtbot, "case", number=state.number)
    window.press(qtbot, Key.Key_7)
    (row,) = page.tabs.ratings.rows
    assert (row.grade, row.stage, row.status) == (Grade.DISSATISFIED, "办结", "待交办")
    assert "跑了三趟" in row.why
    window.press(qtbot, Key.Key_Return)
    assert window.page.id == "rating_line"
    assert window.page.number == made.number


def test_the_case_page_asks_by_key(
    qtbot: QtBot, window: Window, rig: Rig, screen: CitizenScreen
) -> None:
    state = closed(rig)
    page = window.go(qtbot, "case", number=state.number)
    assert not page.tabs.isTabVisible(6)
    window.press(qtbot, Key.Key_F7)
    assert screen.window is not None
    assert isinstance(screen.window.view, Rate)
    words = {grade.label for grade in Grade}
    buttons = window.shell.findChildren(QAbstractButton)
    assert not [each for each in buttons if each.text() in words], "no control enters a grade"
    for key in range(Key.Key_0, Key.Key_9 + 1):
        window.press(qtbot, Qt.Key(key))
    assert rated(rig, state) is None
    assert screen.window.rate_face.chosen is None
