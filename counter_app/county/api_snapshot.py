"""The device API's snapshot: what a new device of a place begins with (docs/sync.md)."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import Parameter

from counter_app.county import snapshots
from counter_app.county.signed import AnyRequest, device_of, packed, server_of

_Name = Annotated[str, Parameter(max_length=64, description="As told by /snapshot.")]
_Number = Annotated[int, Parameter(ge=0, le=1_000_000, description="0, 1, 2 … in order.")]


@get("/snapshot", sync_to_thread=True, summary="Where a new device of this place may begin")
def snapshot(request: AnyRequest) -> Response[bytes]:
    """``ready`` with all there is to know, ``building`` (ask again), or ``none`` (pull)."""
    server = server_of(request)
    with server.database.reading() as connection:
        device = device_of(request, server, connection)
    return packed(snapshots.offer(server.database, device.place, server.now_ms))


@get(
    "/snapshot/{name:str}/{number:int}",
    sync_to_thread=True,
    summary="One part of a snapshot of this place",
    media_type="application/octet-stream",
)
def snapshot_part(request: AnyRequest, name: _Name, number: _Number) -> Response[bytes]:
    """Bytes as they are, not packed once more. 404 when the snapshot is gone: begin again."""
    server = server_of(request)
    with server.database.reading() as connection:
        device = device_of(request, server, connection)
    data = snapshots.part(server.database, device.place, name, number)
    return Response(data, media_type="application/octet-stream")
