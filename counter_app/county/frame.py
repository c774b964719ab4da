"""Around every request: security headers and an access log without tokens, codes or bodies."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from counter_app.protocol.auth import DEVICE_HEADER

_Scope = MutableMapping[str, Any]
_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Scope, _Receive, _Send], Awaitable[None]]

_log = logging.getLogger("counter_app.county.access")

#: The paths of machines, logged as they are; of all others only the first part, the rest is
#: secret.
_PLAIN = ("/api/", "/schema")

_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"x-robots-tag": b"noindex, nofollow, noarchive",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": (
        b"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
        b"frame-ancestors 'none'"
    ),
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-store",
}
_ONLY_TLS = {b"strict-transport-security": b"max-age=31536000"}


class Frame:
    """ASGI wrapper of the whole application."""

    def __init__(self, app: _App) -> None:
        self._app = app

    async def __call__(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0
        asked = scope
        if scope["method"] == "HEAD" and not scope["path"].startswith(_PLAIN):
            # Answered as GET is; the server leaves the body out, as it knows the true method.
            asked = {**scope, "method": "GET"}

        async def framed(message: _Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                there = {name.lower() for name, _ in message.get("headers", ())}
                wanted = _HEADERS | (_ONLY_TLS if scope.get("scheme") == "https" else {})
                added = [(name, value) for name, value in wanted.items() if name not in there]
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        try:
            await self._app(asked, receive, framed)
        finally:
            _log.info(
                "%s %s %d %.0f ms %s",
                scope["method"] if len(scope["method"]) < 10 else "?",
                shown_path(scope["path"]),
                status,
                (time.perf_counter() - began) * 1000,
                _shown_device(scope),
            )


def shown_path(path: str) -> str:
    """A path as it may stand in a log: tokens and unknown paths are cut off."""
    if path.startswith(_PLAIN) and len(path) < 40 and path.isprintable():
        return path
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return f"/{first}/…" if first in ("g", "q", "r") else ("/" if path == "/" else "/…")


def _shown_device(scope: _Scope) -> str:
    wanted = DEVICE_HEADER.lower().encode()
    for name, value in scope["headers"]:
        if name == wanted:
            text = value.decode("latin-1")
            return text if len(text) <= 12 and text.isalnum() else "?"
    return "-"
