"""The whole program with a citizen's window: whoever is served is gone when the clerk is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_rig import Rig, make_workplace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from counter_app.app import CounterWindow
from counter_app.errors import Refused
from counter_app.ui.citizen.screen import SECTION, CitizenSettings, Mode
from counter_app.ui.citizen.views import Confirm, Done, Fact, Idle

PERSON = Confirm("高龄津贴申请", (Fact("申请人", "张三丰"),))


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path)
    made.workplace.settings.put(SECTION, CitizenSettings(mode=Mode.WINDOW))
    yield made
    made.close()


@pytest.fixture
def program(qapp: QApplication, rig: Rig) -> Iterator[CounterWindow]:
    made = CounterWindow(rig.root, syncing=False)
    made.show()
    made.on_signed_in(rig.workplace)
    yield made
    made.close()
    made.shell.deleteLater()
    made.deleteLater()


def said(program: CounterWindow) -> str:
    assert program.citizen is not None
    assert program.citizen.window is not None
    return "\n".join(each.text() for each in program.citizen.window.findChildren(QLabel))


def idle(program: CounterWindow) -> bool:
    assert program.citizen is not None
    window = program.citizen.window
    return window is not None and isinstance(window.view, Idle) and "张三" not in said(program)


def test_signed_in_it_says_where_this_is(program: CounterWindow) -> None:
    assert idle(program)
    assert "1 号窗口" in said(program)
    assert "正在服务" in said(program)


@pytest.mark.parametrize("ends", ["lock", "sign out", "other page", "fault", "end"])
def test_nobody_is_seen_any_more(program: CounterWindow, ends: str) -> None:
    citizen = program.citizen
    assert citizen is not None
    citizen.show(PERSON)
    assert "张三丰" in said(program)
    if ends == "lock":
        program.shell.lock("已锁定")
        assert "暂停服务" in said(program)
    elif ends == "sign out":
        program.sign_out()
        assert "暂停服务" in said(program)
    elif ends == "other page":
        program.shell.go("cases")
    elif ends == "fault":
        program.crashes.handle(ValueError("something of ours"))
    else:
        program.shell.close()
        assert citizen.window is None
        return
    assert idle(program)


def test_a_refusal_is_no_fault(program: CounterWindow) -> None:
    assert program.citizen is not None
    program.citizen.show(PERSON)
    program.crashes.handle(Refused("不能这样做"))
    assert "张三丰" in said(program)


def test_back_after_the_lock_it_is_open_and_empty(program: CounterWindow) -> None:
    assert program.citizen is not None
    program.citizen.show(Done("已受理", "高龄津贴申请"))
    program.shell.lock()
    program.on_unlocked(None)
    assert idle(program)
    assert "高龄津贴" not in said(program)
    assert "正在服务" in said(program)


def test_by_key(qtbot: QtBot, program: CounterWindow) -> None:
    assert program.citizen is not None
    program.shell.activateWindow()
    qtbot.waitUntil(lambda: program.shell.isActiveWindow())
    keys = (Qt.Key.Key_F11, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(QApplication.focusWidget() or program.shell, *keys)
    assert not program.citizen.shown
    qtbot.keyClick(QApplication.focusWidget() or program.shell, *keys)
    assert program.citizen.shown
