"""What the county can acknowledge of a device at any time: how far it has come, and when."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, select, union_all

from counter_app.county.devices import device_of_row
from counter_app.models.tables.county import device, entry, set_aside
from counter_app.protocol.bundle_messages import Ack
from counter_app.protocol.wire import ReceivedRun

_RECEIVED = union_all(
    *(
        select(each.c.n, each.c.received_ms).where(
            each.c.device == bindparam("device_"), each.c.n > bindparam("after_")
        )
        for each in (entry, set_aside)
    )
).order_by("n")


class Standing(msgspec.Struct, frozen=True):
    """A device as its row tells it."""

    id: str
    place: str
    public_key: bytes
    acked: int
    head: bytes
    cursor: int
    edition: int
    #: why it may not read any more: revoked, replaced or lost; "" for one in use
    stopped: str


_DEVICE = select(device)


def standing(connection: Connection, device_id: str) -> Standing | None:
    """The device of this id, None when there is none."""
    if len(device_id) > 64 or "\0" in device_id:
        return None
    row = connection.execute(_DEVICE.where(device.c.id == device_id)).first()
    return None if row is None else _standing(row)


def at_place(connection: Connection, place: str) -> list[Standing]:
    """The devices of a place that are in use, by id."""
    rows = connection.execute(
        _DEVICE.where(device.c.place == place, device.c.revoked_ms.is_(None)).order_by(device.c.id)
    )
    return [_standing(row) for row in rows]


def acknowledge(connection: Connection, known: Standing, after: int, wanted: int = 0) -> Ack:
    """The receipts of a device's entries after number ``after``."""
    runs: list[list[int]] = []
    bounds = {"device_": known.id, "after_": after}
    for n, received_ms in connection.execute(_RECEIVED, bounds):
        if n > known.acked:
            break
        if runs and runs[-1][1] + 1 == n and runs[-1][2] == received_ms:
            runs[-1][1] = n
        else:
            runs.append([n, n, received_ms])
    received = tuple(ReceivedRun(*each) for each in runs)
    return Ack(known.id, known.acked, known.head, received, wanted)


def _standing(row: Row[Any]) -> Standing:
    known = device_of_row(row)
    return Standing(
        id=known.id,
        place=known.place,
        public_key=known.public_key,
        acked=known.acked_n,
        head=bytes(row._mapping["head"]),
        cursor=known.cursor,
        edition=known.edition,
        stopped=known.stopped,
    )
