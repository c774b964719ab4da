"""What every handler of the device API needs: the server, the device that signed, the reply."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from sqlalchemy import Connection

from counter_app.county.devices import Device, authenticate, claims, unsigned
from counter_app.county.refusals import check_protocol
from counter_app.county.server import CountyServer, read_message
from counter_app.protocol import wire
from counter_app.protocol.version import PROTOCOL_HEADER, read_protocol

_Message = TypeVar("_Message")
AnyRequest = Request[Any, Any, Any]
AnyConnection = ASGIConnection[Any, Any, Any, Any]


def server_of(request: AnyRequest) -> CountyServer:
    """The opened county behind this request."""
    server: CountyServer = request.app.state.server
    return server


#: Stopped in these ways, a device may still send what it owes.
MAY_PUSH = ("revoked", "replaced")


def device_of(
    request: AnyRequest,
    server: CountyServer,
    connection: Connection,
    body: bytes = b"",
    *,
    also: Collection[str] = (),
) -> Device:
    """The device that signed this request. Raises ``Refuse``.

    ``also``: stopped for one of these reasons it is let in all the same.
    """
    check_protocol(read_protocol(request.headers.get(PROTOCOL_HEADER.lower())))
    now_ms = server.now_ms()
    target = target_of(request)
    return authenticate(connection, request.headers, request.method, target, body, now_ms, also)


#: ``opt`` of the handlers that answer anybody.
UNSIGNED = {"unsigned": True}


async def needs_signature(connection: AnyConnection, handler: BaseRouteHandler) -> None:
    """Guard: whoever does not even claim to be a device is refused before parameters are read.

    The signature itself is checked by :func:`device_of`. Waits for nothing: it is a coroutine
    because the framework sends plain functions to a thread. Raises ``Refuse``.
    """
    if not handler.opt.get("unsigned") and not claims(connection.headers):
        raise unsigned()


def asked_of(
    request: AnyRequest, body: bytes, kind: type[_Message], *, also: Collection[str] = ()
) -> tuple[CountyServer, Device, _Message]:
    """Who asks and for what: the server, the device that signed, the message in the body."""
    server = server_of(request)
    with server.database.reading() as connection:
        device = device_of(request, server, connection, body, also=also)
    return server, device, read_message(body, kind)


def target_of(request: AnyRequest) -> str:
    """Path with query exactly as it came, which is what the device signed."""
    scope: Any = request.scope
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return (path + b"?" + query if query else path).decode("latin-1")


def packed(message: object) -> Response[bytes]:
    """A reply of the device API."""
    return Response(wire.pack(message), media_type=wire.MEDIA_TYPE)
