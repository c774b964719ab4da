"""The device API: hello, enrol, push, pull, editions (docs/sync.md tells the same in words)."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, Router, get, post
from litestar.params import Parameter

from counter_app.county import editions as reference_editions, enrolment, exchange
from counter_app.county.api_bundle import bundle, relay
from counter_app.county.api_files import get_chunk, have_files, put_chunk
from counter_app.county.api_live import live
from counter_app.county.api_renew import renew, renew_held
from counter_app.county.api_repair import compare, pass_on, subject_entries
from counter_app.county.api_snapshot import snapshot, snapshot_part
from counter_app.county.links import MAX_NUMBER
from counter_app.county.refusals import Refuse
from counter_app.county.server import read_message
from counter_app.county.signed import (
    UNSIGNED,
    AnyRequest,
    asked_in,
    device_of,
    needs_signature,
    packed,
    reply_of,
    server_of,
)
from counter_app.protocol import wire
from counter_app.protocol.version import FEATURES, OLDEST, PROTOCOL

#: Larger request bodies are refused (413), in bytes.
MAX_BODY = 32 * 1024 * 1024
#: Nobody who is not yet known needs to send much.
_MAX_ENROL = 64 * 1024

_Cursor = Annotated[
    int,
    Parameter(ge=0, le=MAX_NUMBER, description="Position in the place's feed reached so far."),
]
_Edition = Annotated[
    int,
    Parameter(ge=0, le=(1 << 31) - 1, description="Newest edition the device has; 0 = not told."),
]
_Since = Annotated[
    int, Parameter(ge=0, le=(1 << 31) - 1, description="Newest edition the device has.")
]

_Own = Annotated[bool, Parameter(description="true: the device's own entries as well.")]


class Hello(msgspec.Struct, frozen=True):
    """That a county server is here, its clock (ms, UTC), which protocols it speaks (``oldest``
    to ``protocol``), and what it can do besides push, pull and editions."""

    server_ms: int
    protocol: int
    oldest: int
    features: tuple[str, ...]


@get(
    "/hello",
    sync_to_thread=False,
    opt=UNSIGNED,
    summary="Is a county server here, and what time is it",
)
def hello(request: AnyRequest) -> Hello:
    """Needs no signature and tells nothing about the county's data."""
    return Hello(server_of(request).now_ms(), PROTOCOL, OLDEST, FEATURES)


@post(
    "/enrol",
    sync_to_thread=True,
    opt=UNSIGNED,
    status_code=200,
    summary="Make this machine a device",
    request_max_body_size=_MAX_ENROL,
)
def enrol(request: AnyRequest, body: bytes) -> Response[bytes]:
    """A one-time code and a fresh Ed25519 key make the sender a known device.

    Needs no signature. The same code with the same key again gets the same answer.
    """
    server = server_of(request)
    address = request.client.host if request.client else ""
    server.wrong_codes.check(address)
    message = read_message(body, wire.EnrolRequest)
    public_url = server.public_url or str(request.base_url).rstrip("/")
    try:
        reply = enrolment.enrol(server.database, message, public_url, server.now_ms)
    except Refuse as refuse:
        if refuse.refusal.reason == "code_unknown":
            server.wrong_codes.failed(address)
        raise
    return packed(reply)


@post("/push", sync_to_thread=True, status_code=200, summary="Send the device's next entries")
def push(request: AnyRequest, body: bytes) -> Response[bytes]:
    """Entries in order, from any number up to the next one wanted; all or nothing.

    Sent again: acknowledged again, stored once. 409 ``gap``: send from ``expected``.
    409 ``fork``: the county has another entry under a number of this device.
    """
    return reply_of(exchange.push(server_of(request), asked_in(request, body)))


@get("/pull", sync_to_thread=True, summary="What the device's place is told after a cursor")
def pull(
    request: AnyRequest, cursor: _Cursor, edition: _Edition = 0, own: _Own = False
) -> Response[bytes]:
    """The feed of the device's place in order, without the device's own entries unless ``own``.

    At most 2000 entries and about 4 MB; ``more`` says that there is more. A smaller cursor
    than the one asked with means that the county was restored to an earlier point. Cursor and
    edition are noted now and then: a bundle for the place starts there.
    """
    return reply_of(exchange.pull(server_of(request), asked_in(request), cursor, edition, own))


@get("/editions", sync_to_thread=True, summary="Reference data newer than an edition")
def editions(request: AnyRequest, since: _Since) -> Response[bytes]:
    """Whole editions, oldest first; ``edition`` is reached by them, ``more`` says go on.

    With ``since=0`` superseded rows are left out, except items: cases refer to them.
    """
    server = server_of(request)
    with server.database.reading() as connection:
        device = device_of(request, server, connection)
    return packed(reference_editions.editions(server.database, device.place, since))


def api_router() -> Router:
    """Everything below ``/api/v1``."""
    return Router(
        "/api/v1",
        guards=[needs_signature],
        route_handlers=[
            hello,
            enrol,
            push,
            pull,
            live,
            editions,
            relay,
            bundle,
            renew,
            renew_held,
            have_files,
            put_chunk,
            get_chunk,
            snapshot,
            snapshot_part,
            compare,
            subject_entries,
            pass_on,
        ],
    )
