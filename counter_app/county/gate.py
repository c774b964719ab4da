"""Where small pushes wait for each other: those that come while others are stored go together.

Nobody waits for company: with few at once each goes at once and alone.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

from litestar.concurrency import get_asyncio_executor

from counter_app.county.server import CountyServer
from counter_app.county.signed import Asked
from counter_app.county.together import MOST, Answer, push_together

#: Groups that are stored at the same time by one process.
_AT_ONCE = 2


class Gate:
    """Used on the event loop only."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Asked, asyncio.Future[bytes]]] = deque()
        self._working: set[asyncio.Task[None]] = set()

    async def push(self, server: CountyServer, asked: Asked) -> bytes:
        """The packed reply. Raises ``Refuse`` and the faults of the store."""
        reply: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, reply))
        if len(self._working) < _AT_ONCE:
            task = asyncio.create_task(self._work(server))
            self._working.add(task)
            task.add_done_callback(self._working.discard)
        return await reply

    async def _work(self, server: CountyServer) -> None:
        loop, threads = asyncio.get_running_loop(), get_asyncio_executor()
        while self._waiting:
            group = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            asks = [asked for asked, _ in group]
            answers: Sequence[Answer | BaseException]
            try:
                answers = await loop.run_in_executor(threads, push_together, server, asks)
            except asyncio.CancelledError:
                for _, reply in group:
                    reply.cancel()
                raise
            except BaseException as error:  # whatever ended it, nobody may be left waiting
                answers = [error] * len(group)
            for (_, reply), answer in zip(group, answers, strict=True):
                if reply.done():  # nobody is there any more
                    continue
                if isinstance(answer, BaseException):
                    reply.set_exception(answer)
                else:
                    reply.set_result(answer)
