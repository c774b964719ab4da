"""Signing in against a real keyring: every answer is one sentence with a way on."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from counter_app.errors import Trouble
from counter_app.protocol.credentials import make_credential
from counter_app.store.keyring import MAX_TRIES, Keyring
from counter_app.ui.pages.signin import SignInPage, Standing, standing_of
from counter_app.ui.pages.signin.standing import NOT_ENROLLED, READY
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks
from counter_app.ui.widgets.button import Button

WORK_NO, PASSWORD = "WH0107", "正确的 horse 7"
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    ring = Keyring(tmp_path / "keyring.json", tmp_path / "attempts.json")
    credential = make_credential(WORK_NO, PASSWORD, ops=1, memory_kib=64)
    ring.admit([credential], b"k" * 32)
    return ring


@pytest.fixture
def open_page(shell: Shell, tasks: Tasks) -> Callable[..., SignInPage]:
    def make(sign_in: Callable[[str, str], object], **given: str) -> SignInPage:
        page = SignInPage(sign_in, tasks, **given)
        shell.show_cover(page)
        QApplication.processEvents()
        return page

    return make


def enter(qtbot: QtBot, page: SignInPage, password: str, tasks: Tasks) -> None:
    page.password.set_value(password)
    page.password.setFocus()
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(tasks.idle)


def said(page: SignInPage) -> str:
    return f"{page.standing.text} {page.standing.detail}"


def test_signing_in_by_keyboard(
    keyring: Keyring, open_page: Callable[..., SignInPage], tasks: Tasks, qtbot: QtBot
) -> None:
    page = open_page(keyring.unlock)
    got: list[object] = []
    page.signed_in.connect(got.append)
    assert page.work_no.hasFocus()
    qtbot.keyClicks(page.work_no, WORK_NO)
    qtbot.keyClick(page.work_no, Qt.Key.Key_Return)
    assert page.password.hasFocus()
    page.password.set_value(PASSWORD)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)  # impatience signs in once only
    qtbot.waitUntil(lambda: got == [b"k" * 32])
    qtbot.waitUntil(tasks.idle)
    assert page.password.value == ""


def test_the_last_number_is_remembered_and_nobody_else_is_offered(
    keyring: Keyring, open_page: Callable[..., SignInPage]
) -> None:
    page = open_page(keyring.unlock, last_work_no=WORK_NO)
    assert page.work_no.text() == WORK_NO
    assert page.password.hasFocus()
    assert page.work_no.completer() is None
    late = open_page(keyring.unlock)
    late.remember(WORK_NO)
    assert late.work_no.text() == WORK_NO
    assert late.password.hasFocus()
    late.remember("WH0001")
    assert late.work_no.text() == WORK_NO


def test_nothing_is_tried_with_an_empty_field(
    open_page: Callable[..., SignInPage], tasks: Tasks, qtbot: QtBot
) -> None:
    tried: list[tuple[str, str]] = []
    page = open_page(lambda who, password: tried.append((who, password)))
    button = next(each for each in page.findChildren(Button) if each.text() == "登录")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.work_no.hasFocus()
    qtbot.keyClicks(page.work_no, "x")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.password.hasFocus()
    assert tried == []
    assert tasks.idle()


def test_a_wrong_password_tells_what_is_left_until_the_pause(
    keyring: Keyring, open_page: Callable[..., SignInPage], tasks: Tasks, qtbot: QtBot
) -> None:
    page = open_page(keyring.unlock, last_work_no=WORK_NO)
    for left in range(MAX_TRIES - 1, 0, -1):
        enter(qtbot, page, "wrong", tasks)
        assert f"还可以试 {left} 次" in said(page)
        assert page.password.hasFocus()
        assert page.password.value == ""
    assert "暂停" in said(page)
    enter(qtbot, page, "wrong", tasks)
    assert "以后可以再试" in said(page)
    assert not page.password.isEnabled()
    assert page.work_no.hasFocus()
    page.work_no.setText("WH0108")  # somebody else may still try
    assert page.password.isEnabled()
    page.work_no.setText(WORK_NO)
    enter(qtbot, page, PASSWORD, tasks)  # even the right one has to wait
    assert "以后可以再试" in said(page)


def test_the_pause_ends_by_itself(
    open_page: Callable[..., SignInPage], tasks: Tasks, qtbot: QtBot
) -> None:
    page = open_page(lambda who, password: None, last_work_no=WORK_NO)
    page.show_standing(Standing("warning", "等", until_ms=int(time.time() * 1000) + 300))
    assert not page.password.isEnabled()
    qtbot.waitUntil(page.password.isEnabled, timeout=3000)
    assert page.standing == READY


def test_an_unknown_number_says_how_one_becomes_known(
    keyring: Keyring, open_page: Callable[..., SignInPage], tasks: Tasks, qtbot: QtBot
) -> None:
    page = open_page(keyring.unlock, last_work_no="WH0199")
    enter(qtbot, page, "whatever", tasks)
    assert "WH0199" in said(page)
    assert "联网同步一次" in said(page)
    assert page.work_no.hasFocus()
    qtbot.keyClicks(page.work_no, "WH")
    assert page.standing == READY


def test_before_enrolment_it_says_what_to_do(
    tmp_path: Path, open_page: Callable[..., SignInPage], tasks: Tasks, qtbot: QtBot
) -> None:
    ring = Keyring(tmp_path / "keyring.json", tmp_path / "attempts.json")
    page = open_page(ring.unlock, last_work_no=WORK_NO)
    enter(qtbot, page, "whatever", tasks)
    assert page.standing == NOT_ENROLLED
    assert not page.work_no.isVisible()
    assert "联网这一次" in said(page)
    qtbot.keyClick(page, Qt.Key.Key_C, ALT)
    assert QGuiApplication.clipboard().text().startswith("counter-app enrol --county")


def test_a_profile_in_use_says_who_has_it(
    open_page: Callable[..., SignInPage], tasks: Tasks, qtbot: QtBot
) -> None:
    def held(who: str, password: str) -> None:
        raise Trouble("本机数据正被进程 4711（counter-app）使用", hint="请先关闭它")

    page = open_page(held, last_work_no=WORK_NO)
    enter(qtbot, page, "whatever", tasks)
    assert said(page) == "本机数据正被进程 4711（counter-app）使用 请先关闭它"


@pytest.mark.qt_no_exception_capture
def test_our_own_fault_is_told_and_reported(
    open_page: Callable[..., SignInPage],
    tasks: Tasks,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[str] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, error, trace: heard.append(str(error)))

    def broken(who: str, password: str) -> None:
        raise KeyError("x")

    page = open_page(broken, last_work_no=WORK_NO)
    enter(qtbot, page, "whatever", tasks)
    assert "没有登录成功" in said(page)
    assert heard == ["登录时出错"]
    assert standing_of(KeyError("x"), WORK_NO) is None


def test_the_lock_knows_the_person_and_the_reason(
    keyring: Keyring, open_page: Callable[..., SignInPage], tasks: Tasks, qtbot: QtBot
) -> None:
    page = open_page(keyring.unlock)
    page.lock_for(WORK_NO, "周晓琴", "已 10 分钟没有操作，自动锁定")
    page.setFocus()
    assert said(page).startswith("已 10 分钟没有操作，自动锁定 周晓琴")
    assert page.work_no.isReadOnly()
    assert page.password.hasFocus()
    enter(qtbot, page, "wrong", tasks)
    assert page.password.hasFocus()
    others: list[bool] = []
    page.other_person_asked.connect(lambda: others.append(True))
    qtbot.keyClick(page, Qt.Key.Key_O, ALT)
    assert others == [True]
    got: list[object] = []
    page.signed_in.connect(got.append)
    enter(qtbot, page, PASSWORD, tasks)
    assert got == [b"k" * 32]


def test_every_state_fits_a_small_screen(
    shell: Shell, open_page: Callable[..., SignInPage]
) -> None:
    shell.resize(683, 384)
    page = open_page(lambda who, password: None, demo_hint="演示工号 WH0107")
    for standing in (READY, NOT_ENROLLED, Standing("warning", "等" * 20, "说明" * 30)):
        page.show_standing(standing)
        QApplication.processEvents()
        assert (shell.width(), shell.height()) == (683, 384)
        assert page.height() <= 384
        for child in page.findChildren(QWidget):
            if child.isVisible() and child.window() is shell:
                bottom = child.mapTo(page, child.rect().bottomLeft()).y()
                assert bottom <= page.height()
