"""The live line: one request always open, which the county answers when there is news.

A thread of its own, beside the one that exchanges. It only says that there is something; what
it is, the exchange fetches. A county of an older program has no such line (404): then nothing
is said and the exchange goes on asking every few seconds.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

import httpx
import msgspec

from counter_app.errors import Trouble
from counter_app.protocol.live import HOLD_S, LiveReply
from counter_app.store.store import Store
from counter_app.sync.line import Line, Rejected
from counter_app.sync.pace import Pace, retry_pause

#: The county holds the request; then its answer may need a while on a slow line.
_TIMEOUT = httpx.Timeout(HOLD_S + 20.0, connect=8.0)
#: A request that is held so long has arrived: a refusal or a broken line comes sooner.
_HELD_S = 5.0
#: After this pause an older county is asked again whether it has been renewed.
_ABSENT_S = 600.0
#: A server that answers without news sooner than this is not asked again at once.
_LEAST_S = 1.0


class Heard(msgspec.Struct, frozen=True):
    """What the county said last, and what this device had when it asked."""

    reply: LiveReply
    cursor: int
    edition: int


class LiveLine:
    """``start``, then ``resume`` after every exchange that came through; ``stop`` at the end.

    ``news(reply)``: there is something to fetch. ``lost()``: the line was there and broke.
    Both are called on the thread of this line, which then rests until ``resume``.
    """

    def __init__(
        self, store: Store, news: Callable[[LiveReply], None], lost: Callable[[], None], pace: Pace
    ) -> None:
        self._store = store
        self._news = news
        self._lost = lost
        self._pace = pace
        self._stopping = threading.Event()
        self._go = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)
        self._line: Line | None = None
        self._failures = 0
        self._proven = False
        self._asked_at: float | None = None
        self._heard: Heard | None = None

    @property
    def holds(self) -> bool:
        """Whether the county would tell us: the last request was answered, or is being held."""
        asked = self._asked_at
        if self._failures or asked is None:
            return False
        return self._proven or time.monotonic() - asked > _HELD_S

    def start(self) -> None:
        self._thread.start()

    def resume(self) -> None:
        """The exchange came through: listen (again)."""
        self._go.set()

    def stop(self, timeout_s: float) -> bool:
        """End now, also in the middle of a request that is being held."""
        self._stopping.set()
        self._go.set()
        if self._thread.ident is None:
            return True
        line = self._line
        if line is not None:
            line.cut()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._go.wait()
            self._go.clear()
            if not self._stopping.is_set():
                self._listen()

    def _listen(self) -> None:
        """Ask until there is news or the line breaks."""
        store = self._store
        line = Line(store.identity, drift_ms=store.head.drift_ms, timeout=_TIMEOUT)
        self._line = line
        try:
            with line:
                while not self._stopping.is_set():
                    begun = time.monotonic()
                    heard = self._ask(line)
                    if self._is_news(heard):
                        self._asked_at = None
                        self._news(heard.reply)
                        return
                    self._stopping.wait(_LEAST_S - (time.monotonic() - begun))
        except Rejected as refused:
            self._refused(refused)
        except Trouble:
            self._broken()
        finally:
            self._line = None

    def _ask(self, line: Line) -> Heard:
        head = self._store.head
        self._asked_at = time.monotonic()
        target = f"/api/v1/live?cursor={head.cursor}&edition={head.edition}"
        reply = line.get(target, LiveReply)
        self._failures = 0
        self._proven = True
        return Heard(reply, head.cursor, head.edition)

    def _is_news(self, heard: Heard) -> bool:
        again, self._heard = heard == self._heard, heard
        if heard.reply.position == heard.cursor and heard.reply.edition <= heard.edition:
            return False
        if again:
            # It was fetched, and changed nothing: no reason to fetch it for ever.
            self._failures += 1
            self._stopping.wait(retry_pause(self._pace, self._failures, random.random()))
        return True

    def _refused(self, refused: Rejected) -> None:
        held = self.holds
        self._asked_at, self._proven = None, False
        self._failures += 1
        if refused.status == 404:
            self._stopping.wait(_ABSENT_S)
            self._go.set()
        elif held:
            self._lost()  # the exchange learns the reason
        else:
            self._stopping.wait(retry_pause(self._pace, self._failures, random.random()))

    def _broken(self) -> None:
        if self._stopping.is_set():
            return
        held = self.holds
        self._asked_at, self._proven = None, False
        self._failures += 1
        if held:
            self._lost()
        else:
            # Exchanges come through and this does not: something between dislikes waiting.
            self._stopping.wait(retry_pause(self._pace, self._failures, random.random()))
