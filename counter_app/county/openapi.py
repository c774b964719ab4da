"""The server's OpenAPI document at /schema: made from the types, bodies included.

Bodies of the device API are msgpack in zstd, which OpenAPI has no own word for: each is told
as binary, with the message inside as ``contentSchema`` (JSON Schema 2020-12), taken from the
types of protocol/wire.py.
"""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from counter_app import __version__
from counter_app.protocol import attachments, auth, bundle_messages, repair, wire
from counter_app.protocol.live import LiveReply
from counter_app.protocol.renewal import HeldReply, HeldRequest, RenewReply, RenewRequest
from counter_app.protocol.snapshot import SnapshotReply

#: (path, method) -> message of the request and of the reply, each msgpack in zstd.
_BODIES: dict[tuple[str, str], tuple[type | None, type]] = {
    ("/api/v1/enrol", "post"): (wire.EnrolRequest, wire.EnrolReply),
    ("/api/v1/push", "post"): (wire.PushRequest, wire.PushReply),
    ("/api/v1/pull", "get"): (None, wire.PullReply),
    ("/api/v1/live", "get"): (None, LiveReply),
    ("/api/v1/renew", "post"): (RenewRequest, RenewReply),
    ("/api/v1/renew/held", "post"): (HeldRequest, HeldReply),
    ("/api/v1/editions", "get"): (None, wire.EditionsReply),
    ("/api/v1/relay", "post"): (bundle_messages.RelayRequest, bundle_messages.RelayReply),
    ("/api/v1/bundle", "get"): (None, bundle_messages.BundleReply),
    ("/api/v1/files/have", "post"): (attachments.HaveRequest, attachments.HaveReply),
    ("/api/v1/files/{name}", "put"): (bytes, attachments.ChunkReply),
    ("/api/v1/files/{name}", "get"): (None, bytes),
    ("/api/v1/snapshot", "get"): (None, SnapshotReply),
    ("/api/v1/repair/compare", "post"): (repair.CompareRequest, repair.CompareReply),
    ("/api/v1/repair/entries", "post"): (repair.EntriesRequest, repair.EntriesReply),
    ("/api/v1/repair/pass-on", "post"): (repair.PassOnRequest, repair.PassOnReply),
}
_UNSIGNED = {"/api/v1/enrol", "/api/v1/hello"}
_SIGNED: dict[str, list[str]] = {"device": [], "time": [], "signature": []}
_REFUSALS = {
    "400": "The request cannot be meant: malformed, cut, or with a wrong head signature.",
    "401": "Not signed by a known device, or its clock is off (`reason: clock`, `server_ms`).",
    "403": "The device is revoked, replaced or lost, or the enrolment code is of no use.",
    "404": "Files only: `no_file` (not for this place) or `not_here` (has not come yet).",
    "409": "Push: `gap` or `fork`, with the number `expected`. Files: `gap` or `damaged`.",
    "413": "The body is larger than 32 MiB, a chunk than 256 KiB, a file than 16 MiB.",
    "429": "Enrol only: too many wrong codes.",
    "507": "Files only: `quota`, no room for more.",
    "503": "The store is busy or away; nothing was changed; try again.",
}
_DESCRIPTION = f"""\
Sync between counter devices and the county. Bodies marked `{wire.MEDIA_TYPE}` are one
[msgpack](https://msgpack.org) message, compressed as one zstd frame that states its content
size. Structs are maps of their field names, or arrays where the schema says so. Refusals
(4xx, 5xx) are plain JSON.

Requests are signed: `{auth.SIGNATURE_HEADER}` is the hex of the Ed25519 signature by the
device's key over the lines `counter-app request v1`, device id, METHOD, path?query and time
(UTF-8, each ended by a line feed), followed by the 32 bytes of SHA-256 of the body as sent.
"""


class WirePlugin(JsonRenderPlugin):
    """Renders the document with the binary bodies filled in."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return msgspec.json.encode(with_bodies(openapi_schema))


def config() -> OpenAPIConfig:
    """Where and how the document is served: JSON only, no page that loads from elsewhere."""
    return OpenAPIConfig(
        title="counter-app county server",
        version=__version__,
        description=_DESCRIPTION,
        path="/schema",
        render_plugins=[WirePlugin(path=["/", "/openapi.json"])],
        components=Components(
            security_schemes={
                "device": _header(auth.DEVICE_HEADER, "Id given at enrolment."),
                "time": _header(auth.TIME_HEADER, "ms since the epoch, by the county's clock."),
                "signature": _header(auth.SIGNATURE_HEADER, "Hex of an Ed25519 signature."),
            }
        ),
    )


def with_bodies(document: dict[str, Any]) -> dict[str, Any]:
    """The document with requests, replies and refusals of the device API described."""
    messages = {kind for pair in _BODIES.values() for kind in pair if kind not in (None, bytes)}
    _, schemas = msgspec.json.schema_components(
        [*messages, wire.Refusal], ref_template="#/components/schemas/{name}"
    )
    paths = dict(document["paths"])
    for path, operations in paths.items():
        if not path.startswith("/api/"):
            continue
        paths[path] = {
            method: _operation(path, method, operation) for method, operation in operations.items()
        }
    components = dict(document["components"])
    components["schemas"] = components.get("schemas", {}) | schemas
    return {**document, "paths": paths, "components": components}


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    told = dict(operation)
    refused = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    responses = {code: {"description": why, "content": refused} for code, why in _REFUSALS.items()}
    told["responses"] = operation["responses"] | responses
    if path not in _UNSIGNED:
        told["security"] = [_SIGNED]
    wanted, answered = _BODIES.get((path, method), (None, None))
    if wanted is not None:
        told["requestBody"] = {"required": True, "content": _binary(wanted)}
    if answered is not None:
        told["responses"]["200"] = {
            "description": "" if answered is bytes else _first_line(answered),
            "content": _binary(answered),
        }
    return told


def _binary(message: type) -> dict[str, Any]:
    if message is bytes:  # a chunk of a file, as it is
        return {attachments.CHUNK_TYPE: {"schema": {"type": "string", "format": "binary"}}}
    return {
        wire.MEDIA_TYPE: {
            "schema": {
                "type": "string",
                "format": "binary",
                "contentEncoding": "zstd",
                "contentMediaType": "application/msgpack",
                "contentSchema": {"$ref": f"#/components/schemas/{message.__name__}"},
            }
        }
    }


def _first_line(message: type) -> str:
    return (message.__doc__ or "").partition("\n")[0]


def _header(name: str, description: str) -> SecurityScheme:
    return SecurityScheme(
        type="apiKey", name=name, security_scheme_in="header", description=description
    )
