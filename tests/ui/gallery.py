"""Draws the frame, every widget and the sign-in page as PNGs, to be looked at by a person.

QT_QPA_PLATFORM=offscreen python tests/ui/gallery.py [OUT]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent))

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sample_page import PAGES, WHO, SamplePage

from counter_app.settings import LOCAL_ZONE
from counter_app.ui import theme
from counter_app.ui.application import complete, make_application
from counter_app.ui.context import Counter, Workplace
from counter_app.ui.pages.signin import SignInPage
from counter_app.ui.pages.signin.standing import (
    NOT_ENROLLED,
    READY,
    Standing,
    locked_out,
    unknown_person,
    wrong_password,
)
from counter_app.ui.shell import Shell
from counter_app.ui.sync_view import SyncState, SyncView
from counter_app.ui.tasks import Tasks

NOW = datetime(2026, 11, 23, 9, 10, tzinfo=LOCAL_ZONE)
LAST = int(datetime(2026, 11, 23, 9, 8, tzinfo=LOCAL_ZONE).timestamp() * 1000)
SIZE = (1366, 768)


def shoot(widget: QWidget, path: Path, ratio: float = 1.0) -> None:
    for _ in range(4):
        QApplication.processEvents()
    widget.grab().save(str(path))
    print(path)


def sign_in_states(tasks: Tasks) -> dict[str, Callable[[], SignInPage]]:
    def page(standing: Standing, work_no: str = "WH0107") -> Callable[[], SignInPage]:
        def make() -> SignInPage:
            made = SignInPage(
                lambda work_no, password: None,
                tasks,
                last_work_no=work_no,
                demo_hint="演示：工号 WH0107，密码 sample-0107" if standing is READY else "",
            )
            made.show_standing(standing)
            return made

        return make

    def lock() -> SignInPage:
        made = SignInPage(lambda work_no, password: None, tasks)
        made.lock_for("WH0107", "周晓琴", "已 10 分钟没有操作，自动锁定")
        return made

    return {
        "ready": page(READY),
        "first": page(READY, ""),
        "not-enrolled": page(NOT_ENROLLED, ""),
        "wrong": page(wrong_password(3)),
        "last-try": page(wrong_password(1)),
        "locked-out": page(locked_out(int(time.time() * 1000) + 540_000)),
        "unknown": page(unknown_person("WH0199"), "WH0199"),
        "lock": lock,
    }


def main() -> None:
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out/gallery")
    out.mkdir(parents=True, exist_ok=True)
    application = make_application([])
    complete(application)
    tasks = Tasks()
    for look, large in (("light", False), ("high_contrast", False), ("light", True)):
        theme.use(application, look, large=large)
        name = f"{look}{'-large' if large else ''}"
        shell = Shell(clock=lambda: NOW)
        shell.resize(*SIZE)
        shell.show()
        for state, make in sign_in_states(tasks).items():
            shell.show_cover(make())
            shoot(shell, out / f"signin-{state}-{name}.png")
            if name != "light":
                break
        counter = Counter(
            cast(Workplace, SimpleNamespace()), tasks, shell.go, shell.notify, shell.changed
        )
        shell.enter(WHO, PAGES, counter)
        shell.show_count("cases", 3)
        frame(shell, out, name)
        if name == "light":
            small(shell, out)
        shell.close()
        shell.deleteLater()
    tasks.close()


def frame(shell: Shell, out: Path, name: str) -> None:
    page = cast(Any, shell.page)
    assert isinstance(page, SamplePage)
    shell.show_sync(SyncView(SyncState.ONLINE, 0, LAST))
    shoot(shell, out / f"frame-{name}.png")
    page.item.setFocus()
    page.item.insert("身份证")  # keyClicks knows Latin only; insert tells textEdited as typing does
    QTest.qWait(120)
    shell.show_sync(SyncView(SyncState.OFFLINE, 3, LAST - 86_400_000))
    shell.notify("error", "打印机没有回应，凭证没有打出。办件已保存，可在“打印”里重打。")
    page.on_notice()
    shoot(shell, out / f"typeahead-{name}.png")
    page.item.close_list()
    page.masked.reveal("421321199003071234")
    page.masked.setFocus()
    shoot(shell, out / f"masked-{name}.png")
    QTest.keyClick(page, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    page.on_void()
    shell.notices.clear()
    shoot(shell, out / f"confirm-{name}.png")
    page.confirm.on_no()
    page.busy.start("正在导入 3,000 件办件", lambda: None, patience_ms=0)
    QTest.qWait(30)
    page.busy.progress(1200, 3000)
    shoot(shell, out / f"busy-{name}.png")
    page.busy.stop()
    assert shell.frame is not None
    shell.frame.on_keys_asked()
    shoot(shell, out / f"keys-{name}.png")
    shell.frame.on_keys_asked()
    page.button("accept").setFocus()
    shell.show_sync(SyncView(SyncState.ONLINE, 2, LAST))
    buttons = [each for each in page.foot.findChildren(QWidget) if hasattr(each, "action_id")]
    buttons[2].setFocus()
    shoot(shell, out / f"focus-{name}.png")
    shell.go("cases")
    shell.notify("warning", "这台电脑的时钟比县平台快 12 分钟，打印日期前请核对。")
    shell.notify("info", "有 2 件新办件转到本窗口。")
    shoot(shell, out / f"empty-{name}.png")
    shell.notices.clear()
    shell.go("workbench")


def small(shell: Shell, out: Path) -> None:
    """1366 × 768 at 200 %: half of it in logical pixels."""
    shell.resize(683, 384)
    shoot(shell, out / "small-frame.png")
    for state in ("ready", "not-enrolled", "locked-out"):
        shell.show_cover(sign_in_states(cast(Any, None))[state]())
        shoot(shell, out / f"small-signin-{state}.png")
    shell.resize(*SIZE)


if __name__ == "__main__":
    main()
