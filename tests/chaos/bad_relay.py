"""A TCP relay that behaves like the worst line: cut, reset, silent, slow, doubled.

It runs on a loop in a thread of its own and passes connections on to one of several servers.
What is counted stands in ``told``. ``calm`` lifts every fault.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from collections import Counter
from collections.abc import Sequence

#: Longest silence of a half-open connection, and longest delay of one piece, in seconds.
_SILENT_S = 2.0
_DELAY_S = 0.6
#: Longest life of a connection in bad weather, in seconds.
_AGE_S = 4.0
#: Bytes a second of a narrow line.
_NARROW = 6_000
_PIECE = 1_024
FAULTS = ("none", "refused", "cut", "reset", "half_open", "delayed", "narrow", "doubled")


class BadRelay:
    """Listens on a free port of the loopback; ``targets``: ports of the servers behind it."""

    def __init__(self, targets: Sequence[int], seed: int) -> None:
        self._targets = list(targets)
        self._chance = random.Random(seed)
        self.calm = True
        self.port = 0
        self.told: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> BadRelay:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fault = "none" if self.calm else self._chance.choice(FAULTS)
        self.told["connections"] += 1
        self.told[fault] += 1
        writers = [writer]
        swallowing: asyncio.Future[bytes] | None = None
        try:
            if fault == "refused":
                return
            near, far = await self._connect()
            writers.append(far)
            copy: asyncio.StreamWriter | None = None
            if fault == "doubled":
                # The second server reads every request as well; what it answers is dropped.
                drain, copy = await self._connect()
                writers.append(copy)
                swallowing = asyncio.ensure_future(drain.read())
            left = self._chance.randrange(1, 4_000) if fault in ("cut", "reset", "half_open") else 0
            carry = _Carry(self, fault, left)
            both = asyncio.gather(
                carry.pass_on(reader, far, copy), carry.pass_on(near, writer, None)
            )
            # In bad weather no connection grows old.
            await asyncio.wait_for(both, None if self.calm else self._chance.random() * _AGE_S)
        except TimeoutError:
            self.told["dropped"] += 1
            for each in writers:
                each.transport.abort()
        except (OSError, _Ended):
            if fault in ("reset", "half_open"):
                for each in writers:
                    each.transport.abort()
        finally:
            if swallowing is not None:
                swallowing.cancel()
            for each in writers:
                with contextlib.suppress(OSError):
                    each.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self._chance.choice(self._targets))

    def random(self) -> float:
        return self._chance.random()


class _Ended(Exception):
    """The line ends here, by its fault."""


class _Carry:
    """The bytes of one connection, both ways together. ``left``: until the fault strikes."""

    def __init__(self, relay: BadRelay, fault: str, left: int) -> None:
        self._relay = relay
        self._fault = fault
        self._left = left

    async def pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        copy: asyncio.StreamWriter | None,
    ) -> None:
        while piece := await reader.read(_PIECE if self._fault == "narrow" else 65_536):
            if self._left:
                if len(piece) >= self._left:
                    writer.write(piece[: self._left - 1])
                    await writer.drain()
                    if self._fault == "half_open":
                        await asyncio.sleep(self._relay.random() * _SILENT_S)
                    raise _Ended
                self._left -= len(piece)
            if self._fault == "delayed":
                await asyncio.sleep(self._relay.random() * _DELAY_S)
            if self._fault == "narrow":
                await asyncio.sleep(len(piece) / _NARROW)
            self._relay.told["bytes"] += len(piece)
            if copy is not None:
                with contextlib.suppress(OSError):
                    copy.write(piece)
                    await copy.drain()
            writer.write(piece)
            await writer.drain()
        # Keep-alive: one end closing ends the other as well.
        writer.close()
