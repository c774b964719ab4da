"""Signing on a pad: pen with pressure, finger, mouse; taken back, refused, kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from signature_samples import DASH, written
from signing_hand import place_of, sign_with_mouse, sign_with_pen

from counter_app.models.signature import Signed
from counter_app.ui.citizen.ink import Ink
from counter_app.ui.citizen.pad import SignaturePad
from counter_app.ui.citizen.port import NoCitizen
from counter_app.ui.citizen.sign_panel import SignPanel
from counter_app.ui.citizen.views import Sign
from counter_app.ui.citizen.window import CitizenWindow

Key = Qt.Key
ONE = (written()[0],)


@pytest.fixture
def ink(host: QWidget) -> Ink:
    return Ink(host)


@pytest.fixture
def pad(qtbot: QtBot, host: QWidget, ink: Ink) -> SignaturePad:
    made = SignaturePad(host)
    QVBoxLayout(host).addWidget(made)
    made.use(ink)
    qtbot.waitUntil(made.isVisible)
    return made


def test_a_mouse_writes_where_it_goes(pad: SignaturePad, ink: Ink) -> None:
    sign_with_mouse(pad, ONE)
    assert len(ink.strokes) == 1
    drawn, meant = ink.strokes[0], ONE[0]
    assert abs(drawn[0] - meant[0]) <= 6
    assert abs(drawn[-3] - meant[-3]) <= 20
    assert abs(drawn[-2] - meant[-2]) <= 20


def test_a_pen_writes_with_its_pressure(pad: SignaturePad, ink: Ink) -> None:
    sign_with_pen(pad, ONE)
    pressures = ink.strokes[0][2::3]
    assert max(pressures) > 60
    assert min(pressures) < 20


def test_a_finger_writes_and_the_hand_beside_it_does_not(pad: SignaturePad, ink: Ink) -> None:
    screen = QTest.createTouchDevice()
    assert isinstance(screen, QPointingDevice)

    def touch(act: Callable[[object], object]) -> None:
        sequence = QTest.touchEvent(pad, screen, False)
        act(sequence)
        sequence.commit()

    def at(x: int, y: int) -> QPoint:
        return place_of(pad, x, y).toPoint()

    touch(lambda s: s.press(1, at(400, 400), pad))
    touch(lambda s: s.move(1, at(800, 500), pad).press(2, at(2500, 900), pad))
    touch(lambda s: s.move(1, at(1200, 400), pad).move(2, at(2400, 950), pad))
    touch(lambda s: s.release(1, at(1200, 400), pad).release(2, at(2400, 950), pad))
    assert len(ink.strokes) == 1
    assert max(ink.strokes[0][0::3]) < 1300


def test_outside_the_box_it_stops_at_its_edge(pad: SignaturePad, ink: Ink) -> None:
    ink.begin(-500, 5000, 2.0)
    assert ink.strokes == ((0, 1000, 100),)


def test_taken_back_line_by_line_or_all(pad: SignaturePad, ink: Ink) -> None:
    sign_with_mouse(pad, written()[:3])
    ink.undo()
    assert len(ink.strokes) == 2
    ink.clear()
    assert ink.empty


def test_what_is_no_name_is_refused_and_stays(ink: Ink, qtbot: QtBot) -> None:
    told: list[str] = []
    ink.refused.connect(told.append)
    ink.confirm()
    x, y, pressure, x2, y2, _ = DASH[0]
    ink.begin(x, y, pressure / 100)
    ink.extend(x2, y2, pressure / 100)
    ink.confirm()
    assert ["还没有签名" in told[0], "太短" in told[1]] == [True, True]
    assert not ink.empty


# ---- the panel of the clerk, with and without the citizen's screen


class Beside(NoCitizen):
    """A citizen's window without a monitor of its own."""

    shown = True

    def __init__(self, window: CitizenWindow) -> None:
        self.window = window

    def sign(self, view: Sign, ink: Ink) -> None:
        self.window.show_view(view, ink)

    def clear(self) -> None:
        from counter_app.ui.citizen.views import Idle

        self.window.show_view(Idle())


def asked(host: QWidget, citizen: NoCitizen) -> tuple[SignPanel, list[Signed]]:
    got: list[Signed] = []
    panel = SignPanel(host, lambda: citizen)
    panel.ask("送达回证", "领取人", got.append)
    return panel, got


def test_on_the_clerks_panel_by_keys(qtbot: QtBot, host: QWidget) -> None:
    panel, got = asked(host, NoCitizen())
    qtbot.waitUntil(panel.pad.isVisible)
    assert "领取人签名：《送达回证》" in panel.title.text()
    qtbot.keyClick(panel, Key.Key_Return)
    assert "还没有签名" in panel.problem.text()
    sign_with_mouse(panel.pad)
    assert panel.problem.text() == ""
    lines = len(panel.ink.strokes)
    qtbot.keyClick(panel, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(panel.ink.strokes) == lines - 1
    qtbot.keyClick(panel, Key.Key_Delete)
    assert panel.ink.empty
    sign_with_mouse(panel.pad)
    qtbot.keyClick(panel, Key.Key_Return)
    assert [(each.paper, each.who) for each in got] == [("送达回证", "领取人")]
    assert got[0].picture.data.startswith(b"\x89PNG")
    assert not panel.isVisible()
    assert panel.ink.empty


def test_given_up_nothing_is_kept(qtbot: QtBot, host: QWidget) -> None:
    panel, got = asked(host, NoCitizen())
    sign_with_mouse(panel.pad)
    qtbot.keyClick(panel, Key.Key_Escape)
    assert got == []
    assert panel.ink.empty


def test_on_the_citizens_screen_with_its_own_buttons(qtbot: QtBot, host: QWidget) -> None:
    window = CitizenWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    panel, got = asked(host, Beside(window))
    face = window.sign_face
    qtbot.waitUntil(face.pad.isVisible)
    assert "群众屏" in panel.hint.text()
    qtbot.mouseClick(face.done, Qt.MouseButton.LeftButton)
    assert "还没有签名" in face._why.text()
    sign_with_mouse(face.pad)
    assert panel.ink.strokes
    assert face._why.text() == ""
    lines = len(panel.ink.strokes)
    qtbot.mouseClick(face.undo, Qt.MouseButton.LeftButton)
    assert len(panel.ink.strokes) == lines - 1
    qtbot.mouseClick(face.again, Qt.MouseButton.LeftButton)
    assert panel.ink.empty
    sign_with_mouse(face.pad)
    qtbot.mouseClick(face.done, Qt.MouseButton.LeftButton)
    assert len(got) == 1
    assert not face.pad.used
    QApplication.processEvents()
    assert not panel.isVisible()
