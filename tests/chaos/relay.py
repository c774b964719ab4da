"""A TCP line that misbehaves: everything between devices and county goes through it.

Each connection gets one fault (or none) drawn from a seeded chance: cut after so many bytes
either way, reset, half-open (nothing passes any more, nothing is closed), slow, late, or a
second time (what the client said is said again on a connection of its own, whose answer
nobody reads). ``calm`` lifts all faults for good.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future

_BLOCK = 16 * 1024
_HALF_OPEN_S = 20.0
#: fault -> share of connections
_SHARES = {
    "none": 45,
    "cut_up": 12,
    "cut_down": 12,
    "reset": 6,
    "half_open": 5,
    "slow": 8,
    "late": 6,
    "twice": 6,
}


class Relay:
    """Listens on loopback; ``upstreams`` tells the servers' ports as they are now."""

    def __init__(self, upstreams: Callable[[], list[int]], seed: int) -> None:
        self._upstreams = upstreams
        self._chance = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self.faults: Counter[str] = Counter()
        self.bytes = 0
        self.calm = False
        ready: Future[int] = Future()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        self.port = ready.result(10)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self, ready: Future[int]) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
        ready.set_result(server.sockets[0].getsockname()[1])
        self._loop.run_forever()
        for task in self._tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*self._tasks, return_exceptions=True))
        server.close()
        self._loop.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(OSError):
            await self._serve(reader, writer)
        writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        names = list(_SHARES)
        (fault,) = self._chance.choices(names, [_SHARES[name] for name in names])
        fault = "none" if self.calm else fault
        self.faults[fault] += 1
        ports = self._upstreams()
        if not ports:
            return
        if fault == "late":
            await asyncio.sleep(self._chance.uniform(0.2, 3))
        up_reader, up_writer = await asyncio.open_connection(
            "127.0.0.1", self._chance.choice(ports)
        )
        again = None
        if fault == "twice":
            again = (await asyncio.open_connection("127.0.0.1", self._chance.choice(ports)))[1]
        limit = {"cut_up": [1, 0], "cut_down": [0, 1]}.get(fault)
        after = self._chance.choice((1, 60, 300, 900, 3000, 20_000))
        half = fault == "half_open"
        up = self._pump(
            reader, up_writer, again, after if limit and limit[0] else None, fault, half, after
        )
        down = self._pump(
            up_reader, writer, None, after if limit and limit[1] else None, fault, half, after
        )
        ways = [asyncio.ensure_future(each) for each in (up, down)]
        try:
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            if fault == "half_open" and not self.calm:
                await asyncio.sleep(_HALF_OPEN_S)
            if fault == "reset":
                _reset(writer)
            if any(each.exception() is None and each.result() == "end" for each in done):
                # One side is through; let what is under way the other way arrive.
                await asyncio.wait(ways, timeout=2)
        finally:
            for each in ways:
                each.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for end in (up_writer, again):
                if end is not None:
                    end.close()

    async def _pump(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        also: asyncio.StreamWriter | None,
        cut: int | None,
        fault: str,
        half_open: bool,
        after: int,
    ) -> str:
        passed = 0
        while block := await source.read(_BLOCK):
            if cut is not None and passed + len(block) >= cut:
                sink.write(block[: max(0, cut - passed)])
                await sink.drain()
                return "cut"
            if half_open and passed + len(block) >= after and not self.calm:
                return "half_open"
            if fault == "reset" and passed >= after:
                return "reset"
            if fault == "slow":
                await asyncio.sleep(len(block) / 30_000)
            sink.write(block)
            await sink.drain()
            if also is not None:
                also.write(block)
            passed += len(block)
            self.bytes += len(block)
        return "end"


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close so that the other end sees a reset instead of an end."""
    plain = writer.get_extra_info("socket")
    if plain is not None:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
