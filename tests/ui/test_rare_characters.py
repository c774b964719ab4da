"""生僻字: found over any field and put in at its cursor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_rig import make_workplace
from page_rig import Window, open_window
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter_app.ui.pages.intake import IntakePage

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    window = open_window(make_workplace(tmp_path), [IntakePage], "case", "paper")
    window.settle(qtbot)
    yield window
    window.close()


def ask(window: Window, qtbot: QtBot, text: str) -> Any:
    window.press(Key.Key_G, CTRL)
    window.type(text)
    frame = window.shell.frame
    assert frame is not None
    qtbot.waitUntil(window.counter.tasks.idle, timeout=30_000)
    return frame._characters


def test_into_a_name_at_the_cursor(window: Window, qtbot: QtBot) -> None:
    name = window.page.form.applicant.name
    name.take_focus()
    window.type("李")
    popup = ask(window, qtbot, "王君")
    assert popup.characters[0] == "珺"
    window.press(Key.Key_1)
    assert popup.isHidden()
    assert name.get() == "李珺"
    assert name.widget.hasFocus()
    window.type("生")
    assert name.get() == "李珺生"
    window.settle(qtbot)


def test_a_code_has_digits_of_its_own(window: Window, qtbot: QtBot) -> None:
    name = window.page.form.applicant.name
    name.take_focus()
    ask(window, qtbot, "U+2CC56")
    window.press(Key.Key_Return)
    assert name.get() == "𬱖"
    window.settle(qtbot)


def test_into_a_remark_and_away_again(window: Window, qtbot: QtBot) -> None:
    note = window.page.form.note
    note.take_focus()
    popup = ask(window, qtbot, "zzz")
    assert "没有找到" in popup._said.text()
    window.press(Key.Key_Escape)
    assert note.widget.hasFocus()
    ask(window, qtbot, "kun")
    window.press(Key.Key_Down)
    chosen = popup.characters[1]
    window.press(Key.Key_Return)
    assert note.get() == chosen
    window.settle(qtbot)
