"""The device API for those without a line: relaying their bundles, fetching one for a place."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.params import Parameter

from counter_app.county import down, relay as relays
from counter_app.county.refusals import Refuse
from counter_app.county.server import CountyServer, read_message
from counter_app.county.signed import AnyRequest, device_of, packed, server_of
from counter_app.protocol import bundle as bundles
from counter_app.protocol.bundle_messages import BundleReply, RelayRequest

#: A whole file and what the message around it adds, in bytes.
_MAX_BODY = bundles.MAX_FILE + 1024 * 1024
#: Parents that are followed at most: places lie in three or four levels.
_LEVELS = 8

_Answer = Annotated[bool, Parameter(description="false: do not make a bundle for the way back.")]
_Place = Annotated[str, Parameter(max_length=64, description="Code of the place.")]


@post(
    "/relay",
    sync_to_thread=True,
    status_code=200,
    summary="Pass on a bundle that another device made",
    request_max_body_size=_MAX_BODY,
)
def relay(request: AnyRequest, body: bytes, answer: _Answer = True) -> Response[bytes]:
    """The entries inside are taken in as if their own device had pushed them.

    Sent again: acknowledged again, stored once. A gap is no refusal: ``wanted`` tells it, and
    the bundle for the way back tells the device.
    """
    server = server_of(request)
    with server.database.reading() as connection:
        device_of(request, server, connection, body)
    message = read_message(body, RelayRequest)
    public_url = server.public_url or str(request.base_url).rstrip("/")
    return packed(relays.relay(server, message.bundle, public_url, answered=answer))


@get("/bundle", sync_to_thread=True, summary="A bundle for a place that has no line")
def bundle(request: AnyRequest, place: _Place) -> Response[bytes]:
    """For the device's own place and the places below it: acknowledgements, feed, editions."""
    server = server_of(request)
    with server.database.reading() as connection:
        device = device_of(request, server, connection)
    if not _at_or_below(server, place, device.place):
        raise Refuse(403, "other_place", "只能为本单位或下级服务点取同步包")
    return packed(BundleReply(down.for_place(server, place)))


def _at_or_below(server: CountyServer, place: str, top: str) -> bool:
    """Whether ``place`` is ``top`` or stands under it in the reference data."""
    places = server.places()
    if place not in places:
        raise Refuse(404, "unknown_place", "县平台没有这个服务点")
    code: str | None = place
    for _ in range(_LEVELS):
        if code is None:
            return False
        if code == top:
            return True
        above = places.get(code)
        code = above.parent if above is not None else None
    return False
