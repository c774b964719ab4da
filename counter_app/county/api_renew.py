"""The device API for a device that came out of a backup (docs/sync.md tells the same in words)."""

from __future__ import annotations

from litestar import Response, post

from counter_app.county import held, renewal
from counter_app.county.signed import MAY_PUSH, AnyRequest, asked_of, packed
from counter_app.protocol.renewal import HeldRequest, RenewRequest

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
    server, device, message = asked_of(request, body, RenewRequest, also=("replaced",))
    public_url = server.public_url or str(request.base_url).rstrip("/")
    return packed(renewal.renew(server.database, device, message, public_url, server.now_ms))


@post(
    "/renew/held",
    sync_to_thread=True,
    status_code=200,
    summary="What is held of acts that are recorded again",
)
def renew_held(request: AnyRequest, body: bytes) -> Response[bytes]:
    """Of each subject: whether its number is another matter's, and which facts have arrived."""
    server, _, message = asked_of(request, body, HeldRequest, also=MAY_PUSH)
    return packed(held.held(server.database, message))
