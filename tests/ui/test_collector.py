"""Garbage is collected on the GUI thread, as often as the interpreter would have."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from counter_app.ui.gc import MainThreadCollector
from counter_app.ui.tasks import Tasks


class Knot:
    """Something that only the collector can free."""

    def __init__(self, where: list[int]) -> None:
        self.me = self
        weakref.finalize(self, lambda: where.append(threading.get_ident()))


def litter(count: int, where: list[int]) -> None:
    for _ in range(count):
        Knot(where)
    [[] for _ in range(20_000)]


def test_knots_die_on_the_gui_thread(tasks: Tasks, qtbot: QtBot) -> None:
    owner = QObject()
    collector = MainThreadCollector(owner)
    try:
        assert not gc.isenabled()
        where: list[int] = []
        for _ in range(20):
            tasks.run_write(lambda: litter(200, where))
        litter(200, where)
        qtbot.waitUntil(tasks.idle)
        assert where == []
        collector.on_due()
        collector.collect_now()
        assert len(where) == 21 * 200
        assert set(where) == {threading.get_ident()}
    finally:
        collector.stop()
        owner.deleteLater()
    assert gc.isenabled()
