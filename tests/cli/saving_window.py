"""A counter that saves one case after the other by keys, until it is killed. Run by test_kill.

``saving_window.py PROFILE WORK_NO [COUNT]``; the password comes from COUNTER_PASSWORD. Prints
``saved NUMBER`` only after the window itself has shown the number of the saved case.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from cli_rig import person_id
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from counter_app.app import CounterWindow
from counter_app.demo.hand import SCREEN, Hand
from counter_app.ui.application import make_application

#: An item that asks nothing beyond the applicant: 机动车驾驶证补证.
ITEM = "11421321MB901037914000109006000"
_WAIT_S = 30.0


class Counter:
    """The real window on the profile; every step is a key on whatever has the cursor."""

    def __init__(self, profile: Path) -> None:
        self.hand = Hand(make_application(["counter-app"]), Path())
        self.window = CounterWindow(profile, syncing=False)
        self.window.shell.resize(*SCREEN)
        self.window.show()

    def until(self, what: str, true: Callable[[], object]) -> None:
        deadline = time.monotonic() + _WAIT_S
        while not true():
            if time.monotonic() > deadline:
                raise SystemExit(f"stuck at: {what}, cursor in {self.hand.field()!r}")
            self.hand.application.processEvents()
            time.sleep(0.001)

    def sign_in(self, work_no: str, password: str) -> None:
        cover = self.window.shell._cover
        assert cover is not None
        self.until("sign-in page", lambda: QApplication.focusWidget())
        if not cover.work_no.text():
            self.hand.type(work_no)
            self.hand.press(Qt.Key.Key_Return)
        self.hand.type(password)
        self.hand.press(Qt.Key.Key_Return)
        self.until("signed in", lambda: self.window.workplace and self.window.shell.page)
        self.hand.ctrl(Qt.Key.Key_2)
        self.until("intake page", lambda: self.page.id == "intake" and self.page.may_save())
        self.hand.ctrl(Qt.Key.Key_N)  # a draft of the process before this one stays a draft

    @property
    def page(self):
        page = self.window.shell.page
        assert page is not None
        return page

    def save(self, index: int) -> str:
        """Take in one case; returns the number as the window shows it."""
        hand = self.hand
        self.until("line for the item", lambda: hand.field() == "item")
        hand.type(ITEM)
        hand.press(Qt.Key.Key_Return)
        self.until("item chosen", lambda: self.page.form.item is not None)
        values = {
            "applicant.id_number": person_id(index),
            "applicant.name": f"窗{index}",
            "applicant.phone": "13800000000",
        }
        self._fill(values)
        hand.press(Qt.Key.Key_F5)
        hand.press(Qt.Key.Key_F8)
        panel = self.page._parts.saved
        self.until("saved", panel.isVisible)
        number: str = panel.number
        return number

    def _fill(self, values: dict[str, str]) -> None:
        waiting = dict(values)
        for _ in range(20):
            field = self.hand.field()
            if field in waiting:
                self.hand.type(waiting.pop(field))
            if not waiting:
                return
            self.hand.press(Qt.Key.Key_Return)
        raise SystemExit(f"no field for {sorted(waiting)}")

    def next(self) -> None:
        self.hand.press(Qt.Key.Key_Return)


def main() -> int:
    counter = Counter(Path(sys.argv[1]))
    counter.sign_in(sys.argv[2], os.environ["COUNTER_PASSWORD"])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    for index in range(count):
        number = counter.save(os.getpid() * 1000 + index)
        print(f"saved {number.replace('-', '')}", flush=True)
        counter.next()
    counter.window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
