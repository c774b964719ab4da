"""Many devices at one instant: sends prepared requests over raw sockets and measures.

Run as a program of its own, so that it takes no time from the server's process. Reads
``[[host, port, [request …]] …]`` (msgpack) from standard input: one row a device, its requests
one after the other on one connection. Writes ``[[seconds, statuses] …]`` (msgpack): from the
common start until the device had its last answer.
"""

from __future__ import annotations

import asyncio
import sys
import time

import msgspec

Device = tuple[str, int, list[bytes]]
Result = tuple[float, list[int]]


async def _device(start: asyncio.Event, device: Device) -> Result:
    host, port, requests = device
    await start.wait()
    begun = time.perf_counter()
    statuses: list[int] = []
    try:
        reader, writer = await asyncio.open_connection(host, port)
        for request in requests:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            statuses.append(int(head[9:12]))
            await reader.readexactly(_length(head))
        writer.close()
    except (OSError, asyncio.IncompleteReadError):
        statuses.append(0)
    return time.perf_counter() - begun, statuses


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def _all(devices: list[Device]) -> list[Result]:
    start = asyncio.Event()
    tasks = [asyncio.create_task(_device(start, device)) for device in devices]
    await asyncio.sleep(0)
    start.set()
    return await asyncio.gather(*tasks)


def main() -> None:
    """See the module."""
    devices = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=list[Device])
    sys.stdout.buffer.write(msgspec.msgpack.encode(asyncio.run(_all(devices))))


if __name__ == "__main__":
    main()
