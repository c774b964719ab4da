"""What tests of the sync loop need: all that it told, and a line that can be cut."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
from sync_rig import Window

from counter_app.models.sync_state import SyncState
from counter_app.sync.pace import Pace
from counter_app.sync.watch import Exchanging, Told, Watcher
from counter_app.workplace import Workplace

#: Far more than anything takes; only there so that a loop that hangs fails a test.
GENEROUS_S = 60.0
#: Nothing happens by the clock within a test: what comes, comes by a wake-up.
SLOW = Pace(
    online=500, first_retry=500, longest_retry=500, refused_retry=500, checkup=500,
    tick=0.02, knock=500, knock_least=0.1, knock_most=0.2, look=0.1, broken=0.05, edition=0.05,
)  # fmt: skip


class Watched:
    """A running loop and everything it told."""

    def __init__(self, place: Exchanging, pace: Pace | None = None) -> None:
        self.told: list[Told] = []
        self._changed = threading.Condition()
        self.watcher = Watcher(place, self._tell, pace)

    def _tell(self, told: Told) -> None:
        with self._changed:
            self.told.append(told)
            self._changed.notify_all()

    def until(self, met: Callable[[Told], bool], after: int = 0) -> Told:
        """The first of what was told from index ``after`` on that fulfils this."""
        end = time.monotonic() + GENEROUS_S
        with self._changed:
            while True:
                for each in self.told[after:]:
                    if met(each):
                        return each
                left = end - time.monotonic()
                assert left > 0, [(each.state, each.detail, each.unsent) for each in self.told]
                self._changed.wait(left)

    def state(self, state: SyncState, after: int = 0) -> Told:
        return self.until(lambda told: told.state is state, after)

    def listening(self) -> None:
        """Wait until the county holds the request for news."""
        end = time.monotonic() + GENEROUS_S
        while not self.watcher._holds():
            assert time.monotonic() < end
            time.sleep(0.01)

    @property
    def now(self) -> int:
        """Where what is told next will stand."""
        with self._changed:
            return len(self.told)


@contextmanager
def watched(place: Exchanging, pace: Pace | None = None) -> Iterator[Watched]:
    made = Watched(place, pace)
    made.watcher.start()
    try:
        yield made
    finally:
        assert made.watcher.stop(20), "the loop did not end"


def lead(window: Window, url: str) -> Workplace:
    """Let the window's line go to this address."""
    store = window.workplace.store
    store.identity = msgspec.structs.replace(store.identity, county_url=url)
    return window.workplace


class Relay:
    """A line to the county that can be shut, fall silent, or be slow.

    ``silent``: takes connections and everything sent, and says nothing any more.
    ``rate``: bytes/s upwards, 0 = as fast as it goes.
    """

    def __init__(self, target: str) -> None:
        host, port = target.removeprefix("http://").split(":")
        self._target = (host, int(port))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        self.silent = threading.Event()
        self.heard = threading.Event()
        self.rate = 0
        self.requests: list[int] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Everything that is connected breaks."""
        for each in list(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError), socket.create_connection(self._target) as far:
            # What does not fit waits at the sender, as on a line with small buffers.
            near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
            self._open |= {near, far}
            back = threading.Thread(target=self._carry, args=(far, near, 0), daemon=True)
            back.start()
            self._carry(near, far, None)
            back.join()
            self._open -= {near, far}

    def _carry(self, source: socket.socket, sink: socket.socket, rate: int | None) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(2048):
                if rate is None:
                    self.heard.set()
                    if self.rate:
                        time.sleep(len(data) / self.rate)
                if not self.silent.is_set():
                    sink.sendall(data)
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
