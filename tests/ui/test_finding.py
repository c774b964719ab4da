"""Search box and type-ahead: pauses, keys, late answers, scanners."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from counter_app.ui.tasks import Tasks
from counter_app.ui.widgets.form import Form
from counter_app.ui.widgets.hit_list import Hit
from counter_app.ui.widgets.search_box import SearchBox
from counter_app.ui.widgets.type_ahead import Deliver, TypeAhead, at_once, reading

HITS = tuple(Hit(f"4201{n:02}", f"item {n}", "公安局", f"4201{n:02}", n) for n in range(12))


def find(text: str) -> Sequence[Hit]:
    return [hit for hit in HITS if text in hit.title or text == hit.key]


def put(host: QWidget, *widgets: QWidget) -> None:
    column = QVBoxLayout(host)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    QApplication.processEvents()


# ---------------------------------------------------------------- search box


def test_a_search_waits_for_a_pause_and_is_not_repeated(host: QWidget, qtbot: QtBot) -> None:
    box, heard = SearchBox("找", pause_ms=20), list[str]()
    put(host, box)
    box.searched.connect(heard.append)
    qtbot.keyClicks(box, "abc ")
    assert heard == []
    qtbot.waitUntil(lambda: heard == ["abc"])
    qtbot.keyClicks(box, " ")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert heard == ["abc"]


def test_escape_clears_first_and_is_let_through_then(host: QWidget, qtbot: QtBot) -> None:
    box, heard = SearchBox("找"), list[str]()
    put(host, box)
    box.searched.connect(heard.append)
    qtbot.keyClicks(box, "abc")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert (box.text(), heard) == ("", ["abc", ""])


def test_down_goes_to_what_was_found(host: QWidget, qtbot: QtBot) -> None:
    box, below = SearchBox("找"), QLineEdit()
    put(host, box, below)
    box.set_target(below)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert below.hasFocus()


# ---------------------------------------------------------------- type-ahead


@pytest.fixture
def line(host: QWidget) -> TypeAhead:
    made = TypeAhead(at_once(find), pause_ms=5)
    put(host, made, QLineEdit())
    made.setFocus()
    return made


def test_it_finds_while_typing_and_never_loses_the_cursor(line: TypeAhead, qtbot: QtBot) -> None:
    qtbot.keyClicks(line, "item 1")
    qtbot.waitUntil(lambda: len(line.hits) == 3)
    assert line.hasFocus()
    qtbot.keyClicks(line, "1")
    qtbot.waitUntil(lambda: len(line.hits) == 1)
    assert line.text() == "item 11"


def test_arrows_move_and_enter_chooses(line: TypeAhead, qtbot: QtBot) -> None:
    chosen: list[Hit] = []
    cleared: list[bool] = []
    line.chosen.connect(chosen.append)
    line.cleared.connect(lambda: cleared.append(True))
    qtbot.keyClicks(line, "item")
    qtbot.waitUntil(lambda: bool(line.hits))
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Up)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chosen == [HITS[1]]
    assert (line.choice, line.text(), line.hits) == (HITS[1], "item 1", ())
    qtbot.keyClick(line, Qt.Key.Key_End)
    qtbot.keyClicks(line, "x")
    assert (line.choice, cleared) == (None, [True])


def test_escape_closes_the_list_and_keeps_the_text(line: TypeAhead, qtbot: QtBot) -> None:
    qtbot.keyClicks(line, "item")
    qtbot.waitUntil(lambda: bool(line.hits))
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert (line.hits, line.text()) == ((), "item")
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert len(line.hits) == 12


def test_a_scanner_needs_no_pause(line: TypeAhead, qtbot: QtBot) -> None:
    chosen: list[Hit] = []
    line.chosen.connect(chosen.append)
    qtbot.keyClicks(line, "420107")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chosen == [HITS[7]]


def test_early_enter_does_not_guess_among_many(line: TypeAhead, qtbot: QtBot) -> None:
    qtbot.keyClicks(line, "item 1")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.choice is None
    assert len(line.hits) == 3
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.choice == HITS[1]


def test_nothing_found_is_said(line: TypeAhead, qtbot: QtBot) -> None:
    qtbot.keyClicks(line, "zzz")
    qtbot.waitUntil(lambda: line._list is not None and line._list.isVisible())
    assert line.hits == ()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.choice is None


def test_leaving_closes_the_list(line: TypeAhead, host: QWidget, qtbot: QtBot) -> None:
    qtbot.keyClicks(line, "item")
    qtbot.waitUntil(lambda: bool(line.hits))
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert line.hits == ()
    assert not line.hasFocus()


def test_a_click_chooses_and_leaves_the_cursor(line: TypeAhead, qtbot: QtBot) -> None:
    qtbot.keyClicks(line, "item")
    qtbot.waitUntil(lambda: bool(line.hits))
    assert line._list is not None
    view = line._list._view
    spot = view.visualRect(view.model().index(2, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert line.choice == HITS[2]
    assert line.hasFocus()


def test_a_late_answer_to_an_older_text_is_not_shown(host: QWidget, qtbot: QtBot) -> None:
    asked: list[tuple[str, Deliver]] = []
    line = TypeAhead(lambda text, deliver: asked.append((text, deliver)), pause_ms=1)
    put(host, line)
    line.setFocus()
    for text in ("item", " 1"):
        qtbot.keyClicks(line, text)
        qtbot.waitUntil(lambda: line._question is not None and not line._timer.isActive())
    assert [text for text, _ in asked] == ["item", "item 1"]
    asked[1][1](find("item 1"))
    assert len(line.hits) == 3


def test_it_searches_on_the_reader(host: QWidget, tasks: Tasks, qtbot: QtBot) -> None:
    line = TypeAhead(reading(tasks, find), pause_ms=1)
    put(host, line)
    line.setFocus()
    for each in "item 11":
        qtbot.keyClicks(line, each)
        qtbot.wait(2)
    qtbot.waitUntil(lambda: len(line.hits) == 1 and tasks.idle())
    assert line.text() == "item 11"


def test_an_emptied_line_adds_one_after_another(host: QWidget, qtbot: QtBot) -> None:
    line = TypeAhead(at_once(find), pause_ms=1, keep=False)
    put(host, line)
    line.setFocus()
    chosen: list[Hit] = []
    line.chosen.connect(chosen.append)
    for code in ("420103", "420105"):
        qtbot.keyClicks(line, code)
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chosen == [HITS[3], HITS[5]]
    assert line.text() == ""


def test_the_list_opens_upwards_at_the_foot_of_the_window(host: QWidget, qtbot: QtBot) -> None:
    column = QVBoxLayout(host)
    column.addStretch(1)
    line = TypeAhead(at_once(find), pause_ms=1)
    column.addWidget(line)
    QApplication.processEvents()
    line.setFocus()
    qtbot.keyClicks(line, "item")
    qtbot.waitUntil(lambda: bool(line.hits))
    assert line._list is not None
    assert line._list.geometry().bottom() <= line.geometry().top()


def test_in_a_form_enter_chooses_before_it_walks_on(host: QWidget, qtbot: QtBot) -> None:
    form, after = Form(), QLineEdit()
    line = TypeAhead(at_once(find), pause_ms=1)
    form.add("item", "事项", line)
    form.add("after", "之后", after)
    put(host, form)
    line.setFocus()
    qtbot.keyClicks(line, "420103")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.choice == HITS[3]
    assert line.hasFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert after.hasFocus()


def test_what_a_draft_held_is_filled_in_silently(line: TypeAhead) -> None:
    heard: list[Hit] = []
    line.chosen.connect(heard.append)
    line.set_choice(HITS[4])
    assert (line.choice, line.text(), heard) == (HITS[4], "item 4", [])
    line.set_choice(None)
    assert (line.choice, line.text()) == (None, "")
