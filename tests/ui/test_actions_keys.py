"""Actions: keys, buttons, conditions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from counter_app.errors import Bug
from counter_app.ui.actions import Action, ActionSet
from counter_app.ui.key_words import key_label
from counter_app.ui.widgets.button import ActionButton, Button


class Owner(QWidget):
    """A widget with three actions."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.done: list[str] = []
        self.open = True
        self.keys = ActionSet(
            self,
            (
                Action("take", "收件", "F9", "办件", self.take, icon="intake"),
                Action("accept", "受理", "Ctrl+Return", "办件", self.accept),
                Action("close", "办结", "F10", "办件", self.finish, lambda: self.open),
            ),
        )

    def take(self) -> None:
        self.done.append("take")

    def accept(self) -> None:
        self.done.append("accept")

    def finish(self) -> None:
        self.done.append("close")


@pytest.fixture
def owner(host: QWidget) -> Owner:
    made = Owner(host)
    made.show()
    return made


def test_keys_work_while_the_owner_is_in_sight(owner: Owner, host: QWidget, qtbot: QtBot) -> None:
    qtbot.keyClick(host, Qt.Key.Key_F9)
    qtbot.keyClick(host, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(host, Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
    assert owner.done == ["take", "accept", "accept"]
    owner.hide()
    qtbot.keyClick(host, Qt.Key.Key_F9)
    assert owner.done == ["take", "accept", "accept"]


def test_an_action_is_asked_again_when_it_is_run(owner: Owner, host: QWidget, qtbot: QtBot) -> None:
    owner.open = False  # nobody refreshed
    qtbot.keyClick(host, Qt.Key.Key_F10)
    assert owner.done == []
    assert not owner.keys.bound("close").isEnabled()
    owner.open = True
    owner.keys.refresh()
    qtbot.keyClick(host, Qt.Key.Key_F10)
    assert owner.done == ["close"]


def test_held_keys_are_silent_until_released(owner: Owner, host: QWidget, qtbot: QtBot) -> None:
    owner.keys.hold()
    owner.keys.refresh()
    qtbot.keyClick(host, Qt.Key.Key_F9)
    assert owner.done == []
    owner.keys.release()
    qtbot.keyClick(host, Qt.Key.Key_F9)
    assert owner.done == ["take"]


def test_a_button_shows_the_key_and_follows_the_action(owner: Owner, qtbot: QtBot) -> None:
    button = ActionButton(owner.keys.bound("close"), parent=owner)
    plain = Button("办结", parent=owner)
    assert (button.text(), button.key, button.action_id) == ("办结", "F10", "close")
    assert button.sizeHint().width() > plain.sizeHint().width() + 20
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert owner.done == ["close", "close"]
    owner.open = False
    owner.keys.refresh()
    assert not button.isEnabled()


def test_two_actions_with_one_key_or_id_are_a_bug(host: QWidget) -> None:
    one = Action("one", "一", "F9", "", lambda: None)
    with pytest.raises(Bug):
        ActionSet(host, (one, Action("two", "二", "F9", "", lambda: None)))
    with pytest.raises(Bug):
        ActionSet(host, (one, one))
    with pytest.raises(Bug):
        ActionSet(host, (one,)).bound("three")


def test_keys_are_written_as_people_read_them() -> None:
    assert [key_label(key) for key in ("Ctrl+Return", "Alt+Left", "F9", "", "Ctrl+Del")] == [
        "Ctrl+Enter", "Alt+←", "F9", "", "Ctrl+Delete",
    ]  # fmt: skip
