"""A gun that types, and people who type, with real key events at the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_rig import INSTANT, ZHANG, make_workplace
from page_rig import Window, open_window
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from counter_app.devices.ports import DeviceKind
from counter_app.rules.numbers import case_number
from counter_app.ui.device_desk import DeviceDesk
from counter_app.ui.devices.handing import Handing
from counter_app.ui.pages.devices import DevicesPage
from counter_app.ui.pages.intake import IntakePage

NUMBER = case_number("421321", 17, 2026, 42)
_NONE = Qt.KeyboardModifier.NoModifier
_KEYS = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}


class Keys:
    """Key events as the system hands them to a window: with the time they were struck."""

    def __init__(self, window: Window) -> None:
        self._window = window.shell.windowHandle()
        self.now_ms = 1000

    def strike(self, text: str, gap_ms: int) -> None:
        for character in text:
            self.now_ms += gap_ms
            key = _KEYS.get(character, Qt.Key.Key_A)
            self._send(QEvent.Type.ShortcutOverride, key, character)
            self._send(QEvent.Type.KeyPress, key, character)
            self._send(QEvent.Type.KeyRelease, key, character)

    def _send(self, kind: QEvent.Type, key: Qt.Key, text: str) -> None:
        event = QKeyEvent(kind, key, _NONE, text)
        event.setTimestamp(self.now_ms)
        QCoreApplication.sendEvent(self._window, event)

    def gun(self, text: str) -> None:
        self.now_ms += 400
        self.strike(text, 3)

    def hand(self, text: str) -> None:
        self.strike(text, 90)


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    rig = make_workplace(tmp_path)
    desk = DeviceDesk(rig.workplace.settings, lambda: rig.desk.today)
    desk.start()
    made = open_window(rig, [IntakePage, DevicesPage], "case", devices=desk)
    Handing(made.shell, made.counter, desk)
    made.settle(qtbot)
    yield made
    desk.stop()
    desk.deleteLater()
    made.close()


@pytest.fixture
def keys(window: Window) -> Keys:
    return Keys(window)


def name_line(window: Window) -> QLineEdit:
    line = window.page.form.applicant.name.line
    assert isinstance(line, QLineEdit)
    line.setFocus()
    return line


def test_a_receipt_opens_its_case_and_leaves_the_field_alone(window: Window, keys: Keys) -> None:
    line = name_line(window)
    keys.hand("wang")
    line.setCursorPosition(2)
    keys.gun(NUMBER + "\r")
    assert window.page.id == "case"
    assert window.page.told == {"number": NUMBER}
    assert line.text() == "wang"
    assert line.cursorPosition() == 2


def test_what_was_selected_is_selected_again(window: Window, keys: Keys) -> None:
    line = name_line(window)
    line.setText("abcdef")
    line.setSelection(1, 3)
    keys.gun("6901234567892\r")
    assert line.text() == "abcdef"
    assert line.selectedText() == "bcd"


def test_a_note_keeps_its_lines(window: Window, keys: Keys) -> None:
    page = window.page.form.note.widget
    assert isinstance(page, QPlainTextEdit)
    page.setPlainText("一\n二")
    page.setFocus()
    keys.gun(NUMBER + "\r")
    assert page.toPlainText() == "一\n二"


def test_typing_passes_at_once(window: Window, keys: Keys) -> None:
    line = name_line(window)
    for count, character in enumerate("zhangsan", 1):
        keys.hand(character)
        assert line.text() == "zhangsan"[:count]


def test_the_fastest_hand_is_a_hand(window: Window, keys: Keys) -> None:
    line = name_line(window)
    keys.strike("421321199001010015", 36)
    assert line.text() == "421321199001010015"
    assert window.page.id == "intake"


def test_a_burst_without_an_end_is_typed(window: Window, keys: Keys, qtbot: QtBot) -> None:
    line = name_line(window)
    keys.gun("abcdefghij")
    qtbot.waitUntil(lambda: line.text() == "abcdefghij")
    keys.hand("k")
    assert line.text() == "abcdefghijk"


def test_a_hand_right_after_a_burst_keeps_the_order(window: Window, keys: Keys) -> None:
    line = name_line(window)
    keys.gun("abcdef")
    keys.hand("g")
    assert line.text() == "abcdefg"


def test_an_input_method_is_not_disturbed(window: Window, keys: Keys) -> None:
    line = name_line(window)
    window.type("王𬱖")
    keys.gun(NUMBER + "\r")
    assert line.text() == "王𬱖"


def test_a_scanned_number_fills_the_applicant(window: Window, keys: Keys, qtbot: QtBot) -> None:
    name_line(window)
    keys.gun(ZHANG + "\r")
    window.settle(qtbot)
    party = window.page.form.get().applicant
    assert (party.id_number, party.name) == (ZHANG, "")


def test_a_scanned_item_is_chosen_while_a_person_stands_there(window: Window, keys: Keys) -> None:
    line = name_line(window)
    keys.hand("wang")
    keys.gun(f"https://zw.example.cn/g/{INSTANT}\t")
    assert window.page.form.item.code == INSTANT
    assert line.text() == "wang"


def test_an_unknown_code_changes_nothing_and_is_told(window: Window, keys: Keys) -> None:
    line = name_line(window)
    keys.gun("6901234567892\r")
    assert line.text() == ""
    assert any("不是本系统的码" in text for text in window.shell.notices.texts)


def test_without_a_gun_everything_is_typing(window: Window, keys: Keys) -> None:
    window.counter.devices.choose(DeviceKind.GUN, "")
    line = name_line(window)
    keys.gun("6901234567892")
    assert line.text() == "6901234567892"


def test_with_a_reader_that_types_only_cards_are_taken(window: Window, keys: Keys) -> None:
    window.counter.devices.choose(DeviceKind.GUN, "")
    window.counter.devices.choose(DeviceKind.ID_CARD, "id_keyboard")
    line = name_line(window)
    keys.gun("6901234567892\t")
    assert line.text() == "6901234567892"
    line.setFocus()
    line.clear()
    keys.gun(f"张三|男|汉|19900101|随县厉山镇|{ZHANG}|随县公安局|20200101|20400101\r")
    assert window.page.form.get().applicant.name == "张三"


def test_on_the_devices_page_it_is_only_tried(window: Window, keys: Keys) -> None:
    window.counter.go("devices", device="gun")
    keys.gun(NUMBER + "\r")
    assert window.page.id == "devices"
    assert "421321-0017-26-000042" in window.page.detail.result.text()


def test_shortcuts_and_typing_go_through_the_systems_own_door(window: Window, qtbot: QtBot) -> None:
    name_line(window)
    handle = window.shell.windowHandle()
    with qtbot.waitSignal(window.page.keys.bound("intake.receive").triggered):
        QTest.keyClick(handle, Qt.Key.Key_F8)
    line = name_line(window)
    QTest.keyClick(handle, "w")
    assert line.text() == "w"


def test_a_password_is_never_a_scan(window: Window, keys: Keys) -> None:
    line = name_line(window)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    keys.gun("password1\r")
    assert line.text() == "password1"


def test_nothing_is_watched_under_a_cover(window: Window, keys: Keys) -> None:
    cover = QLineEdit()
    window.shell.show_cover(cover)
    cover.setFocus()
    keys.gun("password1\r")
    assert cover.text() == "password1"
