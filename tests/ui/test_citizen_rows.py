"""Camera, second screen and signature pad on the page 设备."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from case_pages_rig import Window, enter
from desk_rig import make_workplace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from signature_samples import written
from signing_hand import sign_with_mouse, sign_with_pen

from counter_app.devices.camera import SECTION as CAMERA, CameraChoice, CameraInfo
from counter_app.errors import Trouble
from counter_app.ui.citizen.screen import SECTION, CitizenScreen, CitizenSettings, Live, Mode
from counter_app.ui.citizen.views import Idle, Wait
from counter_app.ui.devices.camera_row import CameraRow
from counter_app.ui.devices.citizen_row import SecondScreenRow, SignaturePadRow
from counter_app.ui.pages.devices import DevicesPage
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key


@pytest.fixture
def window(tmp_path: Path, shell: Shell, tasks: Tasks, qtbot: QtBot) -> Iterator[Window]:
    rig = make_workplace(tmp_path)
    rig.workplace.settings.put(SECTION, CitizenSettings(mode=Mode.OFF))
    made = enter(shell, tasks, rig, (DevicesPage,))
    screen = CitizenScreen(rig.workplace.settings)
    screen.opened(Idle("厉山镇便民服务中心", 1, open=True))
    made.counter.citizen = screen
    shell.page_changed.connect(screen.on_page_changed)
    made.idle(qtbot)
    yield made
    screen.close()
    screen.deleteLater()
    rig.close()


def row(window: Window, kind: type) -> Any:
    return next(each for each in window.page.rows if isinstance(each, kind))


def show(window: Window, qtbot: QtBot, kind: type) -> Any:
    window.page.list.select_key(row(window, kind).id)
    window.idle(qtbot)
    return row(window, kind)


def chosen(window: Window) -> CitizenSettings:
    return window.counter.settings.get(SECTION, CitizenSettings)


def view(window: Window) -> Any:
    screen = window.counter.citizen
    assert isinstance(screen, CitizenScreen)
    assert screen.window is not None
    return screen.window.view


def test_the_second_screen_is_chosen_tried_and_taken_away(window: Window, qtbot: QtBot) -> None:
    screen = show(window, qtbot, SecondScreenRow)
    assert screen.state().words == "没有使用"
    assert screen.fields() == ()
    window.page.detail.form.editor("driver").set("普通窗口")
    window.page.detail.on_changed()
    assert chosen(window).mode is Mode.WINDOW
    assert screen.state().words == "正在显示"
    screen.set_value("live", "一直显示")
    assert chosen(window).live is Live.ALWAYS
    assert screen.values()["live"] == "一直显示"
    window.press(qtbot, Key.Key_F5)
    assert isinstance(view(window), Wait)
    assert "看得清" in window.page.detail.result.text()
    screen.choose("")
    assert not window.counter.citizen.shown
    assert isinstance(view(window), Idle)


def test_with_one_monitor_it_says_what_to_do(window: Window, qtbot: QtBot) -> None:
    screen = show(window, qtbot, SecondScreenRow)
    screen.choose("second")
    state = screen.state()
    assert (state.tone, screen.can_test()) == ("warning", False)
    assert "扩展" in state.hint
    names = screen.fields()[-1].choices
    assert names[0] == "不是主屏的那台"
    screen.set_value("screen", names[1])
    assert chosen(window).screen == names[1]
    screen.set_value("screen", names[0])
    assert chosen(window).screen == ""


def test_a_trial_signature_is_told_and_not_kept(window: Window, qtbot: QtBot) -> None:
    show(window, qtbot, SecondScreenRow).choose("window")
    pad_row = show(window, qtbot, SignaturePadRow)
    assert pad_row.state().hint or "找到" in pad_row.state().words
    screen = window.counter.citizen
    assert isinstance(screen, CitizenScreen)
    for sign, words in ((sign_with_mouse, "没有压感"), (sign_with_pen, "有压感。")):
        pad_row.test()
        assert screen.window is not None
        face = screen.window.sign_face
        qtbot.waitUntil(face.pad.isVisible)
        sign(face.pad, written())
        qtbot.mouseClick(face.done, Qt.MouseButton.LeftButton)
        assert words in pad_row.result()
        assert f"{len(written())} 笔" in pad_row.result()
        assert isinstance(view(window), Idle)


def test_no_camera_says_so_and_what_else_can_be_done(window: Window, qtbot: QtBot) -> None:
    pytest.importorskip("PySide6.QtMultimedia", reason="PySide6-Addons or libpulse0 is missing")
    camera = show(window, qtbot, CameraRow)
    qtbot.waitUntil(lambda: camera.state().tone == "warning")
    assert "没有找到" in camera.state().words
    assert "导入" in camera.state().hint
    assert not camera.can_test()


def test_a_camera_is_chosen_by_name_and_remembered_unplugged(window: Window, qtbot: QtBot) -> None:
    camera = show(window, qtbot, CameraRow)
    camera._found = (CameraInfo("a", "良田高拍仪"), CameraInfo("b", "集成摄像头"))
    assert [each.name for each in camera.drivers()] == ["自动选用", "良田高拍仪", "集成摄像头"]
    camera.choose("a")
    kept = window.counter.settings.get(CAMERA, CameraChoice)
    assert (kept.camera, kept.name) == ("a", "良田高拍仪")
    camera.set_value("cut", "否")
    assert not window.counter.settings.get(CAMERA, CameraChoice).cut
    assert camera.values() == {"cut": "否"}
    camera._found = ()
    assert [each.name for each in camera.drivers()] == ["自动选用", "良田高拍仪（没有插上）"]


def test_without_the_video_parts_the_row_says_why(window: Window, qtbot: QtBot) -> None:
    camera = show(window, qtbot, CameraRow)
    camera.on_not_loaded(Trouble("没有装摄像头部件", hint="请管理员安装"))
    assert camera.state().words == "没有装摄像头部件"
    labels = " ".join(each.text() for each in window.page.detail.findChildren(QLabel))
    assert "请管理员安装" in labels
