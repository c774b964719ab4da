"""The loop that keeps a device in step with the county, on a thread of its own.

It exchanges right after every new entry, when the county tells of news, when a person asks and
when a way to the county comes back; without a line less and less often. Window and command line
run the same loop. Whatever happens the loop goes on, and every state that it tells is followed
by another one: "sending" never stands for ever, because every request has its limits.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import msgspec

from counter_app.errors import Trouble
from counter_app.models.changes import Changes
from counter_app.models.sync_state import SyncState
from counter_app.protocol.live import LiveReply
from counter_app.store import queries
from counter_app.store.standing import Renewed
from counter_app.store.store import Store
from counter_app.sync.pace import Pace, knock_pause, retry_pause, spread
from counter_app.sync.route import Route

if TYPE_CHECKING:
    from counter_app.sync.exchange import SyncResult
    from counter_app.sync.live import LiveLine


class Exchanging(Protocol):
    """Whose data is kept in step: a workplace."""

    @property
    def store(self) -> Store: ...

    def sync(self, cancelled: Callable[[], bool]) -> SyncResult: ...

    def hang_up(self) -> None:
        """Let go of a connection that was kept open: it may lead nowhere now."""


class Exchange(msgspec.Struct, frozen=True):
    """What the last exchange that came through did. ``at_ms``: when, ms since the epoch."""

    at_ms: int
    pushed: int
    pulled: int
    rows: int
    agreed: bool | None
    drift_ms: int
    took_s: float
    relayed: int = 0
    files_sent: int = 0
    files_owed: int = 0
    renewed: Renewed | None = None
    #: cases that differed from the county's and were mended
    repaired: int = 0


class Told(msgspec.Struct, frozen=True):
    """How it stands. ``unsent``: cases with something that is only here; ``last_ms``: last
    success. ``exchange``: one came through just now; ``changes``: lists may look different;
    ``failed``: one was tried just now and did not come through."""

    state: SyncState
    unsent: int
    last_ms: int | None
    detail: str = ""
    exchange: Exchange | None = None
    changes: Changes | None = None
    failed: bool = False


class Watcher:
    """Start it, ``stop`` it before the store is closed. ``tell`` is called on its thread."""

    def __init__(
        self, place: Exchanging, tell: Callable[[Told], None], pace: Pace | None = None
    ) -> None:
        self._place = place
        self._tell = tell
        self._pace = pace or Pace()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._live: LiveLine | None = None
        self._route = Route(place.store.identity.county_url)
        self._knocking = threading.Event()
        #: the last failure: nobody took the connection, so it is worth knocking
        self._unreached = False
        self._asked = True
        self._failures = 0
        self._seen_n = -1
        self._told_n = -1
        self._told = Told(SyncState.OFFLINE, 0, None)
        self._heard: LiveReply | None = None
        self._due: float | None = None
        #: attachments wait and nothing keeps them from being sent
        self._more_files = False

    def start(self) -> None:
        # A daemon: a request that hangs on a dead line must not keep the program from ending.
        self._thread.start()

    def wake(self) -> None:
        """Try now: a person asked."""
        self._asked = True
        self._wake.set()

    def stop(self, timeout_s: float) -> bool:
        """End at the next safe place. False: still waiting for the line; it ends by itself."""
        self._stopping.set()
        self._wake.set()
        ended = self._live is None or self._live.stop(timeout_s)
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return ended and not self._thread.is_alive()

    # ---- told by the live line, on its thread

    def on_news(self, reply: LiveReply) -> None:
        """There is something to fetch. Of new reference data everybody is told at once, so it
        is fetched a little later, each at another moment."""
        self._heard = reply
        if reply.position != self._place.store.head.cursor:
            self._wake.set()
        else:
            self._due = time.monotonic() + self._pace.edition * random.random()

    def on_lost(self) -> None:
        """The line broke while we waited: look at once whether the county is still there."""
        self._due = time.monotonic() + self._pace.broken * random.random()

    # ---- the loop

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.is_set():
            try:
                if pause:
                    self._rest(pause)
                if not self._stopping.is_set():
                    pause = self._once()
            except Exception as error:
                if self._stopping.is_set():
                    return  # the profile was closed under a request that hung
                pause = self._fault(error)

    def _rest(self, pause: float) -> None:
        """Wait until there is a reason to exchange, at most ``pause`` seconds."""
        pace, route = self._pace, self._route
        begun = looked = time.monotonic()
        knock_at = begun + knock_pause(pace, random.random())
        source = route.source()
        while not self._wake.wait(pace.tick):
            now = time.monotonic()
            head = self._place.store.head
            if head.n != self._told_n:
                self._say(self._told.state, self._told.detail)
            if not self._failures and head.unsent and head.n != self._seen_n:
                return
            if self._failures and head.n != self._seen_n and now - begun >= pace.knock:
                return
            if self._due is not None and now >= self._due:
                return
            if now - looked >= pace.look:
                looked = now
                if route.source() != source:
                    self._place.hang_up()
                    return
            if self._unreached and now >= knock_at:
                knock_at = now + knock_pause(pace, random.random())
                self._knock()
            held = not (self._failures or head.unsent or self._more_files) and self._holds()
            if now - begun >= (max(pause, pace.checkup) if held else pause):
                return
        self._wake.clear()

    def _once(self) -> float:
        """One exchange; returns how long to rest after it."""
        store = self._place.store
        asked, self._asked = self._asked, False
        heard, self._heard = self._heard, None
        self._due = None
        if heard is not None and not asked and not store.head.unsent and self._has(heard):
            self._came_back()
            return self._pace.online  # the exchange that was running has fetched it already
        self._seen_n = store.head.n
        if asked or store.head.unsent:
            self._say(SyncState.SYNCING)
        begun = time.monotonic()
        try:
            result = self._place.sync(self._stopping.is_set)
        except Trouble as error:
            return self._failed(error)
        self._failures = 0
        self._unreached = False
        if not self._stopping.is_set():
            self._came_through(result, time.monotonic() - begun)
            self._came_back()
        self._more_files = result.files_more
        if result.files_more:
            return self._pace.tick  # they stood back only to let entries pass
        return spread(self._pace, self._pace.online, random.random())

    def _has(self, heard: LiveReply) -> bool:
        head = self._place.store.head
        return heard.position == head.cursor and heard.edition <= head.edition

    def _came_through(self, result: SyncResult, took_s: float) -> None:
        exchange = Exchange(
            at_ms=self._place.store.head.synced_ms,
            pushed=result.pushed,
            pulled=result.pulled,
            rows=result.rows,
            agreed=result.agreed,
            drift_ms=result.drift_ms,
            took_s=took_s,
            relayed=result.relayed,
            files_sent=result.files_sent,
            files_owed=result.files_owed,
            renewed=result.renewed,
            repaired=result.repaired,
        )
        # An exchange of nothing is no news to a list.
        came = result.pushed or result.pulled or result.rows or result.renewed or result.repaired
        news = result.changes if came else None
        self._say(SyncState.ONLINE, exchange=exchange, changes=news)

    def _came_back(self) -> None:
        """Listen to the county (again)."""
        if self._live is None:
            from counter_app.sync.live import LiveLine  # loads the HTTP library

            self._live = LiveLine(self._place.store, self.on_news, self.on_lost, self._pace)
            self._live.start()
        self._live.resume()

    def _failed(self, error: Trouble) -> float:
        from counter_app.sync.line import Offline

        if self._stopping.is_set():
            return 0.0
        self._failures += 1
        self._place.hang_up()
        self._unreached = isinstance(error, Offline) and not error.reached
        if isinstance(error, Offline):
            self._say(SyncState.OFFLINE, error.message, failed=True)
            return retry_pause(self._pace, self._failures, random.random())
        self._say(SyncState.STOPPED, str(error), failed=True)
        return spread(self._pace, self._pace.refused_retry, random.random())

    def _fault(self, error: Exception) -> float:
        """A fault of ours. It is told, and the loop goes on."""
        self._failures += 1
        self._unreached = False
        told = Trouble("同步程序出了差错，本机记录不受影响，稍后自动重试")
        self._tell(
            Told(
                SyncState.STOPPED,
                self._told.unsent,
                self._told.last_ms,
                told.message,
                failed=True,
            )
        )
        threading.excepthook(
            threading.ExceptHookArgs(
                (type(error), error, error.__traceback__, threading.current_thread())
            )
        )
        return self._pace.refused_retry

    def _holds(self) -> bool:
        return self._live is not None and self._live.holds

    def _knock(self) -> None:
        """Try a bare connection on the side: names and dead lines can take seconds."""
        if self._knocking.is_set():
            return
        self._knocking.set()

        def knock() -> None:
            try:
                if self._route.knock():
                    self._wake.set()
            finally:
                self._knocking.clear()

        threading.Thread(target=knock, name="knock", daemon=True).start()

    def _say(
        self,
        state: SyncState,
        detail: str = "",
        *,
        exchange: Exchange | None = None,
        changes: Changes | None = None,
        failed: bool = False,
    ) -> None:
        store = self._place.store
        head = store.head
        unsent = owed(store) if head.unsent else 0
        self._told_n = head.n
        last_ms = head.synced_ms or None
        self._told = Told(state, unsent, last_ms, detail, exchange, changes, failed)
        self._tell(self._told)


def owed(store: Store) -> int:
    """How many cases have something that is only here; 1 when only something else is."""
    return max(queries.unsent_cases(store), 1) if store.head.unsent else 0
