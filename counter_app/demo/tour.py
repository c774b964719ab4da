"""The second half of the counter day: everything around the main path, on the same windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from counter_app.demo import sample

if TYPE_CHECKING:
    from counter_app.demo.walkthrough import Day

Key = Qt.Key


def look_around(day: Day, number: str) -> None:
    """Finding, the item's card, the citizen's screen, a help, a decision."""
    _finding(day)
    _citizen_checks(day)
    _help_noted(day)
    _decided(day, number)


def _finding(day: Day) -> None:
    """Ctrl+K leads anywhere; Ctrl+I tells everything about an item beside the form."""
    day.go("workbench")
    day.hand.ctrl(Key.Key_K)
    day.hand.type(sample.FOUND_BY)
    day.hand.settle(1.0)
    day.shot("查找")
    day.hand.press(Key.Key_Escape)


def _citizen_checks(day: Day) -> None:
    """The second screen: idle, then what was typed, to be looked over."""
    control = Qt.KeyboardModifier.ControlModifier
    day.fresh_form()
    day.hand.press(Key.Key_F11, control)
    screen = day.window.citizen
    assert screen is not None
    day.hand.until("群众屏", lambda: screen.window is not None and screen.window.isVisible())
    assert screen.window is not None
    day.picture("群众屏-空闲", screen.window)
    day.window.shell.activateWindow()
    day.choose_item(sample.PROMISED)
    day.fill(sample.PEOPLE[1])
    day.hand.press(Key.Key_F11)
    day.hand.settle(0.5)
    day.picture("群众屏-核对", screen.window)
    day.window.shell.activateWindow()
    day.hand.ctrl(Key.Key_I)
    day.hand.settle(0.6)
    day.shot("收件-事项卡")
    day.hand.press(Key.Key_Escape)
    day.hand.press(Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    day.hand.settle(0.5)
    day.hand.press(Key.Key_F11, control)


def _help_noted(day: Day) -> None:
    """A help that is over is written down in half a minute."""
    day.go("help")
    day.hand.type(sample.HELPED)
    day.hand.press(Key.Key_Return)
    day.hand.type("2")
    day.hand.type("1")
    day.shot("帮代办-填写")
    day.hand.press(Key.Key_F9)
    day.hand.settle(0.8)
    day.shot("帮代办-已记下")


def _decided(day: Day, number: str) -> None:
    """Somebody who may decide signs in at the same window and grants the accepted case."""
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    day.hand.press(Key.Key_Q, held)
    day.hand.settle(0.5)
    day.enter_password(day.hall.approver)
    day.go("approvals", number=number)
    day.shot("审批-待审")
    day.hand.press(Key.Key_G)
    day.hand.settle(0.6)
    day.shot("审批-准予")
    day.hand.press(Key.Key_Escape)
    day.hand.settle(0.3)
    day.hand.press(Key.Key_Q, held)
    day.hand.settle(0.5)
    day.enter_password(day.hall.clerk)
