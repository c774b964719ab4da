"""Draws the pictures of docs/manual and the one of the README, small enough to be kept there.

    QT_QPA_PLATFORM=offscreen PYTHONPATH=. python tests/ui/manual_pictures.py [OUT]

Invented people only. Run it after a page has changed its looks.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from page_gallery import Scene, open_page, open_scene  # noqa: E402
from PIL import Image  # noqa: E402
from PySide6.QtCore import QBuffer, Qt  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from counter_app.store import queries  # noqa: E402
from counter_app.ui.application import complete, dress  # noqa: E402
from counter_app.ui.citizen.ballot import Ballot  # noqa: E402
from counter_app.ui.citizen.window import CitizenWindow  # noqa: E402
from counter_app.ui.citizen.wording import idle_of  # noqa: E402
from counter_app.ui.pages.approvals.deeds import REFUSE_DEED  # noqa: E402
from counter_app.ui.pages.signin import SignInPage  # noqa: E402
from counter_app.ui.pages.signin.standing import READY  # noqa: E402
from counter_app.ui.rating_asking import view_of  # noqa: E402
from counter_app.ui.sync_view import SyncState, SyncView  # noqa: E402

WIDTH, COLOURS = 940, 128


def write(scene: Scene, path: Path, shown: QWidget | None = None, *, width: int = WIDTH) -> None:
    """The window, or ``shown``, as a PNG of few colours."""
    scene.settle()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.ReadWrite)
    (shown or scene.window.shell).grab().save(buffer, "PNG")
    picture = Image.open(io.BytesIO(buffer.data().data())).convert("RGB")
    height = round(picture.height * width / picture.width)
    small = picture.resize((width, height), Image.Resampling.LANCZOS)
    small.quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path, path.stat().st_size)


def intake(scene: Scene) -> None:
    scene.go("intake")
    scene.window.type("高龄")
    QTest.qWait(400)


def correction(scene: Scene) -> None:
    scene.go("case", number=scene.numbers[4], deed="correct")


def delivery(scene: Scene) -> None:
    page = scene.go("delivery")
    page.table.go_to_row(0)


def refusal(scene: Scene) -> None:
    page = scene.go("approvals")
    page.begin(REFUSE_DEED)


def archive(scene: Scene) -> None:
    page = scene.go("archive")
    page.on_mark()
    page.file_no.setText("2026-0001")


def ratings(scene: Scene) -> None:
    scene.go("ratings").choose_view(7)


def rating_screen(scene: Scene) -> QWidget:
    """The citizen's own screen with a grade that is touched."""
    rig = scene.window.rig
    state = queries.by_number(rig.store, scene.numbers[15])
    assert state is not None
    window = CitizenWindow()
    window.tell_where(idle_of(rig.store.identity, rig.catalogue()))
    window.resize(1366, 768)
    window.show()
    window.show_view(view_of(rig.desk, state), ballot=Ballot(window))
    QTest.mouseClick(window.rate_face.tiles[3], Qt.MouseButton.LeftButton)
    QTest.mouseClick(window.rate_face.reasons[1], Qt.MouseButton.LeftButton)
    return window


def trouble_line(scene: Scene) -> None:
    scene.go("trouble_line", number=scene.far_matter)


def page(page_id: str) -> Callable[[Scene], None]:
    return lambda scene: open_page(scene, page_id)


PICTURES: dict[str, Callable[[Scene], QWidget | None]] = {
    "workbench": page("workbench"),
    "intake": intake,
    "correction": correction,
    "delivery": delivery,
    "approvals": page("approvals"),
    "refusal": refusal,
    "archive": archive,
    "help": page("help"),
    "ratings": ratings,
    "rating_line": page("rating_line"),
    "rating-screen": rating_screen,
    "troubles": page("troubles"),
    "trouble_line": trouble_line,
    "policies": page("policies"),
    "sync": page("sync"),
    "printing": page("printing"),
    "devices": page("devices"),
    "settings": page("settings"),
    "paper": page("paper"),
}


def sign_in(scene: Scene) -> None:
    made = SignInPage(lambda *_: None, scene.window.counter.tasks, last_work_no="SXX0101")
    made.show_standing(READY)
    scene.window.shell.show_cover(made)


def first_page(scene: Scene) -> None:
    """An intake that only waits for its last key, with the line in order."""
    window = scene.window
    page = scene.go("intake")
    window.shell.resize(1366, 768)
    search = page.form.item_box.search
    window.type("gljt")
    while not search.hits:
        QTest.qWait(20)
    window.press(Qt.Key.Key_Return)
    for words in ("421321193802072382", "李契", "13800000002", "随县厉山镇星升社区", "1"):
        window.type(words)
        window.press(Qt.Key.Key_Return)
    window.type("6228480402564890018")
    window.press(Qt.Key.Key_Return)
    window.press(Qt.Key.Key_F5)
    now_ms = int(time.time() * 1000)
    window.shell.show_sync(SyncView(SyncState.ONLINE, 0, now_ms))
    window.shell.notices.clear()


def main() -> None:
    here = HERE.parents[1] / "docs" / "manual" / "images"
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else here
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    dress(application)
    complete(application)
    scene = open_scene(full=True)
    for name, prepare in PICTURES.items():
        shown = prepare(scene)
        write(scene, out / f"{name}.png", shown)
        if shown is not None:
            shown.close()
        if getattr(scene.page, "panel", None) is not None and hasattr(scene.page, "close_panel"):
            scene.page.close_panel()
    sign_in(scene)
    write(scene, out / "sign-in.png")
    scene = open_scene(full=False)
    first_page(scene)
    readme = HERE.parents[1] / "docs" / "images" / "intake.png"
    write(scene, out / "first-page.png" if len(sys.argv) > 1 else readme, width=1366)


if __name__ == "__main__":
    main()
    os._exit(0)  # the scene's threads are not worth waiting for
