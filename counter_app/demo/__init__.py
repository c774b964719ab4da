"""A throw-away town counter with a county server of its own, sample staff and real divisions."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from counter_app.errors import Trouble


def run_demo(profile: Path | None, walkthrough: Path | None) -> int:
    """Open the demo counter, or drive it through one day and write what was seen.

    Without ``profile`` everything lies in a temporary folder and is gone afterwards; with it,
    the county's files lie beside it in ``<profile>-county`` and the same demo can be opened
    again. Raises :class:`Trouble` when there is no display to open a window on.
    """
    if walkthrough is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    elif not _has_display():
        raise Trouble(
            "没有可用的显示器，不能打开窗口", hint="可改用 counter-app demo --walkthrough 文件夹"
        )
    if profile is not None:
        return _run(profile, walkthrough)
    with tempfile.TemporaryDirectory(prefix="counter-demo-") as folder:
        return _run(Path(folder) / "profile", walkthrough)


def _run(profile: Path, walkthrough: Path | None) -> int:
    from counter_app.demo.hall import DemoHall

    with DemoHall(profile) as hall:
        if walkthrough is not None:
            from counter_app.demo.walkthrough import walk

            return walk(hall, walkthrough)
        from counter_app.app import run_window

        clerk = hall.clerk
        hint = (
            f"演示：工号 {clerk.work_no}，密码 {clerk.password}。数据都是样例，关闭后可随时重来。"
        )
        print(hint, flush=True)
        return run_window(profile, demo_hint=hint)


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM"):
        return True
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
