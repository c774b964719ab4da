"""The workbench: nine numbers, the list behind each, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import checked, person_id, seed, take_in
from desk_rig import CLERK, PROMISE, make_workplace
from page_rig import Window, open_window
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter_app.desk import intake
from counter_app.desk.intake import Outcome, Then
from counter_app.desk.intake_check import Intake, IntakeParty
from counter_app.models.case import CorrectionPoint
from counter_app.models.changes import Changes
from counter_app.rules.numbers import spoken
from counter_app.ui.pages.workbench import WorkbenchPage
from counter_app.ui.pages.workbench.trays import TRAYS

DAY_MS = 86_400_000
#: 25 November 2026, 09:10 in China.
WEDNESDAY_MS = 1_795_569_000_000
Key = Qt.Key


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    made = open_window(make_workplace(tmp_path), [WorkbenchPage], "case", "intake")
    made.settle(qtbot)
    yield made
    made.close()


def tell(window: Window, qtbot: QtBot, **changes: bool) -> None:
    window.shell.changed(Changes(**changes))
    window.settle(qtbot)


def numbers(window: Window) -> dict[str, str]:
    return {name: tile.number for name, tile in window.page.tiles.items()}


def columns(window: Window) -> list[list[str]]:
    model = window.page.cases.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_an_empty_day_is_kind(window: Window, qtbot: QtBot) -> None:
    assert set(numbers(window).values()) == {"0"}
    assert window.page.tiles["unsent"].said == "已全部上传"
    for place, tray in enumerate(TRAYS, 1):
        window.press(Qt.Key(Key.Key_0 + place))
        window.settle(qtbot)
        shown = window.page.first_focus()
        assert shown.rows == ()
        assert shown._empty.isVisible()
        assert shown._empty._sentence.text() == tray.empty
        assert window.page.tiles[tray.id].isChecked()


def test_the_days_cases_are_counted_and_listed(window: Window, qtbot: QtBot) -> None:
    made = seed(window.rig, 5)
    tell(window, qtbot, cases=True)
    assert numbers(window)["today"] == "5"
    assert numbers(window)["unsent"] == "5"
    window.press(Key.Key_1)
    window.settle(qtbot)
    first = columns(window)[0]
    assert first[1] == spoken(made[-1])
    assert "**********" in first[5]
    assert "个工作日" in first[4]


def test_what_is_over_comes_first_and_in_words(tmp_path: Path, qtbot: QtBot) -> None:
    days_ago = [0]
    rig = make_workplace(tmp_path, now_ms=lambda: WEDNESDAY_MS - days_ago[0] * DAY_MS)
    for index, days in enumerate((14, 40)):  # ten working days are over today, and long ago
        days_ago[0] = days
        case = checked(rig, f"第{index}位", id_number=person_id(index))
        take_in(rig, case, Outcome(Then.ACCEPT))
    days_ago[0] = 0
    window = open_window(rig, [WorkbenchPage])
    window.settle(qtbot)
    # Nobody chose a list: what is due comes by itself.
    assert window.page.tiles["due"].isChecked()
    assert numbers(window)["due"] == "2"
    assert window.page.tiles["due"].said == "超期 1"
    over, today = columns(window)
    assert over[2] == "第1位"
    assert over[4].startswith("已超期")
    assert over[4].endswith("个工作日")
    assert today[4] == "今天到期"
    window.close()


def test_enter_opens_the_case(window: Window, qtbot: QtBot) -> None:
    made = seed(window.rig, 3)
    tell(window, qtbot, cases=True)
    window.press(Key.Key_1)
    window.settle(qtbot)
    window.press(Key.Key_Down)
    window.press(Key.Key_Return)
    assert window.page.id == "case"
    assert window.page.told == {"number": made[1]}


def test_waiting_for_correction(window: Window, qtbot: QtBot) -> None:
    point = CorrectionPoint("居民户口簿", "未提交")
    take_in(window.rig, None, Outcome(Then.CORRECT, points=(point,)))
    tell(window, qtbot, cases=True)
    assert numbers(window)["waiting"] == "1"
    window.press(Key.Key_3)
    window.settle(qtbot)
    assert columns(window)[0][0] == "待补正"


def test_drafts_are_opened_on_the_intake_page(window: Window, qtbot: QtBot) -> None:
    typed = Intake(item_code=PROMISE, applicant=IntakeParty(name="张三"))
    intake.save_draft(window.rig.desk, "d1", typed)
    tell(window, qtbot, drafts=True)
    assert numbers(window)["drafts"] == "1"
    window.press(Key.Key_7)
    window.settle(qtbot)
    assert window.page.drafts.rows[0].applicant == "张三"
    window.press(Key.Key_Return)
    assert window.page.id == "intake"
    assert window.page.told == {"draft": "d1"}


def test_drafts_of_others_are_not_counted(window: Window, qtbot: QtBot) -> None:
    from counter_app.store import drafts

    drafts.save(window.rig.store, "d2", "intake", "SOMEBODY", b"")
    drafts.save(window.rig.store, "d3", "intake", CLERK, b"\xc1")  # no draft this program reads
    tell(window, qtbot, drafts=True)
    window.press(Key.Key_7)
    window.settle(qtbot)
    assert window.page.drafts.rows == ()


def test_the_cursor_stays_when_the_list_is_read_again(window: Window, qtbot: QtBot) -> None:
    seed(window.rig, 4)
    tell(window, qtbot, cases=True)
    window.press(Key.Key_1)
    window.settle(qtbot)
    window.press(Key.Key_Down)
    before = window.page.cases.current.view.number
    take_in(window.rig, checked(window.rig, id_number=person_id(99)))
    tell(window, qtbot, cases=True)
    assert len(window.page.cases.rows) == 5
    assert window.page.cases.current.view.number == before


def test_ctrl_n_begins_a_case(window: Window) -> None:
    window.press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert window.page.id == "intake"


def test_many_cases_are_listed_in_part_and_said_so(window: Window, qtbot: QtBot) -> None:
    for index in range(205):
        case = checked(window.rig, id_number=person_id(index))
        take_in(window.rig, case, papers=False)
    tell(window, qtbot, cases=True)
    assert numbers(window)["today"] == "205"
    window.press(Key.Key_1)
    window.settle(qtbot)
    assert len(window.page.cases.rows) == 200
    assert window.page.list_header._note.whole == "共 205 件，这里是最要紧的 200 件"


def test_on_half_the_screen_the_numbers_stand_in_two_rows(tmp_path: Path, qtbot: QtBot) -> None:
    made = open_window(make_workplace(tmp_path), [WorkbenchPage], size=(683, 384))
    made.settle(qtbot)
    tiles = list(made.page.tiles.values())
    assert tiles[0].y() < tiles[5].y()
    assert all(tile.low for tile in tiles)
    assert made.page._scroll.horizontalScrollBar().maximum() == 0
    made.close()
