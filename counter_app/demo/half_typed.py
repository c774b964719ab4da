"""A counter that types half a form and waits to be killed. Run by the walkthrough."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    work_no = sys.stdin.readline().strip()
    password = sys.stdin.readline().strip()

    from PySide6.QtCore import Qt

    from counter_app.app import CounterWindow
    from counter_app.demo import sample
    from counter_app.demo.hand import SCREEN, Hand
    from counter_app.store import drafts
    from counter_app.ui.application import make_application

    hand = Hand(make_application(["counter-app"]), Path())
    window = CounterWindow(Path(sys.argv[1]), syncing=False)
    window.shell.resize(*SCREEN)
    window.show()
    hand.settle(0.3)
    cover = window.shell._cover
    if not cover.work_no.text():  # type: ignore[union-attr]
        hand.type(work_no)
        hand.press(Qt.Key.Key_Return)
    hand.type(password)
    hand.press(Qt.Key.Key_Return)
    hand.until("登录", lambda: window.workplace and window.shell.page)
    hand.ctrl(Qt.Key.Key_2)
    hand.settle(0.5)
    hand.ctrl(Qt.Key.Key_N)
    hand.until("事项输入框", lambda: hand.field() == "item")
    hand.type(sample.PROMISED)
    hand.settle(0.8)
    hand.press(Qt.Key.Key_Return)
    page = window.shell.page
    hand.fill(sample.HALF_TYPED, lambda: bool(page.form.get().applicant.name))  # type: ignore[union-attr]
    place = window.workplace
    assert place is not None

    def kept() -> bool:
        found = drafts.listed(place.store, "intake", work_no)
        name = sample.HALF_TYPED["applicant.name"].encode()
        return bool(found) and name in found[0].body

    hand.until("草稿保存", kept)
    print("typed", flush=True)
    sys.stdin.read()  # until it is killed
    return 0


if __name__ == "__main__":
    sys.exit(main())
