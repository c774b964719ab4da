"""The page 设备 by keys, with the software reader behind its pseudo-terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_rig import ZHANG, make_workplace
from devices_rig import QUICK
from page_rig import Window, open_window
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from counter_app.devices.choices import SECTION, DeviceChoices
from counter_app.devices.ports import DeviceKind
from counter_app.models.reference import FieldSpec
from counter_app.ui.context import Counter
from counter_app.ui.device_desk import DeviceDesk
from counter_app.ui.devices import ROWS
from counter_app.ui.devices.handing import Handing
from counter_app.ui.forms import EDITORS
from counter_app.ui.pages.devices import DevicesPage

Key = Qt.Key

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    rig = make_workplace(tmp_path)
    desk = DeviceDesk(rig.workplace.settings, lambda: rig.desk.today, pace=QUICK, samples=True)
    desk.start()
    made = open_window(rig, [DevicesPage], "intake", "case", devices=desk)
    Handing(made.shell, made.counter, desk)
    made.settle(qtbot)
    yield made
    desk.stop()
    made.close()
    desk.deleteLater()


def reader(window: Window) -> Any:
    return window.page.rows[0]


def wait_ready(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: reader(window).state().tone == "success", timeout=20_000)


def lay(window: Window, qtbot: QtBot, number: str) -> None:
    """F8 and the digit of a sample card, as a person does."""
    window.press(Key.Key_F8)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    qtbot.keyClick(menu, number)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    window.shell.activateWindow()


def test_a_sample_card_is_tried_and_shown_masked(window: Window, qtbot: QtBot) -> None:
    wait_ready(window, qtbot)
    window.press(Key.Key_F5)
    assert "请把证件" in window.page.detail.result.text()
    wait_ready(window, qtbot)
    lay(window, qtbot, "1")
    qtbot.waitUntil(lambda: "读到" in window.page.detail.result.text(), timeout=20_000)
    said = window.page.detail.result.text()
    assert "陈*一" in said
    assert "陈样一" not in said
    assert "19650412" not in said
    # Trying a card begins no intake.
    assert window.page.id == "devices"


def test_pulling_the_cable_says_what_to_do_and_mends_itself(window: Window, qtbot: QtBot) -> None:
    wait_ready(window, qtbot)
    lay(window, qtbot, "9")
    qtbot.waitUntil(lambda: reader(window).state().tone == "warning", timeout=20_000)
    assert "插好" in window.page.detail.hint.text()
    assert window.page.list.rows[0].state.words == window.page.detail.state.text()
    lay(window, qtbot, "8")
    wait_ready(window, qtbot)


def test_a_card_that_is_askew_asks_for_another_try(window: Window, qtbot: QtBot) -> None:
    wait_ready(window, qtbot)
    lay(window, qtbot, "7")
    qtbot.waitUntil(lambda: "孙*六" in window.page.detail.result.text(), timeout=20_000)


def test_driver_and_options_are_kept(window: Window, qtbot: QtBot) -> None:
    window.press(Key.Key_Return)  # from the list into the form
    window.press(Key.Key_3)
    qtbot.waitUntil(lambda: "order" in window.page.detail.form.written())
    window.press(Key.Key_Return)
    window.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    window.type("姓名,号码,有效期限")
    window.press(Key.Key_Return)
    kept = window.counter.settings.get(SECTION, DeviceChoices)
    driver = kept.driver(DeviceKind.ID_CARD)
    assert driver is not None
    assert driver.id == "id_keyboard"
    assert kept.options_of(driver).order == "name,id_number,period"
    window.counter.devices.typed(f"张三|{ZHANG}|20200101-20400101")
    assert "张*" in window.page.detail.result.text()


def test_a_wrong_order_is_refused_in_its_place(window: Window, qtbot: QtBot) -> None:
    window.press(Key.Key_Return)
    window.press(Key.Key_3)
    qtbot.waitUntil(lambda: "order" in window.page.detail.form.written())
    window.press(Key.Key_Return)
    window.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    window.type("姓名,身高")
    window.press(Key.Key_Return)
    assert "身高" in window.page.detail.form.row("order").problem


def test_nothing_chosen_and_no_port(window: Window, qtbot: QtBot) -> None:
    window.press(Key.Key_Return)
    window.press(Key.Key_1)
    assert reader(window).state().words == "没有使用"
    assert not window.page.keys.bound("devices.test").isEnabled()
    assert not window.page.keys.bound("devices.more").isEnabled()
    window.press(Key.Key_2)
    qtbot.waitUntil(lambda: reader(window).state().tone == "warning", timeout=20_000)
    assert "端口" in window.page.detail.state.text()
    assert "选择端口" in window.page.detail.hint.text()
    window.settle(qtbot)
    ports = window.page.rows[0].fields()[0]
    assert len(ports.choices) > 1 or "没有找到串口" in ports.note


def test_elsewhere_a_card_opens_intake(window: Window, qtbot: QtBot) -> None:
    wait_ready(window, qtbot)
    window.counter.go("case")
    lay_card = window.counter.devices.card_read
    with qtbot.waitSignal(lay_card, timeout=20_000):
        from counter_app.devices.idcard import sample_reader

        sample_reader.lay(sample_reader.samples()[0])
    assert window.page.id == "intake"


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.id)
def test_every_row_can_be_drawn_and_left(kind: Any, window: Window) -> None:
    counter: Counter = window.counter
    row = kind(counter, window.page)
    assert row.title
    assert row.icon
    names = [each.name for each in row.drivers()]
    assert len(set(names)) == len(names)
    assert row.driver() in {each.id for each in row.drivers()}
    assert all(isinstance(each, FieldSpec) and each.kind in EDITORS for each in row.fields())
    assert set(row.values()) == {each.key for each in row.fields()}
    state = row.state()
    assert state.words
    assert state.icon
