"""The rating on the citizen's screen: whose hand can give it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from counter_app.desk.character_finder import pinyin_typing
from counter_app.store.local_settings import LocalSettings
from counter_app.ui.citizen.ballot import Ballot, Choice, Left
from counter_app.ui.citizen.rate_face import RateFace
from counter_app.ui.citizen.screen import SECTION, CitizenScreen, CitizenSettings, Mode
from counter_app.ui.citizen.views import Confirm, Done, Grade, Idle, Rate, Wait
from counter_app.ui.citizen.words import LEAST

BAD = (("slow", "承诺的时间内没有办好"), ("twice", "同样的材料要了几次"), ("other", "其他"))
GOOD = (("once", "只跑一次"),)
RATE = Rate(
    "高龄津贴申请",
    "421321-0017-26-000042-7",
    (
        Grade("a", "非常满意", GOOD),
        Grade("b", "满意", GOOD),
        Grade("c", "基本满意"),
        Grade("d", "不满意", BAD),
        Grade("e", "非常不满意", BAD),
    ),
)
LEFT = Qt.MouseButton.LeftButton
THANKS = Done("谢谢您的评价")


class Heard:
    """What a ballot said, in order."""

    def __init__(self, ballot: Ballot) -> None:
        self.said: list[object] = []
        ballot.given.connect(self.said.append)
        ballot.left.connect(self.said.append)


@pytest.fixture
def screen(qapp: QApplication, tmp_path: Path) -> Iterator[CitizenScreen]:
    settings = LocalSettings(tmp_path / "settings.json")
    settings.put(SECTION, CitizenSettings(mode=Mode.WINDOW, rate_s=1))
    made = CitizenScreen(settings)
    made.opened(Idle("厉山镇便民服务中心", 3, "综合窗口", True))
    assert made.window is not None
    made.window.resize(1366, 768)
    yield made
    made.close()
    made.deleteLater()


def asked(screen: CitizenScreen) -> tuple[Ballot, Heard, RateFace]:
    ballot = Ballot(screen)
    heard = Heard(ballot)
    screen.rate(RATE, ballot)
    assert screen.window is not None
    return ballot, heard, screen.window.rate_face


def view_of(screen: CitizenScreen) -> object:
    assert screen.window is not None
    return screen.window.view


def test_a_grade_with_reasons_is_given_in_three_touches(screen: CitizenScreen) -> None:
    ballot, heard, face = asked(screen)
    assert not face.done.isVisible(), "nothing is chosen yet"
    QTest.mouseClick(face.tiles[3], LEFT)
    assert [each.text() for each in face.reasons] == [text for _, text in BAD]
    QTest.mouseClick(face.reasons[1], LEFT)
    assert heard.said == [], "not before it is confirmed"
    QTest.mouseClick(face.done, LEFT)
    assert heard.said == [Choice("d", ("twice",))]
    QTest.mouseClick(face.done, LEFT)
    assert len(heard.said) == 1, "given once"
    ballot.close(THANKS)
    assert view_of(screen) == THANKS


def test_thought_better_of_it(screen: CitizenScreen) -> None:
    _, heard, face = asked(screen)
    QTest.mouseClick(face.tiles[4], LEFT)
    QTest.mouseClick(face.reasons[0], LEFT)
    QTest.mouseClick(face.tiles[0], LEFT)
    assert [each.text() for each in face.reasons] == ["只跑一次"]
    QTest.mouseClick(face.done, LEFT)
    assert heard.said == [Choice("a")]


@pytest.mark.parametrize("chosen_first", [False, True])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (1080, 1920)])
def test_not_to_rate_is_as_near_as_any_grade(
    qtbot: QtBot, screen: CitizenScreen, size: tuple[int, int], chosen_first: bool
) -> None:
    _, heard, face = asked(screen)
    assert screen.window is not None
    screen.window.resize(*size)
    if chosen_first:
        QTest.mouseClick(face.tiles[4], LEFT)

    def alike() -> bool:
        areas = [tile.width() * tile.height() for tile in face.tiles]
        return min(areas) * 0.95 <= face.decline.width() * face.decline.height()

    qtbot.waitUntil(alike)
    assert face.decline.isVisible()
    assert all(tile.height() >= 3 * LEAST for tile in (*face.tiles, face.decline))
    QTest.mouseClick(face.decline, LEFT)
    assert heard.said == [Left.DECLINED]


def test_no_key_on_the_clerks_side_can_rate(screen: CitizenScreen, host: QWidget) -> None:
    """Whatever is typed goes to the clerk's window; and were it sent here, nothing would come."""
    _, heard, face = asked(screen)
    assert screen.window is not None
    assert QApplication.activeWindow() is host
    everything = [screen.window, *screen.window.findChildren(QWidget)]
    assert all(each.focusPolicy() is Qt.FocusPolicy.NoFocus for each in (*face.tiles, face.decline))
    assert not [action for each in everything for action in each.actions() if action.shortcuts()]
    keys = (*range(Qt.Key.Key_0, Qt.Key.Key_9 + 1), Qt.Key.Key_Return, Qt.Key.Key_Space)
    for target in (host, screen.window, face, *face.tiles, face.decline):
        for key in keys:
            QTest.keyClick(target, Qt.Key(key))
    assert face.chosen is None
    QTest.mouseClick(face.tiles[4], LEFT)
    for target in (host, screen.window, face, face.done):
        for key in keys:
            QTest.keyClick(target, Qt.Key(key))
    assert heard.said == []


