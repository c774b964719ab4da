"""What every handler of the device API needs: the server, the device that signed, the reply."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from sqlalchemy import Connection

from counter_app.county.devices import Device, ask_device, claims, signed_by, unsigned
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


class Asked(msgspec.Struct, frozen=True):
    """A request as it was signed. ``headers`` by name in small letters; ``target``: path with
    query exactly as it came."""

    headers: Mapping[str, str]
    method: str
    target: str
    body: bytes = b""


def asked_in(request: AnyRequest, body: bytes = b"") -> Asked:
    """What the framework's request asks."""
    return Asked(request.headers, request.method, target_of(request), body)


def asking(
    server: CountyServer, connection: Connection, asked: Asked, *, also: Collection[str] = ()
) -> Device:
    """The device that signed this. Raises ``Refuse``.

    ``also``: stopped for one of these reasons it is let in all the same.
    """
    found = ask_device(connection, asked.headers)
    row = None if found is None else found.fetchone()
    return asking_device(server, row, asked, also=also)


def asking_device(
    server: CountyServer, row: Any, asked: Asked, *, also: Collection[str] = ()
) -> Device:
    """The same with the row that ``ask_device`` found."""
    check_protocol(read_protocol(asked.headers.get(PROTOCOL_HEADER.lower())))
    words = (asked.headers, asked.method, asked.target, asked.body)
    return signed_by(row, *words, server.now_ms(), also)


def device_of(
    request: AnyRequest,
    server: CountyServer,
    connection: Connection,
    body: bytes = b"",
    *,
    also: Collection[str] = (),
) -> Device:
    """The device that signed this request; see :func:`asking`."""
    return asking(server, connection, asked_in(request, body), also=also)


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
    return reply_of(wire.pack(message))


def reply_of(body: bytes) -> Response[bytes]:
    """A reply that is packed already."""
    return Response(body, media_type=wire.MEDIA_TYPE)
