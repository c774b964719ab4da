"""The device API for a device that came out of a backup (docs/sync.md tells the same in words)."""

from __future__ import annotations

from litestar import Response, post

from counter_app.county import renewal
from counter_app.county.server import read_message
from counter_app.county.signed import AnyRequest, device_of, packed, server_of
from counter_app.protocol.renewal import RenewRequest

_MAX_RENEW = 64 * 1024


@post(
    "/renew",
    sync_to_thread=True,
    status_code=200,
    summary="Go on as a new device",
    request_max_body_size=_MAX_RENEW,
)
def renew(request: AnyRequest, body: bytes) -> Response[bytes]:
    """A fresh Ed25519 key, sent under the old one, becomes a device of the same window.

    The same key again gets the same answer. Unless ``forked``, the old device is replaced.
    """
    server = server_of(request)
    with server.database.reading() as connection:
        device = device_of(request, server, connection, body, also=("replaced",))
    message = read_message(body, RenewRequest)
    public_url = server.public_url or str(request.base_url).rstrip("/")
    return packed(renewal.renew(server.database, device, message, public_url, server.now_ms))
