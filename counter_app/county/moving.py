"""Giving a device to another place or window; it learns of it with its next pull."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from counter_app.county import rows
from counter_app.county.database import Database
from counter_app.errors import BadInput, Refused
from counter_app.models.tables.county import device


def check_window(connection: Connection, place: str, window: int) -> str:
    """The name of the place. Raises :class:`BadInput` when there is no such place or window."""
    known = rows.current(connection, "place", place)
    if known is None or not known.active:
        raise BadInput("place", f"没有代码为 {place} 的服务场所")
    desk = rows.current(connection, "window", f"{place}/{window}")
    if desk is None or not desk.active:
        raise BadInput("window", f"{known.name}没有 {window} 号窗口")
    return str(known.name)


def move(database: Database, device_id: str, place: str, window: int) -> str:
    """Change where a device stands; returns the name of the place.

    What it still owes was recorded at the old place and goes there. Raises :class:`BadInput`,
    :class:`Refused` when the device is unknown, stopped or stands there already.
    """

    def work(connection: Connection) -> str:
        name = check_window(connection, place, window)
        row = connection.execute(
            select(device).where(device.c.id == device_id).with_for_update()
        ).first()
        if row is None or row.revoked_ms is not None:
            raise Refused(f"没有正在使用的设备 {device_id}", hint="可用 county devices 查看")
        if (row.place, row.window_no) == (place, window):
            raise Refused(f"设备 {device_id} 本来就在{name} {window} 号窗口")
        # The cursor it told last was one of the old place's feed.
        values = {"place": place, "window_no": window}
        if row.place != place:
            values |= {"cursor": 0, "edition": 0}
        connection.execute(update(device).where(device.c.id == device_id).values(values))
        return name

    return database.transact(work)
