"""What push and pull answer, whichever way the request came in: framework or express."""

from __future__ import annotations

from counter_app.county.devices import seen
from counter_app.county.pull import pull_from
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
        left_out = "" if own else device.id
        reply = pull_from(
            connection,
            left_out,
            device.place,
            cursor,
            device.window,
            device.top,
            device.acked_n,
            device.head,
        )
    seen(server.database, device, server.now_ms(), cursor, edition)
    return wire.pack(reply)
