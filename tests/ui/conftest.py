"""Widgets in tests: dressed as in the program, and nothing may be left behind or complained of."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from counter_app.ui.application import complete, dress
from counter_app.ui.context import Counter, Workplace
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

HARMLESS = "This plugin does not support (propagateSizeHints|raise|grabbing)|No RHI backend"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every warning of Qt fails the test of a widget."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(HARMLESS))


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str], qapp_cls: type[QApplication]) -> Iterator[QApplication]:
    """The application as people see it."""
    running = QApplication.instance()
    application = cast(QApplication, running) if running else qapp_cls(qapp_args)
    dress(application)
    complete(application)
    # What lives now is not looked through again after every test.
    gc.collect()
    gc.freeze()
    yield application
    gc.unfreeze()


def _left_behind() -> dict[str, set[int]]:
    timers, threads = set(), set()
    for each in gc.get_objects():
        if type(each) is QTimer and shiboken6.isValid(each) and each.isActive():
            timers.add(id(each))
        elif type(each) is QThread and shiboken6.isValid(each) and each.isRunning():
            threads.add(id(each))
    return {
        "timers": timers,
        "threads of Qt": threads,
        "threads": {id(each) for each in threading.enumerate() if each.is_alive()},
        "windows": {id(each) for each in QApplication.topLevelWidgets()},
    }


def _tidy(qapp: QApplication) -> None:
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        qapp.processEvents()


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """No window, timer or thread outlives the test that made it."""
    before = _left_behind()
    yield
    _tidy(qapp)
    left = _more(_left_behind(), before)
    if left:
        gc.collect()
        _tidy(qapp)
        left = _more(_left_behind(), before)
    if left:
        pytest.fail("left behind: " + "; ".join(left))


def _more(after: dict[str, set[int]], before: dict[str, set[int]]) -> list[str]:
    new = {id_: what for what, ids in after.items() for id_ in ids - before[what]}
    if not new:
        return []
    around = (*gc.get_objects(), *threading.enumerate(), *QApplication.topLevelWidgets())
    names = {id(each): f"{new[id(each)]}: {each!r}" for each in around if id(each) in new}
    return list(names.values())


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """A task runner that is shut down after the test."""
    runner = Tasks()
    yield runner
    runner.close()
    runner.deleteLater()


@pytest.fixture
def shell(qtbot: QtBot) -> Shell:
    """A window in the usual size, shown and active."""
    window = Shell()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    return window


@pytest.fixture
def counter(shell: Shell, tasks: Tasks) -> Counter:
    """What pages are given, with a workplace that nobody asks."""
    return Counter(cast(Workplace, SimpleNamespace()), tasks, shell.go, shell.notify, shell.changed)


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    """A shown, active window to put one widget into."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    return window
