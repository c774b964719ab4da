"""The sync loop: wakes for new entries, backs off without a line, never holds up the window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from case_pages_rig import take_in
from desk_rig import Rig, make_workplace
from msgspec.structs import replace

from counter_app.errors import Trouble
from counter_app.models.changes import Changes
from counter_app.store.outbox import next_batch
from counter_app.sync.exchange import SyncResult
from counter_app.sync.line import Offline
from counter_app.ui.sync_view import SyncState
from counter_app.ui.syncing import Pace, SyncLoop

FAST = Pace(0.05, 0.05, 0.2, 0.2, 0.05, 0.01, 0.0)


class County:
    """A county that takes everything in at once, or is out of reach, or says no."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.store = rig.store
        self.desk = rig.desk
        self.calls: list[float] = []
        self.answer: Callable[[], None] = lambda: None
        self.hangs = 0.0

    def hang_up(self) -> None:
        """Nothing is kept open."""

    def sync(self, cancelled: Callable[[], bool] = lambda: False) -> SyncResult:
        self.calls.append(time.monotonic())
        end = time.monotonic() + self.hangs
        while time.monotonic() < end and not cancelled():
            time.sleep(0.005)
        self.answer()
        # As the real exchange: what is not through yet is not sent.
        batch = next_batch(self.store, self.store.head.acked)
        pushed = len(batch.entries) if batch is not None else 0
        with self.store.write() as tx:
            tx.acknowledge(tx.head.acked + pushed, ())
            tx.head = replace(tx.head, synced_ms=self.store.now_ms())
        changes = Changes(cases=bool(pushed), sync=True)
        return SyncResult(pushed, 0, 0, 0, True, 0, changes)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    rig = make_workplace(tmp_path)
    yield County(rig)
    rig.close()


@pytest.fixture
def loop(qtbot: object, county: County) -> Iterator[SyncLoop]:
    made = SyncLoop(county, pace=FAST)
    yield made
    assert made.stop()
    made.deleteLater()


def test_sends_a_new_case_at_once(qtbot, county: County, loop: SyncLoop) -> None:
    views, news = [], []
    loop.view_changed.connect(views.append)
    loop.arrived.connect(news.append)
    loop.start()
    qtbot.waitUntil(lambda: loop.view.state is SyncState.ONLINE)
    assert news == []
    take_in(county.rig, papers=False)
    qtbot.waitUntil(lambda: bool(news))
    assert county.store.head.unsent == 0
    assert any(view.unsent == 1 for view in views), "the one that waits was shown"
    assert loop.view.unsent == 0
    assert loop.exchange is not None
    assert loop.exchange.pushed == 1


def test_offline_is_told_and_tried_again(qtbot, county: County, loop: SyncLoop) -> None:
    def no_line() -> None:
        raise Offline("连不上县平台，可继续离线办理")

    county.answer = no_line
    loop.start()
    qtbot.waitUntil(lambda: len(county.calls) >= 4)
    assert loop.view.state is SyncState.OFFLINE
    pauses = [later - earlier for earlier, later in pairwise(county.calls)]
    assert pauses[2] > pauses[0], "pauses grow"
    take_in(county.rig, papers=False)
    qtbot.waitUntil(lambda: loop.view.unsent == 1)
    county.answer = lambda: None
    loop.wake()
    qtbot.waitUntil(lambda: loop.view.state is SyncState.ONLINE and loop.view.unsent == 0)


def test_refusal_stops_with_its_reason(qtbot, county: County, loop: SyncLoop) -> None:
    def refuse() -> None:
        raise Trouble("本机已停用", hint="请联系县平台")

    county.answer = refuse
    loop.start()
    qtbot.waitUntil(lambda: loop.view.state is SyncState.STOPPED)
    assert loop.view.detail == "本机已停用。请联系县平台"


def test_a_fault_of_ours_reaches_the_hook(
    qtbot, county: County, loop: SyncLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[object] = []
    monkeypatch.setattr("threading.excepthook", lambda args: caught.append(args.exc_value))

    def fault() -> None:
        raise ZeroDivisionError

    county.answer = fault
    loop.start()
    qtbot.waitUntil(lambda: bool(caught) and loop.view.state is SyncState.STOPPED)
    assert isinstance(caught[0], ZeroDivisionError)
    county.answer = lambda: None
    qtbot.waitUntil(lambda: loop.view.state is SyncState.ONLINE)


def test_stops_quickly_while_the_line_hangs(qtbot, county: County) -> None:
    county.hangs = 30
    loop = SyncLoop(county, pace=FAST)
    loop.start()
    qtbot.waitUntil(lambda: bool(county.calls))
    begun = time.monotonic()
    assert loop.stop()
    assert time.monotonic() - begun < 1
    loop.deleteLater()


def test_without_a_county_the_real_exchange_is_offline(qtbot, tmp_path: Path) -> None:
    rig = make_workplace(tmp_path)
    loop = SyncLoop(rig.workplace, pace=FAST)
    loop.start()
    qtbot.waitUntil(lambda: bool(loop.view.detail))
    assert loop.view.state is SyncState.OFFLINE
    assert loop.stop()
    rig.close()
