"""The list of cases through its keys: finding, filtering, opening, and staying where one was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import Window, checked, enter, person_id, seed, take_in
from desk_rig import MANAGER, Rig, make_workplace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from counter_app.desk import cases as desk_cases
from counter_app.rules import case_commands as commands
from counter_app.ui.pages import case, cases
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    yield made
    made.close()


@pytest.fixture
def numbers(rig: Rig) -> list[str]:
    return seed(rig, 12)


@pytest.fixture
def window(qtbot: QtBot, rig: Rig, numbers: list[str], shell: Shell, tasks: Tasks) -> Window:
    made = enter(shell, tasks, rig, (cases.PAGE, case.PAGE))
    made.idle(qtbot)
    return made


def names(window: Window) -> list[str]:
    return [line.view.applicant for line in window.page.table.rows]


def search(qtbot: QtBot, window: Window, text: str) -> None:
    """Type into the search line, from wherever the cursor is."""
    window.press(qtbot, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    if text:
        window.type(qtbot, text)
    qtbot.wait(250)  # the pause that ends typing
    window.idle(qtbot)


def test_newest_first_with_everything_a_line_needs(window: Window, numbers: list[str]) -> None:
    rows = window.page.table.rows
    assert [row.view.number for row in rows] == numbers[::-1]
    assert all(row.unsent for row in rows)
    model = window.page.table.model()
    texts = [model.index(0, column).data() for column in range(model.columnCount())]
    assert texts[0] == "已收件"
    assert "还剩 5 个工作日" in texts
    assert "在本机" in texts
    whole = rows[0].view.id_number
    assert whole not in texts
    assert any(text.startswith(whole[:4]) and text.endswith(whole[-4:]) for text in texts)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("欧阳", ["欧阳建国", "欧阳建国"]),
        ("麦麦提", ["阿卜杜热合曼·麦麦提"]),
        (person_id(2), ["王𬱖"]),
        (person_id(2)[-4:], ["王𬱖"]),
        ("13800000006", ["周大福"]),
        ("食品经营 陈", ["陈静"]),
        ("没有此人", []),
    ],
)
def test_search_finds(qtbot: QtBot, window: Window, typed: str, found: list[str]) -> None:
    search(qtbot, window, typed)
    assert names(window) == found
    if not found:
        assert "没有找到“没有此人”" in window.page.empty.findChildren(QLabel)[0].text()


@pytest.mark.parametrize("part", [slice(6, None), slice(-4, None), slice(-6, None)])
def test_search_finds_a_case_by_its_number(
    qtbot: QtBot, window: Window, numbers: list[str], part: slice
) -> None:
    search(qtbot, window, numbers[3][part])
    assert numbers[3] in [row.view.number for row in window.page.table.rows]


def test_search_finds_the_last_groups_as_they_are_read_out(
    qtbot: QtBot, window: Window, numbers: list[str]
) -> None:
    search(qtbot, window, f"{numbers[3][-7:-1]}-{numbers[3][-1]}")
    assert [row.view.number for row in window.page.table.rows] == [numbers[3]]


def test_scanned_receipt_is_found(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = desk_cases.queries.by_number(rig.store, window.page.table.rows[3].view.number)
    assert state is not None
    search(qtbot, window, rig.desk.query_url(state, rig.store.now_ms()))
    qtbot.wait(250)
    window.idle(qtbot)
    assert [row.view.number for row in window.page.table.rows] == [state.number]


def test_digits_filter_in_the_list_and_letters_search(
    qtbot: QtBot, window: Window, rig: Rig, numbers: list[str]
) -> None:
    point = commands.CorrectionPoint("居民户口簿", "未提交")
    done = desk_cases.carry_out(rig.desk, numbers[0], commands.AskCorrection((point,)))
    window.shell.changed(done.changes)
    window.idle(qtbot)
    window.press(qtbot, Key.Key_Return)
    assert window.page.table.hasFocus()
    window.press(qtbot, Key.Key_3)
    assert [row.view.number for row in window.page.table.rows] == [numbers[0]]
    window.press(qtbot, Key.Key_5)
    assert names(window) == []
    window.press(qtbot, Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert len(names(window)) == 12
    window.press(qtbot, Key.Key_X)
    assert window.page.search.hasFocus()
    assert window.page.search.text() == "x"


def test_enter_opens_the_case(qtbot: QtBot, window: Window, numbers: list[str]) -> None:
    search(qtbot, window, "周大福")
    window.press(qtbot, Key.Key_Return)
    window.press(qtbot, Key.Key_Return)
    assert window.page.id == "case"
    assert window.page.sheet.state.number == numbers[6]


def test_refresh_keeps_the_cursor_on_its_case(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.page
    page.table.setFocus()
    page.table.go_to_row(5)
    here = page.table.current.view.number
    done = take_in(rig, checked(rig, "后来人", id_number=person_id(99)), papers=False)
    window.shell.changed(done.changes)
    window.idle(qtbot)
    assert names(window)[0] == "后来人"
    assert page.table.current.view.number == here
    assert QApplication.focusWidget() is page.table


def test_more_lines_come_by_scrolling(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from counter_app.ui.pages.cases import page as module

    monkeypatch.setattr(module, "STEP", 8)
    monkeypatch.setattr(module, "MOST", 10)
    page = window.page
    window.shell.resize(1366, 280)
    page._start_over()
    window.idle(qtbot)
    bar = page.table.verticalScrollBar()
    seen = {row.view.number for row in page.table.rows}
    for _ in range(8):
        bar.setValue(bar.maximum())
        window.idle(qtbot)
        seen |= {row.view.number for row in page.table.rows}
        assert len(page.table.rows) <= 10
    assert len(seen) == 12
    for _ in range(8):
        bar.setValue(bar.minimum())
        window.idle(qtbot)
    newest = max(row.view.received_ms for row in page.table.rows)
    assert page.table.rows[0].view.received_ms == newest


def test_empty_store_says_so(qtbot: QtBot, tmp_path: Path, shell: Shell, tasks: Tasks) -> None:
    rig = make_workplace(tmp_path / "other")
    window = enter(shell, tasks, rig, (cases.PAGE,))
    window.idle(qtbot)
    assert window.page.table.rows == ()
    assert window.page._nothing() == "本机还没有办件。"
    tasks.close()
    rig.close()
