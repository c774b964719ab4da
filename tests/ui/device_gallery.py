"""Draws the page 设备 in its states as PNGs, to be looked at by a person.

QT_QPA_PLATFORM=offscreen python tests/ui/device_gallery.py [OUT]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from desk_rig import make_workplace
from page_rig import Window, open_window
from PySide6.QtWidgets import QApplication

from counter_app.devices.idcard import sample_reader
from counter_app.devices.trouble import DeviceTrouble, Fault
from counter_app.devices.watch import News, Pace, Standing
from counter_app.ui.application import complete, make_application
from counter_app.ui.device_desk import DeviceDesk
from counter_app.ui.pages.devices import DevicesPage

SIZES = {"": (1366, 768), "small-": (683, 384)}


def until(done: Callable[[], bool]) -> None:
    last = time.monotonic() + 20
    while not done() and time.monotonic() < last:
        QApplication.processEvents()


def shoot(window: Window, path: Path) -> None:
    for _ in range(6):
        QApplication.processEvents()
    window.shell.grab().save(str(path))
    print(path)


def main() -> None:
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out/devices")
    out.mkdir(parents=True, exist_ok=True)
    application = make_application([])
    complete(application)
    for prefix, size in SIZES.items():
        draw(out, prefix, size)


def draw(out: Path, prefix: str, size: tuple[int, int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rig = make_workplace(Path(folder))
        settings = rig.workplace.settings
        pace = Pace(look_s=0.05)
        desk = DeviceDesk(settings, lambda: rig.desk.today, pace=pace, samples=True)
        desk.start()
        window = open_window(rig, [DevicesPage], "intake", size=size, devices=desk)
        states(window, desk, out, prefix)
        desk.stop()
        window.close()


def states(window: Window, desk: DeviceDesk, out: Path, prefix: str) -> None:
    page = window.page
    row = page.rows[0]
    until(lambda: row.state().tone == "success")
    shoot(window, out / f"{prefix}ready.png")
    page.on_test()
    until(lambda: row.state().tone == "success")
    shoot(window, out / f"{prefix}testing.png")
    for card in sample_reader.samples():
        if card.id in ("rare", "wrong_digit", "foreign", "moved"):
            row.on_lay(card)
            until(lambda: bool(row.result() or row.state().hint))
            shoot(window, out / f"{prefix}card-{card.id}.png")
    menu = page.detail.menu()
    menu.popup(page.detail.mapToGlobal(page.detail.rect().topLeft()))
    menu.grab().save(str(out / f"{prefix}menu.png"))
    menu.close()
    row.on_pull()
    until(lambda: row.state().tone == "warning")
    shoot(window, out / f"{prefix}unplugged.png")
    row.choose("")
    shoot(window, out / f"{prefix}none.png")
    row.choose("id_keyboard")
    shoot(window, out / f"{prefix}keyboard.png")
    row.choose("sdt_serial")
    until(lambda: row.state().tone == "warning")
    shoot(window, out / f"{prefix}not-chosen.png")
    page.detail.form.focus_first()
    for fault, message, hint in (
        (
            Fault.NO_PERMISSION,
            "没有使用这个端口的权限",
            "请管理员把当前登录用户加入 dialout 组（sudo usermod -aG dialout 用户名），"
            "然后注销并重新登录",
        ),
        (Fault.BUSY, "端口正被别的程序占用", "请关闭其他读卡程序，会自动重新连接"),
        (Fault.SILENT, "读卡器没有回应", "请看读卡器的灯亮不亮；灯亮就是端口或波特率选错了"),
    ):
        trouble = DeviceTrouble(fault, message, hint=hint)
        desk._hand_over(row.kind, News(Standing.TROUBLE, trouble=trouble))
        shoot(window, out / f"{prefix}{fault.value}.png")
    page.list.go_to_row(1)
    shoot(window, out / f"{prefix}gun.png")


if __name__ == "__main__":
    main()
