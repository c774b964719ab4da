"""The two requests that every device makes again and again, without the framework's long way.

Of what a thousand devices cost that sync at one instant, most was the framework's: routing,
parameters, hooks. A plainly written push or pull is answered here by the same functions and
with the same words; everything else, and whatever is unusual about these two, goes on to the
framework, which also describes them in the API's document.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from litestar import Litestar
from litestar.concurrency import get_asyncio_executor

from counter_app.county import exchange, together
from counter_app.county.devices import claims, named_by
from counter_app.county.gate import Gate
from counter_app.county.lookup import Lookup
from counter_app.county.server import CountyServer
from counter_app.county.signed import Asked, asking_device
from counter_app.protocol.wire import MEDIA_TYPE

_Scope = MutableMapping[str, Any]
_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_Work = Callable[[CountyServer, Asked], Awaitable[bytes]]
#: What a handler of the framework would make of an exception: status and body.
Failed = Callable[[str, Exception], tuple[int, bytes]]

_PULL = re.compile(rb"cursor=([0-9]{1,18})(?:&edition=([0-9]{1,9}))?(?:&own=(true|false))?")
_JSON = "application/json"


class Express:
    """ASGI wrapper of the framework's application.

    ``most``: larger bodies are the framework's to refuse. ``failed``: how an error is told.
    ``who`` finds the device that a pull names.
    """

    def __init__(self, app: Litestar, most: int, failed: Failed, who: Lookup) -> None:
        self._app: Any = app  # its own ASGI types are narrower
        self.state = app.state
        self._most = most
        self._failed = failed
        self._who = who
        self._gate = Gate()

    async def __call__(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        if scope["type"] == "http":
            wanted = (scope["method"], scope["path"])
            if wanted == ("GET", "/api/v1/pull"):
                asked = _PULL.fullmatch(scope["query_string"])
                headers = _headers(scope)
                if asked is not None and claims(headers):
                    await self._answer(scope, headers, b"", send, self._pull(asked))
                    return
            elif wanted == ("POST", "/api/v1/push") and not scope["query_string"]:
                headers = _headers(scope)
                if claims(headers) and self._small(headers):
                    body = await _whole(receive)
                    if body is not None:  # else nobody is there any more
                        alone = len(body) > together.SMALL
                        work = self._push_alone if alone else self._gate.push
                        await self._answer(scope, headers, body, send, work)
                    return
        await self._app(scope, receive, send)

    def _small(self, headers: Mapping[str, str]) -> bool:
        told = headers.get("content-length", "")
        return told.isascii() and told.isdigit() and len(told) < 10 and int(told) <= self._most

    def _pull(self, query: re.Match[bytes]) -> _Work:
        cursor, edition = int(query[1]), int(query[2] or 0)
        own = query[3] == b"true"

        async def work(server: CountyServer, asked: Asked) -> bytes:
            name = named_by(asked.headers)
            rows = await self._who.rows(name) if name else []
            if rows is None:
                return await _in_thread(exchange.pull, server, asked, cursor, edition, own)
            device = asking_device(server, rows[0] if rows else None, asked)
            reply = exchange.pull_nothing(server, device, cursor, edition)
            if reply is None:
                reply = await _in_thread(exchange.pull_of, server, device, cursor, edition, own)
            return reply

        return work

    @staticmethod
    async def _push_alone(server: CountyServer, asked: Asked) -> bytes:
        return await _in_thread(exchange.push, server, asked)

    async def _answer(
        self,
        scope: _Scope,
        headers: Mapping[str, str],
        body: bytes,
        send: _Send,
        work: _Work,
    ) -> None:
        path, query = scope.get("raw_path") or scope["path"].encode(), scope["query_string"]
        target = (path + b"?" + query if query else path).decode("latin-1")
        request = Asked(headers, scope["method"], target, body)
        status, kind = 200, MEDIA_TYPE
        try:
            answer = await work(self.state.server, request)
        except Exception as error:
            status, answer = self._failed(scope["path"], error)
            kind = _JSON
        told = [
            (b"content-type", kind.encode()),
            (b"content-length", str(len(answer)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": told})
        await send({"type": "http.response.body", "body": answer})


async def _in_thread(work: Callable[..., bytes], *given: object) -> bytes:
    """Off the event loop, which must wait neither for the store nor for folding."""
    loop, threads = asyncio.get_running_loop(), get_asyncio_executor()
    return await loop.run_in_executor(threads, work, *given)


def _headers(scope: _Scope) -> dict[str, str]:
    """By name; of one that stands there twice the first counts, as for the framework."""
    listed = reversed(scope["headers"])
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in listed}


async def _whole(receive: _Receive) -> bytes | None:
    """The body; None when the other side went away in the middle of it."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)
