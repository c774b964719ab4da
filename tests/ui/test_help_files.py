"""Signatures, scans and photos of a line of help: by keys, with the real camera panel and pad."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from case_pages_rig import Window, enter
from desk_rig import MANAGER, Rig, make_workplace
from help_samples import ASK
from msgspec.structs import replace
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

pytest.importorskip("PySide6.QtMultimedia", reason="PySide6-Addons or libpulse0 is missing")
from signature_samples import written
from signing_hand import sign_with_mouse

from counter_app.desk import cases as desk_cases, help as helping
from counter_app.devices.camera import CameraInfo
from counter_app.documents.paper import SignedLines, thaw
from counter_app.models.acts import case as shared, help as acts
from counter_app.models.help import HelpState, HelpStatus
from counter_app.protocol.ledgers import HELP
from counter_app.store import ledger_queries
from counter_app.store.entries import recorded_of
from counter_app.ui.capture.panel import CapturePanel
from counter_app.ui.devices.camera_qt import QtCamera
from counter_app.ui.pages import help, help_line
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key
REVEALED = shared.Revealed.KIND
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


class Unplugged(QtCamera):
    """No camera is plugged in: pages come from files."""

    def cameras(self) -> tuple[CameraInfo, ...]:
        return ()


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, (help.PAGE, help_line.PAGE))


@pytest.fixture
def number(rig: Rig) -> str:
    ask = replace(ASK, asked_ms=rig.store.now_ms(), item_name="高龄津贴申领")
    return helping.open_line(rig.desk, acts.Asked(ask), acts.Registered("", "李敏")).state.number


@pytest.fixture
def page(qtbot: QtBot, window: Window, number: str) -> Any:
    return window.go(qtbot, "help_line", number=number)


def now(rig: Rig, number: str) -> HelpState:
    state: HelpState = ledger_queries.state_of(rig.store, HELP.subject(number))
    return state


def photo(tmp_path: Path) -> str:
    path = tmp_path / "照片.jpg"
    Image.new("RGB", (1200, 900), (200, 190, 170)).save(path)
    return str(path)


def signed_lines(rig: Rig, state: HelpState) -> list[SignedLines]:
    act, _ = desk_cases.snapshot(rig.desk, state, state.papers[-1].number)
    return [each for each in thaw(act.snapshot).blocks if isinstance(each, SignedLines)]


def write(qtbot: QtBot, window: Window, panel: Any, words: int = 3) -> None:
    qtbot.waitUntil(panel.pad.isVisible)
    sign_with_mouse(panel.pad, written(words))
    window.press(qtbot, Key.Key_Return)
    assert not panel.isVisible()


def test_signed_on_the_screen_it_stands_on_the_paper(
    qtbot: QtBot, window: Window, rig: Rig, page: Any, number: str
) -> None:
    window.press(qtbot, Key.Key_A, ALT)
    page.panel.editor("way").set("屏上签名")
    window.press(qtbot, Key.Key_F9)
    assert now(rig, number).authorisation is None, "nothing is recorded before it is signed"
    write(qtbot, window, page.signing)
    state = now(rig, number)
    (file,) = state.attachments
    assert state.authorisation is not None
    assert (state.authorisation.way, state.authorisation.evidence) == ("screen", file.hash)
    assert signed_lines(rig, state)[0].inks[0]
    assert [row.file.name for row in page.files.table.rows] == ["签名(帮办代办委托书)"]
    assert "没有扫描" not in page.facts.facts.text("authorisation")
    # going on is signed in the same way
    window.press(qtbot, Key.Key_X, ALT)
    page.panel.editor("reason").set("材料还没补齐")
    page.panel.editor("way").set("屏上签名")
    window.press(qtbot, Key.Key_F9)
    write(qtbot, window, page.signing, words=2)
    state = now(rig, number)
    assert state.papers[-1].title == "代办续办委托书"
    assert signed_lines(rig, state)[0].inks[0]
    assert len(state.attachments) == 2


def test_whoever_will_not_sign_goes_back_to_what_was_typed(
    qtbot: QtBot, window: Window, rig: Rig, page: Any, number: str
) -> None:
    window.press(qtbot, Key.Key_A, ALT)
    page.panel.editor("way").set("屏上签名")
    page.panel.editor("number").set("委 12")
    window.press(qtbot, Key.Key_F9)
    qtbot.waitUntil(page.signing.isVisible)
    window.press(qtbot, Key.Key_Escape)
    assert page.panel.isVisible()
    assert page.panel.editor("number").get() == "委 12"
    page.panel.editor("way").set("纸质签字")
    page.panel.take_focus()
    window.press(qtbot, Key.Key_F9)
    state = now(rig, number)
    assert (state.status, state.attachments) == (HelpStatus.AUTHORISED, ())
    assert "签字件还没有扫描" in page.facts.facts.text("authorisation")


def test_a_paper_signed_by_hand_is_taken_by_the_camera(
    qtbot: QtBot, window: Window, rig: Rig, page: Any, number: str, tmp_path: Path
) -> None:
    page.files.work._capture = CapturePanel(window.counter, page, Unplugged)
    assert not page.keys.bound("help.entrust").isEnabled()
    window.press(qtbot, Key.Key_A, ALT)
    window.press(qtbot, Key.Key_F9)
    window.press(qtbot, Key.Key_W, SHIFT)
    capture = page.files.work.capture
    qtbot.waitUntil(capture.isVisible)
    capture.on_files_chosen([photo(tmp_path)])
    qtbot.waitUntil(lambda: bool(capture.shots.pages))
    window.press(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(now(rig, number).attachments))
    window.idle(qtbot)
    assert [each.name for each in now(rig, number).attachments] == ["委托书签字件"]
    assert "没有扫描" not in page.facts.facts.text("authorisation")
    assert not page.keys.bound("help.entrust").isEnabled()
    assert rig.store.attachments.totals().owed == 1


def test_photos_are_opened_and_copied_with_a_mark(
    qtbot: QtBot, window: Window, rig: Rig, page: Any, number: str, tmp_path: Path
) -> None:
    assert not page.files.isVisible()
    page.files.work.on_chosen(number, "", [photo(tmp_path)])
    qtbot.waitUntil(lambda: bool(page.files.table.rows))
    window.idle(qtbot)
    assert page.files.isVisible()
    page.first_focus().setFocus()
    window.press(qtbot, Key.Key_O)
    viewer = page.files.work.viewer
    qtbot.waitUntil(viewer.isVisible)
    window.press(qtbot, Key.Key_Escape)
    window.press(qtbot, Key.Key_O, SHIFT)
    looked = "附件 1:仅供办理高龄津贴申领使用"

    def noted() -> bool:
        with rig.store.read() as connection:
            recorded = recorded_of(connection, HELP.subject(number))
        kinds = [bytes(each.entry.act) for each in recorded if each.entry.kind == REVEALED]
        return len(kinds) == 2 and looked.encode() in kinds[1]

    qtbot.waitUntil(noted)
    window.idle(qtbot)
    assert "打印机" in window.notices, "there is none here, and that is said"
