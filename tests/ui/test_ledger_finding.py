"""A line of another ledger is found like a case: by words, by its number, by its barcode, and on
the workbench on the day it is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from desk_rig import LI, make_workplace
from help_samples import ORIGINAL
from page_rig import Window, open_window
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from test_gun import Keys

from counter_app.desk import help as helping
from counter_app.desk.help_check import HelpTyped, check_help
from counter_app.models.acts import help as acts
from counter_app.models.help import Authorisation, Handed, HelpState
from counter_app.protocol.ledgers import LEDGERS
from counter_app.rules.numbers import spoken
from counter_app.ui.device_desk import DeviceDesk
from counter_app.ui.devices.handing import Handing
from counter_app.ui.frame.palette_entries import Group
from counter_app.ui.ledger_faces import FACES
from counter_app.ui.pages.cases import CasesPage
from counter_app.ui.pages.delivery import DeliveryPage
from counter_app.ui.pages.help import HelpPage
from counter_app.ui.pages.intake import IntakePage
from counter_app.ui.pages.workbench import WorkbenchPage
from counter_app.ui.registry import PAGES

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    rig = make_workplace(tmp_path)
    desk = DeviceDesk(rig.workplace.settings, lambda: rig.desk.today)
    desk.start()
    shown = [WorkbenchPage, IntakePage, CasesPage, HelpPage, DeliveryPage]
    made = open_window(rig, shown, "help_line", "case", devices=desk)
    Handing(made.shell, made.counter, desk)
    made.settle(qtbot)
    yield made
    desk.stop()
    desk.deleteLater()
    made.close()


def begin(window: Window, name: str, due: date | None = None, **more: str) -> HelpState:
    desk = window.rig.desk
    typed = HelpTyped(name=name, kind="agency", group="elderly", **more)
    ask, problems = check_help(typed, asked_ms=desk.store.now_ms(), today=desk.today)
    assert ask is not None, problems
    mine = acts.Registered(desk.actor.work_no, desk.actor.name, due=due)
    return helping.open_line(desk, acts.Asked(ask), mine).state


def take_over(window: Window, state: HelpState, back: date | None) -> None:
    """Sign for it and take an original."""
    desk = window.rig.desk
    given = Authorisation(("submit",), desk.today, desk.today + timedelta(30), "paper")
    lines = (Handed(ORIGINAL.name, ORIGINAL.form, 1, back),)
    helping.carry_out(
        desk,
        state.number,
        acts.SuitabilityChecked(True),
        acts.Authorised(given),
        acts.MaterialsTaken(lines, "本人"),
        papers=False,
    )


def test_every_ledger_has_a_face_and_a_page() -> None:
    pages = {page.id for page in PAGES}
    assert {face.line for face in FACES} <= pages
    assert {face.ledger.name for face in FACES} == {ledger.name for ledger in LEDGERS[1:]}
    for face in FACES:
        assert face.status("of a newer program") == "of a newer program"
        assert face.tone("of a newer program") == "neutral"


@pytest.mark.parametrize("words", ["王秀英", "秀英", "2027", "0000"])
def test_the_palette_finds_a_line_by_what_it_tells(
    window: Window, qtbot: QtBot, words: str
) -> None:
    state = begin(window, "王秀英", id_number=LI, phone="13987650000")
    window.press(Key.Key_K, CTRL)
    window.type(words)
    window.settle(qtbot)
    frame = window.shell.frame
    assert frame is not None
    found = [each for each in frame._palette.entries if each.group is Group.LEDGERS]
    assert [each.title for each in found] == [spoken(state.number)]
    assert found[0].detail.startswith("王秀英")
    assert found[0].tag == "帮代办 已登记"
    found[0].run()
    assert window.page.id == "help_line"
    assert window.page.told == {"number": state.number}


def test_its_whole_number_leads_there_at_once(window: Window, qtbot: QtBot) -> None:
    state = begin(window, "王秀英")
    window.press(Key.Key_K, CTRL)
    window.type(spoken(state.number))
    window.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.id == "help_line")
    assert window.page.told == {"number": state.number}
    window.settle(qtbot)


@pytest.mark.parametrize("page", ["cases", "delivery", "help"])
def test_its_number_in_the_line_of_another_page_leads_there(
    window: Window, qtbot: QtBot, page: str
) -> None:
    state = begin(window, "王秀英")
    window.shell.go(page)
    window.settle(qtbot)
    line = window.page.scan if page == "delivery" else window.page.search
    line.setFocus()
    window.type(state.number)
    window.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.id == "help_line")
    window.settle(qtbot)


@pytest.mark.parametrize("page", ["workbench", "intake", "cases", "help", "delivery"])
def test_the_barcode_of_its_paper_leads_there_from_every_page(
    window: Window, qtbot: QtBot, page: str
) -> None:
    state = begin(window, "王秀英")
    window.shell.go(page)
    window.settle(qtbot)
    Keys(window).gun(state.number + "\r")
    assert window.page.id == "help_line"
    assert window.page.told == {"number": state.number}
    window.settle(qtbot)


def test_what_is_due_and_what_is_held_stand_on_the_workbench(window: Window, qtbot: QtBot) -> None:
    today = window.rig.desk.today
    begin(window, "甲", today + timedelta(20))
    late = begin(window, "乙", today - timedelta(3))
    begin(window, "丙", today)
    held = begin(window, "丁", today + timedelta(20))
    take_over(window, held, today - timedelta(1))
    window.shell.go("workbench")
    window.shell.changed(window.page.watches)
    window.settle(qtbot)
    tiles = window.page.tiles
    assert (tiles["ledgers"].number, tiles["ledgers"].said) == ("3", "超期 2")
    assert (tiles["custody"].number, tiles["custody"].said) == ("1", "超期 1")
    window.press(Key.Key_8)
    window.settle(qtbot)
    rows = window.page.tasks.rows
    assert [(each.person, each.awaited) for each in rows] == [
        ("乙", "联系办理已超 3 天"),
        ("丁", "退还身份证已超 1 天"),
        ("丙", "今天应联系办理"),
    ]
    window.press(Key.Key_Return)
    assert window.page.id == "help_line"
    assert window.page.told == {"number": late.number}
    window.shell.go("workbench")
    window.press(Key.Key_9)
    window.settle(qtbot)
    assert [each.title for each in window.page.tasks.rows] == ["身份证 1 件"]
    assert window.page.first_focus() is window.page.tasks
