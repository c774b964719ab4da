"""The citizen's window: what each face says, who sees what when, and where the window stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from counter_app.store.local_settings import LocalSettings
from counter_app.ui.citizen.ink import Ink
from counter_app.ui.citizen.screen import SECTION, CitizenScreen, CitizenSettings, Mode
from counter_app.ui.citizen.views import (
    CitizenView,
    Confirm,
    Done,
    Fact,
    Grade,
    Idle,
    Line,
    Missing,
    Rate,
    Sign,
    Wait,
)
from counter_app.ui.citizen.window import CitizenWindow
from counter_app.ui.citizen.words import LEAST, QrCode, Words, unit_for

NUMBER = "421321-0017-26-000042-7"
IDLE = Idle(
    "厉山镇便民服务中心", 3, "综合窗口", True, "8:30-17:30", guide_url="http://county.test/"
)
PERSON = Confirm(
    "高龄津贴申请",
    (Fact("申请人", "张三丰"), Fact("居民身份证", "4213**********0015")),
    (Line("申请表", "原件"),),
    (Line("户口簿", "未提交"),),
    "请在受理前补齐",
)
VIEWS: tuple[CitizenView, ...] = (
    IDLE,
    Wait("正在打印，请稍候"),
    PERSON,
    Missing("高龄津贴申请", (Line("户口簿"),), "请在 12月3日 前补齐", NUMBER, "u"),
    Sign("送达回证", "领取人"),
    Done("已受理", "高龄津贴申请", NUMBER, "请保管好凭证。", "前办结", "u", "r"),
    Rate("高龄津贴申请", NUMBER, tuple(Grade(word, word) for word in "甲乙丙丁戊")),
)


@pytest.fixture
def settings(tmp_path: Path) -> LocalSettings:
    kept = LocalSettings(tmp_path / "settings.json")
    kept.put(SECTION, CitizenSettings(mode=Mode.WINDOW))
    return kept


@pytest.fixture
def screen(qapp: QApplication, settings: LocalSettings) -> Iterator[CitizenScreen]:
    made = CitizenScreen(settings)
    made.opened(IDLE)
    yield made
    made.close()
    made.deleteLater()


def window_of(screen: CitizenScreen) -> CitizenWindow:
    assert screen.window is not None
    return screen.window


def said(root: QWidget) -> str:
    """Every word in the window, in sight or not: what is hidden could be shown."""
    return "\n".join(each.text() for each in root.findChildren(QLabel))


def seen(root: QWidget) -> str:
    return "\n".join(each.text() for each in root.findChildren(QLabel) if each.isVisible())


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: type(view).__name__)
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (1080, 1920)])
def test_every_face_is_large_and_whole(
    qtbot: QtBot, screen: CitizenScreen, view: CitizenView, size: tuple[int, int]
) -> None:
    window = window_of(screen)
    window.resize(*size)
    screen.sign(view, Ink(screen)) if isinstance(view, Sign) else screen.show(view)
    shown = [each for each in window.findChildren(Words) if each.isVisible()]
    assert all(words.font().pixelSize() >= LEAST for words in shown)

    def whole() -> bool:
        return all(
            not words.wordWrap() or words.height() >= words.heightForWidth(words.width())
            for words in shown
        ) and all(
            code.width() >= 6 * unit_for(*size)
            for code in window.findChildren(QrCode)
            if code.isVisible()
        )

    qtbot.waitUntil(whole)


def test_a_face_says_what_it_was_told(screen: CitizenScreen) -> None:
    window = window_of(screen)
    assert "正在服务" in seen(window)
    screen.show(PERSON)
    for words in (
        "请核对",
        "张三丰",
        "4213**********0015",
        "申请表（原件）",
        "户口簿（未提交）",
        "请在受理前补齐",
    ):
        assert words in seen(window)
    screen.show(VIEWS[3])
    assert "请在 12月3日 前补齐" in seen(window)
    screen.show(VIEWS[5])
    assert NUMBER in seen(window)
    assert "扫码评服务" in seen(window)
    screen.show(Done("已受理", follow_url="u"))
    assert "扫码评服务" not in seen(window)


@pytest.mark.parametrize("ends", ["clear", "closed", "on_page_changed"])
def test_nothing_of_anybody_is_left(screen: CitizenScreen, ends: str) -> None:
    """Not even in a widget that is hidden."""
    ink = Ink(screen)
    for view in VIEWS[2:5]:
        screen.sign(view, ink) if isinstance(view, Sign) else screen.show(view)
        if ends == "on_page_changed" and isinstance(view, Missing):
            screen.clear()
        else:
            getattr(screen, ends)()
        window = window_of(screen)
        assert isinstance(window.view, Idle)
        for trace in ("张三", "4213", "户口簿", "高龄津贴", "领取人"):
            assert trace not in said(window), view
        ink.begin(1, 1, 1)
        assert window.sign_face.pad._ink is None


def test_the_number_stays_when_the_clerk_goes_on_and_goes_by_itself(
    qtbot: QtBot, screen: CitizenScreen, settings: LocalSettings
) -> None:
    settings.put(SECTION, CitizenSettings(mode=Mode.WINDOW, clear_s=1))
    screen.show(VIEWS[5])
    screen.on_page_changed("paper")
    window = window_of(screen)
    assert isinstance(window.view, Done)
    qtbot.waitUntil(lambda: isinstance(window.view, Idle), timeout=5000)
    assert "421321" not in said(window)


def test_closed_says_so_and_open_again(screen: CitizenScreen) -> None:
    screen.closed()
    assert "暂停服务" in seen(window_of(screen))
    screen.show(PERSON)
    assert "张三" not in said(window_of(screen)), "an answer that comes late"
    screen.reopened()
    assert "正在服务" in seen(window_of(screen))


def test_it_never_takes_the_keyboard_and_never_keeps_the_program_open(
    qtbot: QtBot, screen: CitizenScreen, host: QWidget
) -> None:
    window = window_of(screen)
    assert window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert not window.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)
    screen.show(PERSON)
    assert QApplication.activeWindow() is host


def test_toggled_by_key_it_remembers(screen: CitizenScreen, settings: LocalSettings) -> None:
    screen.show(PERSON)
    screen.toggle()
    assert not screen.shown
    assert settings.get(SECTION, CitizenSettings).mode is Mode.OFF
    assert "张三" not in said(window_of(screen))
    screen.toggle()
    assert screen.shown
    assert settings.get(SECTION, CitizenSettings).mode is Mode.WINDOW


def test_without_a_second_monitor_it_stays_away(qapp: QApplication, tmp_path: Path) -> None:
    made = CitizenScreen(LocalSettings(tmp_path / "none.json"))
    made.opened(IDLE)
    assert not made.shown
    assert made.window is None
    made.show(PERSON)  # as good as said to nobody
    made.close()
    made.deleteLater()


TWO_MONITORS = """
import sys
from PySide6.QtWidgets import QApplication
from pathlib import Path
from counter_app.store.local_settings import LocalSettings
from counter_app.ui.application import dress
from counter_app.ui.citizen.screen import CitizenScreen
from counter_app.ui.citizen.views import Done, Idle
app = QApplication([])
dress(app)
clerks, citizens = app.screens()
plugged = [clerks, citizens]
made = CitizenScreen(LocalSettings(Path(sys.argv[1])), lambda: clerks, lambda: list(plugged))
made.opened(Idle("hall", 1, "w", True))
app.processEvents()
window = made.window
assert made.shown and window.screen() is citizens and window.isFullScreen()
assert window.geometry() == citizens.geometry(), window.geometry()
plugged.remove(citizens)
app.screenRemoved.emit(citizens)
assert not made.shown
app.processEvents()
assert not made.shown, "must not turn up on the clerk's monitor"
made.show(Done("ok", number="42"))
plugged.append(citizens)
app.screenAdded.emit(citizens)
assert made.shown and window.screen() is citizens and window.view.number == "42"
made.close()
print("good")
"""


def test_on_the_second_monitor_unplugged_and_plugged(tmp_path: Path) -> None:
    """A process of its own: the platform learns of its monitors when it starts."""
    monitors = [
        {"name": "clerk", "x": 0, "y": 0, "width": 1366, "height": 768},
        {"name": "citizen", "x": 1366, "y": 0, "width": 1080, "height": 1920},
    ]
    layout = tmp_path / "monitors.json"
    layout.write_text(json.dumps({"screens": monitors}), encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, "-c", TWO_MONITORS, str(tmp_path / "settings.json")],
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={layout}"},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout.strip() == "good", answer.stderr
