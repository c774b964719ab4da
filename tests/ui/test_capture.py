"""The document camera's panel: pages taken by key, put in order, kept as one attachment."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from case_pages_rig import Window, enter, take_in
from desk_rig import MANAGER, Rig, make_workplace
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

pytest.importorskip("PySide6.QtMultimedia", reason="PySide6-Addons or libpulse0 is missing")
from PySide6.QtMultimedia import QVideoFrame

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "documents"))
from photos import page as sheet, photo

from counter_app.devices.camera import SECTION, CameraChoice, CameraInfo, chosen_of
from counter_app.errors import Trouble
from counter_app.store import queries
from counter_app.ui.capture.panel import CapturePanel
from counter_app.ui.devices import camera_qt
from counter_app.ui.devices.camera_qt import QtCamera
from counter_app.ui.pages import case, cases
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ONE, TWO = CameraInfo("a", "高拍仪"), CameraInfo("b", "摄像头")


class FedCamera(QtCamera):
    """The real one behind its sink; the frames come from the test instead of a cable."""

    plugged: tuple[CameraInfo, ...] = (ONE,)
    made: FedCamera | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.started = ""
        FedCamera.made = self

    def cameras(self) -> tuple[CameraInfo, ...]:
        return self.plugged

    def start(self, camera: CameraInfo) -> bool:
        self.started = camera.id
        return camera in self.plugged


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    FedCamera.plugged = (ONE,)
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    made = enter(shell, tasks, rig, (cases.PAGE, case.PAGE))
    made.idle(qtbot)
    return made


def opened(qtbot: QtBot, window: Window, number: str) -> CapturePanel:
    """The panel on the page of a case, by its key, with a camera that the test feeds."""
    page = window.go(qtbot, "case", number=number)
    page.files._capture = CapturePanel(window.counter, page, FedCamera)
    page.tabs.materials.go_to_row(0)
    page.tabs.materials.setFocus()
    window.press(qtbot, Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    panel = page.files.capture
    assert panel.isVisible()
    return panel


def feed(qtbot: QtBot, panel: CapturePanel, picture: Image.Image) -> None:
    """Let the camera see this, as a frame of its own format."""
    rgba = picture.convert("RGBA")
    image = QImage(
        rgba.tobytes(), rgba.width, rgba.height, 4 * rgba.width, QImage.Format.Format_RGBA8888
    )
    camera = FedCamera.made
    assert camera is not None
    before = panel.live.image.cacheKey()
    camera.sink.setVideoFrame(QVideoFrame(image.convertToFormat(QImage.Format.Format_ARGB32)))
    qtbot.waitUntil(lambda: panel.live.image.cacheKey() != before)


def seen(width: int, height: int, **more: Any) -> Image.Image:
    return photo(sheet((width, height)), size=(1280, 960), **more)[0]


def attachments(rig: Rig, number: str) -> Any:
    state = queries.by_number(rig.store, number)
    assert state is not None
    return state.attachments


def done(qtbot: QtBot, panel: CapturePanel, pages: int) -> None:
    qtbot.waitUntil(lambda: len(panel.shots.pages) == pages, timeout=20_000)


def test_one_page_by_key_becomes_a_picture(qtbot: QtBot, window: Window, rig: Rig) -> None:
    number = take_in(rig).state.number
    panel = opened(qtbot, window, number)
    assert "申请表" in panel.title.text()
    feed(qtbot, panel, seen(620, 877, angle=6.0))
    qtbot.waitUntil(lambda: panel.live._corners is not None, timeout=20_000)
    window.press(qtbot, Key.Key_Space)
    done(qtbot, panel, 1)
    shot = panel.shots.shot
    assert shot is not None
    assert shot.page is not None
    assert shot.page.cut
    assert abs(shot.page.height / shot.page.width - 2**0.5) < 0.02
    window.press(qtbot, Key.Key_Return)
    window.idle(qtbot)
    assert not panel.isVisible()
    kept = attachments(rig, number)[0]
    assert (kept.media, kept.pages, kept.material) == ("image/webp", 1, "申请表")
    assert kept.size <= 200_000
    assert panel.shots.all == ()


def test_pages_are_put_in_order_and_become_one_pdf(qtbot: QtBot, window: Window, rig: Rig) -> None:
    number = take_in(rig).state.number
    panel = opened(qtbot, window, number)
    for size in ((620, 877), (877, 620), (600, 600)):
        feed(qtbot, panel, seen(*size))
        window.press(qtbot, Key.Key_Space)
    done(qtbot, panel, 3)

    def shapes() -> list[str]:
        pages = [each.page for each in panel.shots.all]
        return ["?" if p is None else "|" if p.height > 1.1 * p.width else
                "-" if p.width > 1.1 * p.height else "o" for p in pages]  # fmt: skip

    assert shapes() == ["|", "-", "o"]
    window.press(qtbot, Key.Key_Left, CTRL)
    assert shapes() == ["|", "o", "-"]
    window.press(qtbot, Key.Key_Delete)
    assert shapes() == ["|", "-"]
    window.press(qtbot, Key.Key_Z, CTRL)
    assert shapes() == ["|", "o", "-"]
    window.press(qtbot, Key.Key_Left)
    window.press(qtbot, Key.Key_R)
    done(qtbot, panel, 3)
    assert shapes() == ["-", "o", "-"]
    window.press(qtbot, Key.Key_C)
    done(qtbot, panel, 3)
    first = panel.shots.all[0].page
    assert first is not None
    assert not first.cut
    assert (first.width, first.height) == (960, 1280), "the whole photo, still turned"
    window.press(qtbot, Key.Key_Return)
    window.idle(qtbot)
    kept = attachments(rig, number)[0]
    assert (kept.media, kept.pages) == ("application/pdf", 3)
    assert kept.size <= 3 * 200_000
    assert rig.store.attachments.read(kept.hash).startswith(b"%PDF-")


def test_giving_up_is_warned_of_once(qtbot: QtBot, window: Window, rig: Rig) -> None:
    number = take_in(rig).state.number
    panel = opened(qtbot, window, number)
    feed(qtbot, panel, seen(620, 877))
    window.press(qtbot, Key.Key_Space)
    done(qtbot, panel, 1)
    window.press(qtbot, Key.Key_Escape)
    assert panel.isVisible()
    assert "没有保存" in panel.problem.text()
    window.press(qtbot, Key.Key_Escape)
    assert not panel.isVisible()
    assert attachments(rig, number) == ()


def test_saved_at_once_the_last_page_is_waited_for(qtbot: QtBot, window: Window, rig: Rig) -> None:
    number = take_in(rig).state.number
    panel = opened(qtbot, window, number)
    feed(qtbot, panel, seen(620, 877))
    qtbot.keyClick(panel, Key.Key_Space)
    qtbot.keyClick(panel, Key.Key_Return)
    qtbot.waitUntil(lambda: not panel.isVisible(), timeout=20_000)
    window.idle(qtbot)
    assert len(attachments(rig, number)) == 1


def test_pictures_from_files_without_any_camera(
    qtbot: QtBot, window: Window, rig: Rig, tmp_path: Path
) -> None:
    FedCamera.plugged = ()
    number = take_in(rig).state.number
    panel = opened(qtbot, window, number)
    assert "没有找到高拍仪" in panel.live.words
    window.press(qtbot, Key.Key_Space)
    assert "没有找到" in panel.problem.text()
    paths = [tmp_path / "一.jpg", tmp_path / "二.png"]
    for path in paths:
        seen(620, 877, angle=-4.0).save(path)
    wrong = tmp_path / "三.jpg"
    wrong.write_bytes(b"MZ" + bytes(300))
    window.press(qtbot, Key.Key_I)
    dialog = panel.findChild(QFileDialog)
    dialog.filesSelected.emit([str(each) for each in (*paths, wrong)])
    dialog.close()
    done(qtbot, panel, 2)
    qtbot.waitUntil(lambda: not panel.shots.busy)
    assert "不是图片" in panel.problem.text()
    assert len(panel.shots.all) == 2
    window.shell.activateWindow()
    panel.setFocus()
    qtbot.waitUntil(panel.hasFocus)
    window.press(qtbot, Key.Key_Return)
    window.idle(qtbot)
    assert attachments(rig, number)[0].pages == 2


def test_another_camera_is_chosen_by_key_and_remembered(
    qtbot: QtBot, window: Window, rig: Rig
) -> None:
    FedCamera.plugged = (ONE, TWO)
    number = take_in(rig).state.number
    panel = opened(qtbot, window, number)
    camera = FedCamera.made
    assert camera is not None
    assert camera.started == "a"
    window.press(qtbot, Key.Key_K)
    assert camera.started == "b"
    assert rig.workplace.settings.get(SECTION, CameraChoice).name == "摄像头"
    assert panel.live.words == "正在打开摄像头…"


def test_the_camera_is_let_go_when_nobody_looks(qtbot: QtBot, window: Window, rig: Rig) -> None:
    number = take_in(rig).state.number
    panel = opened(qtbot, window, number)
    feed(qtbot, panel, seen(620, 877))
    window.press(qtbot, Key.Key_Space)
    done(qtbot, panel, 1)
    window.go(qtbot, "cases")
    assert panel._camera is None
    assert panel.live.image.isNull()
    window.go(qtbot, "case", number=number)
    assert panel.isVisible()
    assert panel._camera is not None
    assert len(panel.shots.pages) == 1, "what was taken waits"


def test_nothing_is_written_plain(qtbot: QtBot, window: Window, rig: Rig) -> None:
    number = take_in(rig).state.number
    before = {path.name for path in rig.root.rglob("*")}
    panel = opened(qtbot, window, number)
    feed(qtbot, panel, seen(620, 877))
    window.press(qtbot, Key.Key_Space)
    done(qtbot, panel, 1)
    window.press(qtbot, Key.Key_Return)
    window.idle(qtbot)
    new = {path.name for path in rig.root.rglob("*")} - before
    assert all(name.startswith("attachments.db") or name == "settings.json" for name in new)
    data = rig.store.attachments.read(attachments(rig, number)[0].hash)
    assert Image.open(BytesIO(data)).format == "WEBP"
    for path in rig.root.rglob("attachments.db*"):
        assert data[200:260] not in path.read_bytes()


# ---- the driver


def test_a_camera_that_is_silent_or_pulled_says_so(qtbot: QtBot, host: QWidget) -> None:
    told: list[str] = []
    camera = QtCamera(host)
    assert camera.cameras() == ()
    camera.open(ONE, told.append, told.append)
    assert "已拔出" in told[0]
    FedCamera.plugged = (ONE,)
    fed = FedCamera(host)
    fed.open(ONE, told.append, told.append)
    fed.on_silent()
    assert "没有送来画面" in told[-1]
    assert not fed._silence.isActive()
    for each in (camera, fed):
        each.deleteLater()


def test_without_the_video_parts_one_sentence(
    monkeypatch: pytest.MonkeyPatch, host: QWidget
) -> None:
    real: Callable[..., Any] = builtins.__import__

    def without(name: str, scope: Any = None, local: Any = None, wanted: Any = (), level: int = 0):
        if name == "PySide6" and "QtMultimedia" in (wanted or ()):
            raise ImportError("libpulse.so.0")
        return real(name, scope, local, wanted, level)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(Trouble, match="没有装摄像头部件"):
        camera_qt.multimedia()


def test_the_chosen_camera_is_found_by_id_or_name() -> None:
    both = (ONE, TWO)
    assert chosen_of(both, CameraChoice()) is ONE
    assert chosen_of(both, CameraChoice("b")) is TWO
    assert chosen_of(both, CameraChoice("gone", "摄像头")) is TWO
    assert chosen_of((), CameraChoice("b")) is None
