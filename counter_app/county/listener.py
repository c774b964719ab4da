"""One thread a process that tells other processes what was committed here, and hears them.

On PostgreSQL it does so by notices and comes back by itself when the database was restarted;
whatever was told meanwhile is read afresh. A process that dies between a commit and its notice
costs those who wait elsewhere the rest of their 25 seconds, nothing else. A SQLite file has no
way of telling, so while somebody waits it is looked at once a second.
"""

from __future__ import annotations

import contextlib
import logging
import random
import selectors
import socket
import threading
from typing import TYPE_CHECKING, Any

from counter_app.county.database import Database
from counter_app.county.live import Hub, look_round
from counter_app.county.notices import CHANNEL, Notice, payloads, read_payload
from counter_app.errors import Trouble

if TYPE_CHECKING:
    from psycopg import Connection

#: How often a SQLite file is looked at while somebody waits, in seconds.
_LOOK_S = 1.0
#: Pause before the next try when PostgreSQL is away, in seconds; plus up to as much again.
_AGAIN_S = 1.0

_log = logging.getLogger(__name__)


class Listener:
    """``start`` with the server, ``stop`` with it."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self._stopping = threading.Event()
        self._hear, self._call = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="county-listener", daemon=True)
        self._call.setblocking(False)
        self._lock = threading.Lock()
        self._untold = Notice()
        #: set while other processes are heard
        self.listening = threading.Event()

    def start(self) -> None:
        self._thread.start()
        self._database.on_commit = self.committed

    def committed(self, notice: Notice) -> None:
        """Tell everybody who waits, in this process now and in the others as soon as can be."""
        self._hub.ring(notice)
        if not self._database.is_postgres:
            return
        with self._lock:
            self._untold.positions.update(notice.positions)
            self._untold.edition = max(self._untold.edition, notice.edition)
        with contextlib.suppress(OSError):  # full: the thread is awake; closed: we are stopping
            self._call.send(b".")

    def stop(self) -> None:
        """Ends at once, unless a database that does not answer is just being dialled."""
        self._stopping.set()
        self._call.close()  # readable on the other end: wakes the thread
        if self._thread.ident is not None:
            self._thread.join(2)

    def _run(self) -> None:
        once = self._listen if self._database.is_postgres else self._look
        while not self._stopping.is_set():
            try:
                once()
            except Trouble as error:
                self.listening.clear()
                _log.warning("notices of other processes are not heard: %s", error.hint)
                self._stopping.wait(_AGAIN_S * (1 + random.random()))
        self._hear.close()

    def _look(self) -> None:
        self.listening.set()
        while not self._stopping.wait(_LOOK_S):
            look_round(self._database, self._hub)

    def _listen(self) -> None:
        # Not select(): with a thousand devices waiting numbers of files grow too large for it.
        with (
            self._database.listening(CHANNEL) as connection,
            selectors.DefaultSelector() as either,
        ):
            either.register(connection.fileno(), selectors.EVENT_READ)
            either.register(self._hear, selectors.EVENT_READ)
            self.listening.set()
            look_round(self._database, self._hub)
            while not self._stopping.is_set():
                self._tell(connection)
                # Before waiting: telling may have taken in what others told meanwhile.
                for told in connection.notifies(timeout=0):
                    self._hub.ring(read_payload(told.payload))
                woken = {key.fileobj for key, _ in either.select()}
                if self._hear in woken and not self._hear.recv(4096):
                    return

    def _tell(self, connection: Connection[Any]) -> None:
        with self._lock:
            telling, self._untold = self._untold, Notice()
        told = payloads(telling)
        if not told:
            return
        try:
            connection.execute(
                "SELECT pg_notify(%s, one) FROM unnest(%s::text[]) AS one", (CHANNEL, told)
            )
        except BaseException:
            with self._lock:  # the next connection tells it, unless something newer is known
                self._untold.positions = telling.positions | self._untold.positions
                self._untold.edition = max(self._untold.edition, telling.edition)
            raise
