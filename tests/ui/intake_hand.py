"""A clerk's hand on the intake page: what every test of it does again and again, by keys."""

from __future__ import annotations

from typing import Any

from desk_rig import ZHANG
from page_rig import Window
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter_app.models.case import CaseState
from counter_app.store import queries
from counter_app.ui.pages.intake.actions import Mode

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier

#: what the sample items of desk_rig are found by
INSTANT, PROMISE, FIELDS, LICENCE = "cxjm", "gljt", "lsjz", "spjy"


class Hand:
    """Knows the page only by what is on the screen and by what the store holds afterwards."""

    def __init__(self, window: Window, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot
        self.press = window.press
        self.type = window.type

    @property
    def page(self) -> Any:
        return self.window.page

    def choose(self, words: str) -> None:
        """Find an item and take the first hit."""
        search = self.page.form.item_box.search
        self.type(words)
        self.qtbot.waitUntil(lambda: bool(search.hits))
        self.press(Key.Key_Return)
        assert self.page.form.item is not None

    def person(self, number: str = ZHANG, name: str = "张三", phone: str = "13812345678") -> None:
        """ID number, name, phone; the cursor stays in the phone."""
        self.type(number)
        self.press(Key.Key_Return)
        self.type(name)
        self.press(Key.Key_Return)
        self.type(phone)

    def own_fields_of_promise(self) -> None:
        """From the phone over the address through the fields of the promised item."""
        self.press(Key.Key_Return)
        self.press(Key.Key_Return)
        self.type("1")
        self.press(Key.Key_Return)
        self.type("6228480402564890018")
        self.press(Key.Key_Return)

    def saved(self) -> CaseState:
        """Wait for the number; the case as the store has it."""
        self.qtbot.waitUntil(lambda: self.page.in_mode(Mode.SAVED))
        self.settle()
        return self.cases()[0]

    def cases(self) -> list[CaseState]:
        """All cases, the newest first."""
        return list(queries.every_case(self.window.rig.store))[::-1]

    def settle(self) -> None:
        self.window.settle(self.qtbot)

    def said(self, field: str) -> str:
        """What stands under a field."""
        return self.page.form.rows()[field].problem

    @property
    def foot(self) -> str:
        return self.page._parts.foot.words

    def has_focus(self, field: str) -> bool:
        widget = self.page.form.widget_of(field)
        focus = self.window.focus
        return widget is focus or widget.isAncestorOf(focus)
