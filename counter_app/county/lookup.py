"""One statement, asked of PostgreSQL from the event loop itself, without a thread in between.

A pull that finds nothing new needs one row. A thread that waits for it, a connection out of the
pool and the driver's usual way cost several times as much as the row. Here each process has one
connection for it: what is asked while an answer is on its way goes out together after it, the
answers come in order.

Nobody depends on it. Where it cannot answer (a SQLite file, a loop that does not watch sockets,
a connection that broke or is still being made) it says so, and the request takes the usual way.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from litestar.concurrency import get_asyncio_executor

from counter_app.county.database import Database
from counter_app.county.prepared import numbered
from counter_app.errors import Trouble

if TYPE_CHECKING:
    from sqlalchemy.sql import ClauseElement

    from counter_app.county.pipeline import Pipeline, Rows

#: A connection that broke or could not be made is made again after so long, in seconds.
_AGAIN_S = 1.0

_log = logging.getLogger(__name__)


class Lookup:
    """A ``statement`` with one value, a text. Used on the event loop only, between ``start()``
    and ``stop()``.
    """

    def __init__(self, database: Database, statement: ClauseElement) -> None:
        self._database = database
        self._statement = numbered(statement)
        self._line: Pipeline | None = None
        self._dialling: asyncio.Task[None] | None = None
        self._not_before = 0.0
        self._stopped = True

    async def start(self) -> None:
        """Have the connection made; returns when it is, or when it could not be."""
        self._stopped = False
        self._dial()
        await self.dialled()

    async def rows(self, value: str) -> Rows | None:
        """What the statement finds for this value now; None = it could not be asked."""
        line = self._line
        rows = await line.ask(value) if line is not None and line.works else None
        if rows is None:
            self._dial()
        return rows

    async def stop(self) -> None:
        """Let go of the connection."""
        self._stopped = True
        await self.dialled()
        if self._line is not None:
            self._line.drop()

    async def dialled(self) -> None:
        """Wait for a connection that is just being made."""
        if self._dialling is not None:
            await self._dialling

    def _dial(self) -> None:
        """See to it that there will be a connection; nobody waits for it."""
        loop = asyncio.get_running_loop()
        idle = self._dialling is None and not self._stopped and loop.time() >= self._not_before
        if idle and self._database.is_postgres:
            self._not_before = loop.time() + _AGAIN_S
            self._dialling = loop.create_task(self._connect(loop))

    async def _connect(self, loop: asyncio.AbstractEventLoop) -> None:
        from counter_app.county.pipeline import NAME, Pipeline, Unwatched

        threads, apart = get_asyncio_executor(), self._database.apart
        try:
            connection = await loop.run_in_executor(threads, apart, NAME, self._statement)
            self._line = Pipeline(loop, connection)
        except Trouble as error:
            _log.warning("devices are looked up by threads: %s", error.hint)
        except Unwatched:
            self._stopped = True
        finally:
            self._dialling = None
