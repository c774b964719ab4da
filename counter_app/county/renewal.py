"""A device that goes on under another identity: registered in one transaction, once a key."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, bindparam, select, update

from counter_app.county import keys
from counter_app.county.database import Database
from counter_app.county.devices import Device
from counter_app.county.enrolment import KEY_BYTES, register
from counter_app.county.receipts import Standing
from counter_app.county.refusals import Refuse, bad_request
from counter_app.models.tables.county import device
from counter_app.protocol.renewal import RenewReply, RenewRequest

_OLD = select(device).where(device.c.id == bindparam("id_")).with_for_update()


def renew(
    database: Database,
    old: Device | Standing,
    request: RenewRequest,
    public_url: str,
    now_ms: Callable[[], int],
) -> RenewReply:
    """Register the new key for the window of the old device.

    The same key again gets the same answer: the first one may have been lost. Every other key
    becomes a device of its own: a second machine may have been restored from the same backup.
    Raises :class:`Refuse` (revoked, lost, bad_request).
    """
    if len(request.public_key) != KEY_BYTES or len(request.program) > 64:
        raise bad_request("换发请求的内容不对")
    if request.public_key == old.public_key:
        raise bad_request("换发设备编号要用新的钥匙")

    def work(connection: Connection) -> RenewReply:
        now = now_ms()
        county = keys.load(connection)
        row = connection.execute(_OLD, {"id_": old.id}).one()
        if row.lost or (row.revoked_ms is not None and row.replaced_by is None):
            raise Refuse(403, "lost" if row.lost else "revoked", "本机已被县平台停用，不能换发编号")
        known = connection.execute(
            select(device).where(device.c.public_key == request.public_key)
        ).first()
        if known is not None:
            name, serial, place, window = known.id, known.serial, known.place, known.window_no
        else:
            place, window = row.place, row.window_no
            name, serial = register(
                connection, request.public_key, request.program, place, window, now
            )
            values: dict[str, object] = {"replaced_by": name}
            if not request.forked and row.revoked_ms is None:
                values["revoked_ms"] = now
            connection.execute(update(device).where(device.c.id == old.id).values(**values))
        return RenewReply(
            device=name,
            serial=serial,
            place=place,
            window=window,
            county_code=county.code,
            public_url=public_url,
            county_key=county.public_keys,
            server_ms=now,
            kept=row.acked_n,
        )

    return database.transact(work)