def test_left_alone_it_counts_as_nothing(qtbot: QtBot, screen: CitizenScreen) -> None:
    _, heard, face = asked(screen)
    QTest.mouseClick(face.tiles[0], LEFT)
    qtbot.waitUntil(lambda: isinstance(view_of(screen), Idle), timeout=5000)
    assert heard.said == [Left.LAPSED]
    assert face.reasons == []
    QTest.mouseClick(face.tiles[0], LEFT)
    QTest.mouseClick(face.done, LEFT)
    assert heard.said == [Left.LAPSED]


def test_who_is_choosing_is_not_interrupted(screen: CitizenScreen) -> None:
    """Nor does a clerk get rid of a grade by going on to the next person."""
    ballot, heard, face = asked(screen)
    QTest.mouseClick(face.tiles[4], LEFT)
    following = Confirm("下一件")
    screen.show(following)
    screen.on_page_changed("cases")
    assert view_of(screen) == RATE
    QTest.mouseClick(face.done, LEFT)
    assert heard.said == [Choice("e")]
    ballot.close(THANKS)
    assert view_of(screen) == following


def test_untouched_it_makes_way(screen: CitizenScreen) -> None:
    _, heard, _ = asked(screen)
    screen.on_page_changed("cases")
    assert view_of(screen) == RATE, "it outlives the page"
    screen.show(Wait())
    assert heard.said == [Left.LAPSED]
    assert view_of(screen) == Wait()


def write(face: RateFace, letters: str, at: int = 0) -> None:
    """Touch these letters, then one of what they may mean."""
    for letter in letters:
        QTest.mouseClick(face.pad.keys[letter], LEFT)
    QTest.mouseClick(face.pad.offered[at], LEFT)


def test_a_sentence_is_written_by_touch(screen: CitizenScreen) -> None:
    ballot = Ballot(screen)
    ballot.typing = pinyin_typing()
    heard = Heard(ballot)
    screen.rate(RATE, ballot)
    assert screen.window is not None
    face = screen.window.rate_face
    QTest.mouseClick(face.tiles[3], LEFT)
    QTest.mouseClick(face.write, LEFT)
    assert face.pad.isVisible()
    assert not face.done.isVisible()
    write(face, "taidu")
    write(face, "buhao")
    QTest.mouseClick(face.pad.signs["。"], LEFT)
    QTest.mouseClick(face.pad.keys["a"], LEFT)
    QTest.mouseClick(face.pad.back, LEFT)
    assert face.pad.text == "态度不好。"
    QTest.mouseClick(face.pad.finish, LEFT)
    QTest.mouseClick(face.done, LEFT)
    assert heard.said == [Choice("d", (), "态度不好。")]


def test_another_reason_is_asked_for_in_words(screen: CitizenScreen) -> None:
    grades = tuple(
        Grade(each.code, each.word, each.reasons, frozenset({"other"})) for each in RATE.grades
    )
    ballot = Ballot(screen)
    ballot.typing = pinyin_typing()
    heard = Heard(ballot)
    screen.rate(Rate(RATE.item, RATE.number, grades), ballot)
    assert screen.window is not None
    face = screen.window.rate_face
    QTest.mouseClick(face.tiles[4], LEFT)
    QTest.mouseClick(face.reasons[2], LEFT)
    QTest.mouseClick(face.done, LEFT)
    assert heard.said == []
    assert face.pad.isVisible()
    write(face, "taiman")
    QTest.mouseClick(face.pad.finish, LEFT)
    QTest.mouseClick(face.done, LEFT)
    assert heard.said == [Choice("e", ("other",), "太慢")]


def test_where_nothing_can_be_written_nothing_is_asked_in_words(screen: CitizenScreen) -> None:
    grades = tuple(
        Grade(each.code, each.word, each.reasons, frozenset({"other"})) for each in RATE.grades
    )
    screen.rate(Rate(RATE.item, RATE.number, grades), Ballot(screen))
    assert screen.window is not None
    face = screen.window.rate_face
    QTest.mouseClick(face.tiles[4], LEFT)
    assert [each.code for each in face.reasons] == ["slow", "twice"]
    assert not face.write.isVisible()


@pytest.mark.parametrize("chosen", [False, True])
def test_going_on_to_the_next_person_takes_nothing_away(
    screen: CitizenScreen, chosen: bool
) -> None:
    _, heard, face = asked(screen)
    if chosen:
        QTest.mouseClick(face.tiles[4], LEFT)
    screen.clear()
    assert view_of(screen) == RATE
    assert heard.said == []


@pytest.mark.parametrize("ends", ["wipe", "closed", "close", "toggle"])
def test_whatever_ends_it_says_so_once(screen: CitizenScreen, ends: str) -> None:
    _, heard, face = asked(screen)
    QTest.mouseClick(face.tiles[4], LEFT)
    getattr(screen, ends)()
    assert heard.said == [Left.LAPSED]


def test_without_a_screen_nobody_is_asked(qapp: QApplication, tmp_path: Path) -> None:
    made = CitizenScreen(LocalSettings(tmp_path / "none.json"))
    made.opened(Idle("hall", 1, "w", True))
    ballot = Ballot(made)
    heard = Heard(ballot)
    made.rate(RATE, ballot)
    assert heard.said == [Left.LAPSED]
    made.close()
    made.deleteLater()
