"""The loop with real stores, a real server and lines that break: no state stands for ever."""

from __future__ import annotations

import httpx
import pytest
from county_rig import TOWN, free_port
from litestar import Router
from sync_rig import Hall
from watch_rig import SLOW, Relay, lead, watched

from counter_app.county import api, app
from counter_app.county.serve import run_in_thread
from counter_app.models.sync_state import SyncState
from counter_app.store import queries
from counter_app.sync import line, live
from counter_app.sync.pace import Pace

pytestmark = pytest.mark.slow


def test_another_windows_case_arrives_by_itself(hall: Hall) -> None:
    here, there = hall.window(TOWN), hall.window(TOWN)
    with watched(here.workplace, SLOW) as one, watched(there.workplace, SLOW) as other:
        for each in (one, other):
            each.state(SyncState.ONLINE)
        other.listening()
        one.listening()
        for _ in range(3):
            after = other.now
            case = here.take_in()
            arrived = other.until(lambda told: bool(told.exchange and told.exchange.pulled), after)
            assert arrived.changes is not None
            assert queries.by_number(there.workplace.store, case.number) is not None
            assert arrived.exchange is not None
            assert arrived.exchange.agreed
        one.until(lambda told: told.unsent == 0 and told.state is SyncState.ONLINE, one.now - 1)


def test_a_county_that_stops_and_comes_back(hall: Hall) -> None:
    port = free_port()
    url = hall.rig.database_url
    window = hall.window(TOWN)
    place = lead(window, f"http://127.0.0.1:{port}")
    with watched(place, SLOW) as watch:
        watch.state(SyncState.OFFLINE)
        for _ in range(2):
            window.take_in()
            told = watch.until(lambda told: told.unsent == 1, watch.now - 1)
            assert told.state is SyncState.OFFLINE
            after = watch.now
            with run_in_thread(url, port=port):
                done = watch.state(SyncState.ONLINE, after)
                assert done.unsent == 0
                watch.listening()
                after = watch.now
            watch.state(SyncState.OFFLINE, after)


def test_a_county_without_a_live_line_is_asked_every_few_seconds(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = [api.hello, api.enrol, api.push, api.pull, api.editions]
    monkeypatch.setattr(app, "api_router", lambda: Router("/api/v1", route_handlers=older))
    here, there = hall.window(TOWN), hall.window(TOWN)
    pace = Pace(online=0.1, tick=0.02, checkup=500)
    with run_in_thread(hall.rig.database_url) as server:
        place = lead(there, server.url)
        with watched(place, pace) as watch:
            watch.state(SyncState.ONLINE)
            here.take_in()
            assert here.sync().pushed
            watch.until(lambda told: bool(told.exchange and told.exchange.pulled))
            assert not watch.watcher._holds()


@pytest.mark.parametrize("how", ["cut", "silent", "closed"])
def test_sending_ends_when_the_line_breaks_in_the_middle(
    hall: Hall, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "_TIMEOUT", httpx.Timeout(1.0))
    relay = Relay(hall.url)
    window = hall.window(TOWN)
    place = lead(window, relay.url)
    pace = Pace(online=500, first_retry=0.3, longest_retry=0.3, tick=0.02)
    with watched(place, pace) as watch:
        watch.state(SyncState.ONLINE)
        relay.silent.set()
        relay.heard.clear()
        window.take_in()
        watch.state(SyncState.SYNCING)
        relay.heard.wait(20)
        after = watch.now
        if how == "cut":
            relay.cut()
        if how == "closed":
            relay.close()
        told = watch.state(SyncState.OFFLINE, after)
        assert told.unsent == 1
        after = watch.now
        if how == "closed":
            relay = Relay(hall.url)
            lead(window, relay.url)
        relay.silent.clear()
        told = watch.until(lambda told: told.state is SyncState.ONLINE, after)
        assert told.unsent == 0
    relay.close()


def test_a_held_request_whose_other_end_is_gone_ends_by_itself(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_TIMEOUT", httpx.Timeout(1.0))
    monkeypatch.setattr(line, "_TIMEOUT", httpx.Timeout(1.0))
    monkeypatch.setattr(live, "_HELD_S", 0.2)
    relay = Relay(hall.url)
    window = hall.window(TOWN)
    place = lead(window, relay.url)
    with watched(place, SLOW) as watch:
        watch.state(SyncState.ONLINE)
        relay.silent.set()
        watch.state(SyncState.OFFLINE)
    relay.close()


def test_stopping_does_not_wait_for_a_held_request(hall: Hall) -> None:
    window = hall.window(TOWN)
    with watched(window.workplace, SLOW) as watch:
        watch.state(SyncState.ONLINE)
        watch.listening()
        # Half of what the county would hold the request: it did not wait for the answer.
        assert watch.watcher.stop(live.HOLD_S / 2)


def test_a_portal_is_offline_and_not_a_refusal(hall: Hall) -> None:
    """A hotel's login page answers everything with 200 and HTML."""
    portal = Portal()
    window = hall.window(TOWN)
    with watched(lead(window, portal.url), SLOW) as watch:
        told = watch.until(lambda told: told.failed)
        assert told.state is SyncState.OFFLINE
        assert not watch.watcher._unreached
    portal.close()


class Portal(Relay):
    """Answers every request itself."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:9")

    def _serve(self, near: object) -> None:
        with near:  # type: ignore[attr-defined]
            near.recv(65536)  # type: ignore[attr-defined]
            page = b"<html>please sign in</html>"
            near.sendall(  # type: ignore[attr-defined]
                b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n"
                + b"content-length: %d\r\n\r\n%s" % (len(page), page)
            )
