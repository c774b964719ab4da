"""Draws the page of printing in its states as PNGs, at 1366 × 768 and at 200 %, to be looked at.

QT_QPA_PLATFORM=offscreen python tests/ui/printing_gallery.py [OUT]
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from case_pages_rig import checked, person_id, real_paper, take_in  # noqa: E402
from cups_rig import print_service  # noqa: E402
from desk_rig import MANAGER, make_workplace  # noqa: E402
from page_rig import Window, open_window  # noqa: E402
from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from counter_app.devices.printers.slip import SlipPrinter  # noqa: E402
from counter_app.ui import print_settings  # noqa: E402
from counter_app.ui.application import complete, dress  # noqa: E402
from counter_app.ui.pages import paper, printing  # noqa: E402
from counter_app.ui.print_settings import DocumentChoice, Offset  # noqa: E402

Key = Qt.Key


def main() -> None:
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out/printing")
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    dress(application)
    complete(application)
    rig = make_workplace(Path(tempfile.mkdtemp()), work_no=MANAGER)
    rig.desk.make_paper = real_paper
    os.environ["CUPS_SERVER"] = "127.0.0.1:9"
    window = open_window(rig, (printing.PAGE, paper.PAGE))

    def shoot(name: str) -> None:
        for _ in range(4):
            while not window.counter.tasks.idle():
                application.processEvents()
            application.processEvents()
        window.shell.grab().save(str(out / f"{name}.png"))
        print(out / f"{name}.png")

    shoot("queue-empty")
    window.press(Key.Key_F3)
    shoot("printers-none")
    window.press(Key.Key_F4)
    shoot("documents-none")
    with print_service() as service:
        os.environ["CUPS_SERVER"] = service.environment["CUPS_SERVER"]
        for name in ("前台激光", "财务针式", "备用"):
            service.add_queue(name)
        service.run("lpadmin", "-d", "前台激光")
        service.run("cupsdisable", "-r", "等待换硒鼓", "备用")
        with_choices(rig.workplace.settings)
        make_jobs(window, rig)
        shoot("queue-told")
        window.shell.notices.clear()
        window.shell.go("printing")
        for look in ("", "-large"):
            if look:
                window.shell.resize(683, 384)
            window.press(Key.Key_F2)
            shoot(f"queue{look}")
            window.press(Key.Key_F3)
            window.press(Key.Key_F5)
            shoot(f"printers{look}")
            window.press(Key.Key_Down)
            window.press(Key.Key_Down)
            shoot(f"printers-stopped{look}")
            window.press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
            shoot(f"slip-form{look}")
            window.press(Key.Key_Return)
            window.press(Key.Key_Return)
            window.press(Key.Key_Return)
            shoot(f"slip-form-problems{look}")
            window.press(Key.Key_Escape)
            window.press(Key.Key_F4)
            shoot(f"documents{look}")
            window.press(Key.Key_F7)
            shoot(f"documents-silent{look}")
    window.close()


def with_choices(settings: object) -> None:
    chosen = print_settings.PrintSettings(
        documents={
            "receipt": DocumentChoice("小票机"),
            "delivery": DocumentChoice("备用", copies=2),
        },
        offsets={"财务针式": Offset(2.5, -1.0)},
        slip_printers=(SlipPrinter("小票机", address="127.0.0.1:9"),),
    )
    print_settings.keep(settings, chosen)  # type: ignore[arg-type]


def make_jobs(window: Window, rig: object) -> None:
    desk = window.page.desk
    for at, printer in enumerate(("前台激光", "备用", "小票机", "没有的", "前台激光")):
        state = take_in(rig, checked(rig, "张三", id_number=person_id(at))).state  # type: ignore[arg-type]
        desk.add(state.number, (state.papers[0].number,), printer)
        while not window.counter.tasks.idle():
            QApplication.processEvents()


if __name__ == "__main__":
    main()
