"""``GET /api/v1/live``: the device waits, the county answers when there is something to fetch."""

from __future__ import annotations

import asyncio
from typing import Annotated

from litestar import Response, get
from litestar.params import Parameter

from counter_app.county.links import MAX_NUMBER
from counter_app.county.live import Waiter, standing
from counter_app.county.signed import AnyRequest, device_of, packed, server_of
from counter_app.protocol.live import HOLD_S, LiveReply

_Cursor = Annotated[
    int, Parameter(ge=0, le=MAX_NUMBER, description="Position in the feed that the device has.")
]
_Edition = Annotated[
    int, Parameter(ge=0, le=(1 << 31) - 1, description="Newest edition the device has.")
]


@get("/live", summary="Wait until there is something to pull")
async def live(request: AnyRequest, cursor: _Cursor, edition: _Edition) -> Response[bytes]:
    """Answered at once when the place's feed does not end at ``cursor`` or there is a newer
    edition, else as soon as that is so, and after about 25 seconds in any case.

    One request a device: a second one has the first answered at once.
    """
    server = server_of(request)
    waiter = Waiter(cursor, edition)

    def begin() -> LiveReply:
        with server.database.reading() as connection:
            device = device_of(request, server, connection)
            # Before the reading, so that nothing can happen between reading and waiting.
            server.hub.add(device.id, device.place, waiter)
            now = standing(connection, [device.place])
        return LiveReply(now.positions[device.place], now.edition)

    try:
        reply = await asyncio.to_thread(begin)
        if reply.position == cursor and reply.edition <= edition:
            reply = await waiter.wait(HOLD_S) or reply
    finally:
        server.hub.drop(waiter)
    return packed(reply)
