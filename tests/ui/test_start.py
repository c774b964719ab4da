"""What is loaded before the first window can be used: that, and nothing else.

Told without a clock: every module and every large class of Qt that joins costs the start, so
whoever needs one more at once writes it down here, and everything else waits (``app._warm_up``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from counter_app.protocol.credentials import make_credential
from counter_app.store.keyring import Keyring

_PROGRAM = """
import sys
from pathlib import Path
from PySide6 import QtCore, QtGui, QtWidgets
before = set(sys.modules)
from counter_app.app import _warm_up, run_window
code = run_window(Path(sys.argv[1]), leave_after_first_paint=True)
assert code == 0
def told():
    made = {name for module in (QtCore, QtGui, QtWidgets) for name in vars(module)}
    return sorted(set(sys.modules) - before), sorted(made)
first = told()
_warm_up()
import json
print(json.dumps([first, told()]))
"""

_FIRST = {
    "counter_app",
    "counter_app.app",
    "counter_app.errors",
    "counter_app.settings",
    "counter_app.store",
    "counter_app.store.door",
    "counter_app.store.profile",
    "counter_app.ui",
    "counter_app.ui.application",
    "counter_app.ui.crash",
    "counter_app.ui.gc",
    "counter_app.ui.key_words",
    "counter_app.ui.look",
    "counter_app.ui.pages",
    "counter_app.ui.pages.signin",
    "counter_app.ui.pages.signin.page",
    "counter_app.ui.pages.signin.standing",
    "counter_app.ui.shell",
    "counter_app.ui.tasks",
    "counter_app.ui.theme",
    "counter_app.ui.theme.fonts",
    "counter_app.ui.theme.icons",
    "counter_app.ui.theme.stylesheet",
    "counter_app.ui.theme.tokens",
    "counter_app.ui.widgets",
    "counter_app.ui.widgets.button",
    "counter_app.ui.widgets.form",
    "counter_app.ui.widgets.labels",
    "counter_app.ui.widgets.shielded",
}
#: where there is something to say: how to register this PC
_SENTENCE = {
    "counter_app.ui.pages.signin.note",
    "counter_app.ui.theme.token_icon",
    "PySide6.QtSvg",
}
#: of Python's own, what takes a while; PySide6 brings most of the rest
_SLOW = {"asyncio", "concurrent.futures", "dataclasses", "email", "platform", "sqlite3", "ssl"}
#: each has hundreds of names, every one of which is made for Python with the class
_LARGE = {"QAction", "QHeaderView", "QStyle", "QStyleOption", "QTableView", "QWindow"}


class Loaded(NamedTuple):
    modules: set[str]
    classes: set[str]

    @property
    def ours(self) -> set[str]:
        return {each for each in self.modules if each.split(".")[0] == "counter_app"}

    @property
    def foreign(self) -> set[str]:
        """What was installed beside us and the three modules of Qt that every window has."""
        own = sys.stdlib_module_names | {"counter_app"}
        return {each for each in self.modules if each.split(".")[0] not in own}


def start(profile: Path) -> tuple[Loaded, Loaded]:
    """What a fresh process has loaded when the window is there, and when the rest is."""
    out = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(profile)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    shown, answer = out.stdout.splitlines()
    assert shown == "shown"
    first, then = json.loads(answer)
    return Loaded(*map(set, first)), Loaded(*map(set, then))


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Somebody has worked here."""
    ring = Keyring(tmp_path / "keyring.json", tmp_path / "attempts.json")
    ring.admit([make_credential("WH0107", "correct horse", ops=1, memory_kib=64)], b"k" * 32)
    return tmp_path


def test_the_first_window_loads_only_what_it_shows(profile: Path) -> None:
    first, _ = start(profile)
    assert first.ours == _FIRST
    assert first.foreign == set()
    assert first.modules & _SLOW == set()
    assert first.classes & _LARGE == set()


def test_a_pc_that_is_not_registered_loads_the_sentence_as_well(tmp_path: Path) -> None:
    first, _ = start(tmp_path / "none")
    assert first.ours | first.foreign == _FIRST | _SENTENCE
    assert first.classes & _LARGE == set()


def test_the_rest_is_loaded_while_the_password_is_typed(profile: Path) -> None:
    """So that nobody waits for it after signing in, or for a report when nothing works."""
    _, then = start(profile)
    assert {"counter_app.workplace", "counter_app.ui.registry"} <= then.ours
    assert "counter_app.ui.crash_report" in then.ours
    assert then.classes >= {"QAction", "QStyle", "QStyleOption", "QTableView"}
