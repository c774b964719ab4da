"""From process start to the first painted, usable window, against a bare window."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from typing import Any

from counter_app.bench.figures import ratio

#: The floor: PySide6, the same style sheet and font, an empty main window.
_BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QFontDatabase
app = QApplication(sys.argv)
families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(sys.argv[2]))
app.setFont(QFont(families[0], 11))
app.setStyleSheet(open(sys.argv[1], encoding="utf-8").read())
window = QMainWindow()
window.resize(1366, 768)
window.show()
app.processEvents()
window.grab()
print("shown", flush=True)
"""

#: The same two steps as ``counter-app`` without a command takes.
_OURS = """
import gc
gc.disable()
import sys
from pathlib import Path
from counter_app.app import run_window
sys.exit(run_window(Path(sys.argv[1]), leave_after_first_paint=True))
"""


def measure(quick: bool) -> dict[str, Any]:
    """Median over alternating starts of fresh processes, offscreen."""
    from counter_app.settings import resource
    from counter_app.ui.theme import stylesheet_text
    from counter_app.ui.theme.tokens import LIGHT

    runs = 5 if quick else 15
    ours: list[float] = []
    floor: list[float] = []
    font = str(resource("fonts/NotoSansSC-Regular.ttf"))
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
    with tempfile.TemporaryDirectory() as folder:
        sheet = os.path.join(folder, "style.qss")
        with open(sheet, "w", encoding="utf-8") as file:
            file.write(stylesheet_text(LIGHT))
        bare = [sys.executable, "-c", _BARE, sheet, font]
        mine = [sys.executable, "-c", _OURS, os.path.join(folder, "profile")]
        for index in range(runs + 1):
            for command, samples in ((bare, floor), (mine, ours)):
                taken = _until_shown(command, environment)
                if index:  # the first start warms the disk cache for both
                    samples.append(taken)
    return ratio(ours, floor, 0.5, 1.6)


def _until_shown(command: list[str], environment: dict[str, str]) -> float:
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        taken = time.perf_counter() - begun
        process.stdout.read()
    if line.strip() != b"shown":
        raise RuntimeError(f"the window did not come up: {line!r}")
    return taken
