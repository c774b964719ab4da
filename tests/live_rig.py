"""Devices that hang on the county: real sockets, many at once, without a thread each."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from county_rig import TestDevice

from counter_app.protocol import wire
from counter_app.protocol.live import LiveReply

SERVE = [sys.executable, "-m", "counter_app", "county", "serve", "--json"]


@contextmanager
def serving(
    database_url: str, listen: str = "127.0.0.1:0"
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """``county serve`` as a process of its own, with its address."""
    process = subprocess.Popen(
        [*SERVE, "--listen", listen, "--database", database_url],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())["listening"]
    finally:
        process.terminate()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


class Hanging:
    """One request for news, sent and not yet answered."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def ask(cls, url: str, device: TestDevice, cursor: int = 0, edition: int = 0) -> Hanging:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        target = f"/api/v1/live?cursor={cursor}&edition={edition}"
        lines = [f"GET {target} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {text}" for name, text in device.headers("GET", target).items()]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        return cls(reader, writer)

    async def answer(self) -> LiveReply:
        """What the county said at last."""
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith(b"http/1.1 200"), head
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        body = await self._reader.readexactly(length)
        self._writer.close()
        return wire.unpack(body, LiveReply)
