"""Background work: order, answers on the GUI thread, nothing for the dead, nothing lost."""

from __future__ import annotations

import threading
import weakref
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from counter_app.errors import Refused
from counter_app.ui.tasks import Tasks


class Listener(QObject):
    """Takes answers and remembers on which thread they came."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.threads: set[int] = set()

    def take(self, value: object) -> None:
        self.got.append(value)
        self.threads.add(threading.get_ident())


def refuse() -> None:
    raise Refused("此刻不能受理")


def test_answers_come_in_order_on_the_gui_thread(tasks: Tasks, qtbot: QtBot) -> None:
    listener = Listener()
    workers: set[int] = set()

    def write(number: int) -> int:
        workers.add(threading.get_ident())
        return number

    for number in range(300):
        tasks.run_write(partial(write, number), listener.take)
    qtbot.waitUntil(tasks.idle)
    assert listener.got == list(range(300))
    assert listener.threads == {threading.get_ident()}
    assert len(workers) == 1
    assert threading.get_ident() not in workers


def test_reader_and_writer_do_not_wait_for_each_other(tasks: Tasks, qtbot: QtBot) -> None:
    gate = threading.Event()
    listener = Listener()
    tasks.run_write(partial(gate.wait, 10), listener.take)
    tasks.run("sync", partial(gate.wait, 10), listener.take)
    tasks.run_read(lambda: "read", listener.take)
    qtbot.waitUntil(lambda: listener.got == ["read"])
    gate.set()
    qtbot.waitUntil(tasks.idle)


def test_errors_go_to_failed_or_to_the_one_who_shows_them(qtbot: QtBot) -> None:
    listener, bar = Listener(), Listener()
    tasks = Tasks(on_error=bar.take)
    tasks.run_write(refuse, failed=listener.take)
    tasks.run_write(refuse)
    qtbot.waitUntil(tasks.idle)
    assert [str(each) for each in (*listener.got, *bar.got)] == ["此刻不能受理"] * 2
    tasks.close()


def test_answers_for_the_dead_are_dropped(tasks: Tasks, qtbot: QtBot) -> None:
    gate = threading.Event()
    listener = Listener()
    tasks.run_read(partial(gate.wait, 10), listener.take)
    tasks.run_read(refuse, failed=listener.take)
    got = listener.got
    listener.deleteLater()
    qtbot.wait(1)
    gate.set()
    qtbot.waitUntil(tasks.idle)
    assert got == []


def test_of_searches_only_the_newest_answers(tasks: Tasks, qtbot: QtBot) -> None:
    gate = threading.Event()
    listener, other = Listener(), Listener()
    ran: list[str] = []

    def search(text: str) -> str:
        ran.append(text)
        gate.wait(10)
        return text

    tasks.run_read(partial(search, "a"), listener.take, latest="search")
    qtbot.waitUntil(lambda: ran == ["a"])
    for text in ("ab", "abc", "abcd"):
        tasks.run_read(partial(search, text), listener.take, latest="search")
    tasks.run_read(partial(search, "other"), other.take, latest="search")
    gate.set()
    qtbot.waitUntil(tasks.idle)
    assert listener.got == ["abcd"]
    assert other.got == ["other"]
    assert ran == ["a", "abcd", "other"]  # overtaken ones were never begun


def test_a_cancelled_job_neither_runs_nor_answers(tasks: Tasks, qtbot: QtBot) -> None:
    gate = threading.Event()
    listener = Listener()
    running = tasks.run_write(partial(gate.wait, 10), listener.take)
    waiting = tasks.run_write(partial(listener.got.append, "ran"), listener.take)
    waiting.cancel()
    running.cancel()
    gate.set()
    qtbot.waitUntil(tasks.idle)
    assert listener.got == []


def test_what_a_job_holds_dies_on_the_gui_thread(tasks: Tasks, qtbot: QtBot) -> None:
    where: list[int] = []

    class Held:
        def work(self) -> None:
            return None

    for _ in range(100):
        held = Held()
        weakref.finalize(held, lambda: where.append(threading.get_ident()))
        tasks.run_read(held.work)
        del held
    qtbot.waitUntil(tasks.idle)
    assert len(where) == 100
    assert set(where) == {threading.get_ident()}


def test_progress_arrives_on_the_gui_thread_and_ends_with_the_last(
    tasks: Tasks, qtbot: QtBot
) -> None:
    listener = Listener()
    report = tasks.relay(listener.take)

    def work() -> None:
        for number in range(1000):
            report(number)

    tasks.run("import", work)
    qtbot.waitUntil(lambda: bool(listener.got) and listener.got[-1] == 999)
    assert listener.threads == {threading.get_ident()}
    assert len(listener.got) <= 1000


def test_closing_finishes_what_is_to_be_written(qapp: QObject) -> None:
    tasks = Tasks()
    written: list[int] = []
    gate = threading.Event()
    tasks.run_write(partial(gate.wait, 10))
    for number in range(20):
        tasks.run_write(partial(written.append, number))
    gate.set()
    tasks.close()
    assert written == list(range(20))


def test_busy_is_told_once_at_the_beginning_and_once_at_the_end(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[bool] = []
    tasks.busy_changed.connect(told.append)
    for _ in range(5):
        tasks.run_write(lambda: None)
    qtbot.waitUntil(tasks.idle)
    assert told == [True, False]


@pytest.mark.qt_no_exception_capture
def test_without_anybody_to_show_it_an_error_is_raised(
    tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[type[BaseException]] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, error, trace: heard.append(kind))
    tasks.run_write(refuse)
    qtbot.waitUntil(lambda: heard == [Refused])
