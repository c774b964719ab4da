"""What push and pull answer, whichever way the request came in: framework or express."""

from __future__ import annotations

from sqlalchemy import Connection

from counter_app.county.devices import Device, is_news, seen
from counter_app.county.pull import nothing_after, pull_from
from counter_app.county.push import push as push_entries
from counter_app.county.server import CountyServer, read_message
from counter_app.county.signed import MAY_PUSH, Asked, asking
from counter_app.protocol import wire


def push(server: CountyServer, asked: Asked) -> bytes:
    """Take the device's next entries in; returns the packed ``PushReply``. Raises ``Refuse``."""
    with server.database.reading() as connection:
        device = asking(server, connection, asked, also=MAY_PUSH)
    message = read_message(asked.body, wire.PushRequest)
    matters: dict[str, bytes] = {}
    reply = push_entries(server.database, device.id, message, server.now_ms, matters)
    server.twins.look(matters)
    return wire.pack(reply)


def pull(server: CountyServer, asked: Asked, cursor: int, edition: int, own: bool) -> bytes:
    """What the device's place is told after ``cursor``; returns the packed ``PullReply``.

    ``edition``: the newest the device has, 0 = not told; ``own``: its own entries as well.
    Raises ``Refuse``.
    """
    with server.database.reading() as connection:
        device = asking(server, connection, asked)
        reply = _read(connection, device, cursor, own)
    seen(server.database, device, server.now_ms(), cursor, edition)
    return wire.pack(reply)


def pull_of(server: CountyServer, device: Device, cursor: int, edition: int, own: bool) -> bytes:
    """The same for a device that has just been found to have signed the request."""
    with server.database.reading() as connection:
        reply = _read(connection, device, cursor, own)
    seen(server.database, device, server.now_ms(), cursor, edition)
    return wire.pack(reply)


def pull_nothing(server: CountyServer, device: Device, cursor: int, edition: int) -> bytes | None:
    """The same where nothing has to be read or written for it; None = something has."""
    if is_news(device, server.now_ms(), cursor, edition):
        return None
    reply = nothing_after(device, cursor)
    return None if reply is None else wire.pack(reply)


def _read(connection: Connection, device: Device, cursor: int, own: bool) -> wire.PullReply:
    return pull_from(
        connection,
        "" if own else device.id,
        device.place,
        cursor,
        device.window,
        device.top,
        device.acked_n,
        device.head,
    )
