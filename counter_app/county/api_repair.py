"""The device API's comparison and repair (docs/sync.md)."""

from __future__ import annotations

from litestar import Response, post

from counter_app.county import repair
from counter_app.county.signed import AnyRequest, asked_of, packed
from counter_app.protocol.repair import CompareRequest, EntriesRequest, PassOnRequest


@post(
    "/repair/compare",
    sync_to_thread=True,
    status_code=200,
    summary="Where device and county differ",
)
def compare(request: AnyRequest, body: bytes) -> Response[bytes]:
    """The county's lines in the buckets whose sums are not the device's."""
    server, device, message = asked_of(request, body, CompareRequest)
    return packed(repair.compare(server.database, device.place, message))


@post(
    "/repair/entries",
    sync_to_thread=True,
    status_code=200,
    summary="All entries of some subjects of this place",
)
def subject_entries(request: AnyRequest, body: bytes) -> Response[bytes]:
    """Own entries included, with the receipts that count from now on."""
    server, device, message = asked_of(request, body, EntriesRequest)
    return packed(repair.entries_of(server.database, device.place, message))


@post(
    "/repair/pass-on",
    sync_to_thread=True,
    status_code=200,
    summary="Give the county entries of others that it lost",
)
def pass_on(request: AnyRequest, body: bytes) -> Response[bytes]:
    """Taken where they continue their author's chain exactly; the rest is left out."""
    server, device, message = asked_of(request, body, PassOnRequest)
    reply, matters = repair.pass_on(server.database, device.id, message, server.now_ms)
    server.twins.look(matters)
    return packed(reply)
