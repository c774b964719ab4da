"""A connection to PostgreSQL that the event loop watches, with statements on the way.

Sending one does not wait for the answer to the one before (libpq's pipeline mode). All of them
are one prepared statement that reads; each sees what was committed before it was sent, or later.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from psycopg import Connection, Error
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

#: By this name the statement is prepared on the connection.
NAME = b"lookup"

Rows = list[tuple[Any, ...]]


class Unwatched(Exception):
    """The event loop watches no sockets, as the usual one of Windows does not."""


class Pipeline:
    """One connection, with statements on the way. ``works`` until it breaks or is dropped."""

    def __init__(self, loop: asyncio.AbstractEventLoop, connection: Connection[Any]) -> None:
        """Raises :class:`Unwatched`."""
        self._loop = loop
        self._connection = connection
        self._server = connection.pgconn
        self._socket = self._server.socket
        self._reader = Transformer(connection)
        #: in the order in which they were sent; None = the end of what was sent together
        self._waiting: deque[asyncio.Future[Rows | None] | None] = deque()
        #: something was sent and not answered; something waits to be sent; the socket is full
        self._out = self._due = self._writing = False
        self.works = True
        try:
            loop.add_reader(self._socket, self._read)
        except RuntimeError as error:
            connection.close()
            raise Unwatched from error
        self._server.nonblocking = 1
        self._server.enter_pipeline_mode()

    def ask(self, value: str) -> asyncio.Future[Rows | None]:
        """Ask at once, or with all others that come before the answers on the way are here."""
        answer: asyncio.Future[Rows | None] = self._loop.create_future()
        self._waiting.append(answer)
        try:
            self._server.send_query_prepared(NAME, [value.encode()], result_format=1)
        except Error:
            self.drop()
        else:
            self._due = True
            if not self._out:
                self._send()
        return answer

    def drop(self) -> None:
        """Close it; whoever waits is told that it could not be asked."""
        if not self.works:
            return
        self.works = False
        self._loop.remove_reader(self._socket)
        if self._writing:
            self._loop.remove_writer(self._socket)
        self._connection.close()
        for answer in self._waiting:
            if answer is not None and not answer.done():
                answer.set_result(None)
        self._waiting.clear()

    def _send(self) -> None:
        self._out, self._due = True, False
        self._waiting.append(None)
        try:
            self._server.pipeline_sync()
            self._flush()
        except Error:
            self.drop()

    def _flush(self) -> None:
        left = bool(self._server.flush())
        if left and not self._writing:
            self._loop.add_writer(self._socket, self._write)
        elif self._writing and not left:
            self._loop.remove_writer(self._socket)
        self._writing = left

    def _write(self) -> None:
        try:
            self._flush()
        except Error:
            self.drop()

    def _read(self) -> None:
        try:
            self._server.consume_input()
            ended = False  # the results of one statement; twice: nothing more has come
            while self._waiting and not self._server.is_busy():
                result = self._server.get_result()
                if result is None and ended:
                    break
                ended = result is None
                if result is not None and not self._taken(result):
                    self.drop()
            if self._due and not self._out and self.works:
                self._send()
        except Error:
            self.drop()

    def _taken(self, result: PGresult) -> bool:
        """Hand it to whoever waits for it; whether all is well with the connection."""
        answer = self._waiting.popleft()
        if answer is None:
            self._out = False
            return result.status == ExecStatus.PIPELINE_SYNC
        well = result.status == ExecStatus.TUPLES_OK
        rows: Rows | None = None
        if well:
            self._reader.set_pgresult(result)
            rows = self._reader.load_rows(0, result.ntuples, tuple)
        if not answer.done():  # else nobody is there any more
            answer.set_result(rows)
        return well
