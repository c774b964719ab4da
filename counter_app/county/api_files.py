"""``/api/v1/files``: which files the county has, taking them in and giving them out in chunks."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post, put
from litestar.params import Parameter

from counter_app.county.refusals import bad_request
from counter_app.county.server import read_message
from counter_app.county.signed import AnyRequest, device_of, packed, server_of
from counter_app.protocol.attachments import (
    CHUNK_TYPE,
    MAX_CHUNK,
    MAX_FILE,
    MAX_HASHES,
    HaveReply,
    HaveRequest,
)

_HASH_BYTES = 32
_Offset = Annotated[
    int, Parameter(ge=0, le=MAX_FILE, description="Where the chunk begins in the file, bytes.")
]
_Size = Annotated[int, Parameter(ge=1, le=1 << 40, description="Bytes of the whole file.")]
_Limit = Annotated[int, Parameter(ge=1, le=MAX_CHUNK, description="Bytes wanted at most.")]
_Subject = Annotated[
    str, Parameter(max_length=128, description="A subject whose entries name the file.")
]


@post("/files/have", sync_to_thread=True, status_code=200, summary="Which files are there already")
def have_files(request: AnyRequest, body: bytes) -> Response[bytes]:
    """Asked before sending: a file that another device brought need not be sent again."""
    server = server_of(request)
    with server.database.reading() as connection:
        device_of(request, server, connection, body)
    message = read_message(body, HaveRequest)
    hashes = message.hashes
    if len(hashes) > MAX_HASHES or any(len(each) != _HASH_BYTES for each in hashes):
        raise bad_request("要查询的附件过多，或不是 SHA-256")
    return packed(HaveReply(server.files.have(hashes)))


@put(
    "/files/{name:str}",
    sync_to_thread=True,
    status_code=200,
    summary="Send a chunk of a file",
    request_max_body_size=MAX_CHUNK + 1024,
)
def put_chunk(
    request: AnyRequest, name: str, offset: _Offset, size: _Size, body: bytes
) -> Response[bytes]:
    """Raw bytes from ``offset`` on, at most 256 KiB. ``name``: SHA-256 of the file in hex.

    Sent again: acknowledged again. 409 ``gap``: go on from ``expected``. 409 ``damaged``: all
    bytes came and are not the file; start again. 507 ``quota``: no room.
    """
    server = server_of(request)
    with server.database.reading() as connection:
        device = device_of(request, server, connection, body)
    return packed(server.files.put(device.id, _hash_of(name), offset, size, body))


@get("/files/{name:str}", sync_to_thread=True, summary="Fetch a chunk of a file")
def get_chunk(
    request: AnyRequest,
    name: str,
    offset: _Offset,
    subject: _Subject,
    limit: _Limit = MAX_CHUNK,
) -> Response[bytes]:
    """Raw bytes from ``offset`` on, at most ``limit``, for devices of a place that is told of the
    subject. 404 ``no_file``: not for this place; 404 ``not_here``: it has not come yet.
    """
    server = server_of(request)
    with server.database.reading() as connection:
        device = device_of(request, server, connection)
    data = server.files.get(device.place, subject, _hash_of(name), offset, limit)
    return Response(data, media_type=CHUNK_TYPE)


def _hash_of(name: str) -> bytes:
    try:
        file_hash = bytes.fromhex(name)
    except ValueError:
        raise bad_request("附件的校验值写法不对") from None
    if len(file_hash) != _HASH_BYTES or file_hash.hex() != name:
        raise bad_request("附件的校验值写法不对")
    return file_hash
