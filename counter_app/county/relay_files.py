"""The attachments inside a bundle: put on the county's shelf as if they had come in chunks."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from sqlalchemy import Connection, select

from counter_app.county.refusals import Refuse
from counter_app.county.server import CountyServer
from counter_app.models.tables.county import attachment
from counter_app.protocol.attachments import MAX_CHUNK, HeldFile
from counter_app.protocol.bundle_messages import BundledFile

_log = logging.getLogger(__name__)
_HASH_BYTES = 32
#: As many of a device's files are told of as held when nobody knows which it asks about.
_NEWEST = 2000


def put_all(
    server: CountyServer, device_id: str, files: Iterable[BundledFile]
) -> tuple[HeldFile, ...]:
    """Keep what can be kept; returns what the county has of each file.

    One that is damaged or has no room is left out: the device still owes it.
    """
    offered = [each for each in files if len(each.hash) == _HASH_BYTES]
    for each in offered:
        try:
            _put(server, device_id, each)
        except Refuse as refuse:
            _log.warning("an attachment in a bundle was not kept: %s", refuse.refusal.reason)
    return server.files.have([each.hash for each in offered]) if offered else ()


def newest_held(connection: Connection, device_id: str) -> tuple[HeldFile, ...]:
    """The files that came last from a device and are complete."""
    rows = connection.execute(
        select(attachment.c.hash, attachment.c.held)
        .where(attachment.c.device == device_id, attachment.c.complete)
        .order_by(attachment.c.changed_ms.desc())
        .limit(_NEWEST)
    )
    return tuple(HeldFile(bytes(row.hash), row.held, True) for row in rows)


def _put(server: CountyServer, device_id: str, file: BundledFile) -> None:
    known = server.files.have([file.hash])
    held = known[0].held if known else 0
    while held < len(file.data):
        part = file.data[held : held + MAX_CHUNK]
        before, held = held, server.files.put(device_id, file.hash, held, file.size, part).held
        if held <= before:
            break  # somebody else sends the same file just now, and it was begun again
