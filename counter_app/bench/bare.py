"""The floor of everything that crosses the line: a bare ASGI app on the same kind of server.

``POST /copy``: one row an entry, straight by COPY into PostgreSQL, durable before the answer.
The body is a row of entries, each after its length (4 bytes, big endian). ``GET /``: as many
bytes as ``?size=`` asks for. Run as a program with the URL of a database; prints its address.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import uvicorn

_Receive = Callable[[], Awaitable[Any]]
_Send = Callable[[Any], Awaitable[None]]

_LENGTH = struct.Struct(">I")
_HEADERS = [(b"content-type", b"application/octet-stream")]


def frame(entries: list[bytes]) -> bytes:
    """The body of one POST."""
    return b"".join(_LENGTH.pack(len(data)) + data for data in entries)


def _unframe(body: bytes) -> list[bytes]:
    entries = []
    at = 0
    while at < len(body):
        (size,) = _LENGTH.unpack_from(body, at)
        entries.append(body[at + 4 : at + 4 + size])
        at += 4 + size
    return entries


class Bare:
    """The application. ``address``: of PostgreSQL, without driver; "" = nothing is stored."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def __call__(self, scope: Any, receive: _Receive, send: _Send) -> None:
        if scope["type"] != "http":
            return
        answer = b"ok"
        if scope["method"] == "POST":
            await self._copy(await _whole(receive))
        elif scope["query_string"].startswith(b"size="):
            answer = bytes(int(scope["query_string"][5:]))
        length = (b"content-length", str(len(answer)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, length]})
        await send({"type": "http.response.body", "body": answer})

    async def _copy(self, body: bytes) -> None:
        if self._connection is None:
            self._connection = await psycopg.AsyncConnection.connect(self._address)
            await self._connection.execute("CREATE TABLE IF NOT EXISTS bare (data bytea)")
        statement = "COPY bare (data) FROM STDIN (FORMAT BINARY)"
        async with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(["bytea"])
            for data in _unframe(body):
                await copy.write_row((data,))
        await self._connection.commit()


async def _whole(receive: _Receive) -> bytes:
    parts = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def main() -> None:
    """Serve on a free port until terminated."""
    url = sys.argv[1]
    address = url.replace("+psycopg", "") if url.startswith("postgresql") else ""
    # With the protocol named, asyncio turns off Nagle's waiting: else 40 ms an answer.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(2048)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    config = uvicorn.Config(Bare(address), log_config=None, access_log=False, lifespan="off")
    asyncio.run(uvicorn.Server(config).serve([listening]))


if __name__ == "__main__":
    main()
