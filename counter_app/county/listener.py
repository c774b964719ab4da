"""One thread a process that hears what other processes committed.

On PostgreSQL it listens for their notices and comes back by itself when the database was
restarted; whatever was told meanwhile is read afresh. A SQLite file has no way of telling, so
while somebody waits it is looked at once a second.
"""

from __future__ import annotations

import logging
import random
import selectors
import socket
import threading

from counter_app.county.database import Database
from counter_app.county.live import Hub, look_round
from counter_app.county.notices import CHANNEL, read_payload
from counter_app.errors import Trouble

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
        #: set while other processes are heard
        self.listening = threading.Event()

    def start(self) -> None:
        self._thread.start()

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
                either.select()
                for told in connection.notifies(timeout=0):
                    self._hub.ring(read_payload(told.payload))
