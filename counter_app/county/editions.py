"""Editions: reference data newer than a device has, and only what its place may read."""

from __future__ import annotations

from sqlalchemy import Connection, and_, bindparam, func, not_, or_, select, update

from counter_app.county.database import Database, insert_new
from counter_app.models.tables.county import device, edition, meta, reference
from counter_app.protocol.wire import EditionsReply, ReferenceRow

#: One reply stays below this many bytes of bodies, as far as editions can be told apart.
MAX_BYTES = 16 * 1024 * 1024
#: The highest edition any device had while the county had none so high; big endian.
_TOLD = "edition_told"
_BYTES = 8
#: Nobody is believed who is further ahead: numbers are not to be used up by a faulty device.
_CREDIBLE = 10_000
_AT = select(func.max(edition.c.edition)).where(edition.c.edition <= bindparam("since_"))

_newest = (
    select(
        reference.c.kind.label("kind"),
        reference.c.code.label("code"),
        func.max(reference.c.edition).label("edition"),
    )
    .group_by(reference.c.kind, reference.c.code)
    .subquery()
)
_superseded = _newest.c.edition.is_(None)
_ROWS = (
    select(
        reference.c.kind,
        reference.c.code,
        reference.c.edition,
        reference.c.withdrawn,
        reference.c.body,
    )
    .outerjoin(
        _newest,
        and_(
            reference.c.kind == _newest.c.kind,
            reference.c.code == _newest.c.code,
            reference.c.edition == _newest.c.edition,
        ),
    )
    .where(
        reference.c.edition > bindparam("since_"),
        or_(reference.c.scope == "", reference.c.scope == bindparam("place_")),
    )
    .order_by(reference.c.edition, reference.c.kind, reference.c.code)
)
#: An old key of somebody who moved or has a new password opens nothing any more.
_LATER_ROWS = _ROWS.where(not_(and_(reference.c.kind == "credential", _superseded)))
#: For a device that has nothing: of an item every version (a case may have been received
#: under it), of everything else the newest.
_FIRST_ROWS = _ROWS.where(not_(and_(reference.c.kind != "item", _superseded)))


def newest(connection: Connection) -> int:
    """Number of the newest edition; 0 before the first load."""
    return connection.execute(select(func.max(edition.c.edition))).scalar() or 0


def following(connection: Connection) -> int:
    """The number of the next load. A county that was restored from a backup may have given some
    to the devices already: none of those is given twice, as far as any device has told it.
    """
    top = newest(connection)
    told = connection.execute(select(meta.c.value).where(meta.c.key == _TOLD)).scalar()
    seen = connection.execute(
        select(func.max(device.c.edition)).where(device.c.edition <= top + _CREDIBLE)
    ).scalar()
    return max(top, seen or 0, int.from_bytes(bytes(told or b""), "big")) + 1


def note_told(connection: Connection, edition_told: int, top: int) -> None:
    """A device has this edition, and the county none after ``top``: it was restored."""
    if not top < edition_told <= top + _CREDIBLE:
        return
    value = edition_told.to_bytes(_BYTES, "big")
    insert_new(connection, meta, "key", [{"key": _TOLD, "value": value}])
    connection.execute(
        update(meta).where(meta.c.key == _TOLD, meta.c.value < value).values(value=value)
    )


def editions(database: Database, place: str, since: int) -> EditionsReply:
    """Rows of whole editions after ``since``, oldest first, for devices of this place.

    Where the county has no edition ``since``, it begins after the newest before.
    """
    rows: list[ReferenceRow] = []
    size = 0
    with database.reading(snapshot=True) as connection:
        top = newest(connection)
        since = connection.execute(_AT, {"since_": since}).scalar() or 0
        after = since
        statement = _LATER_ROWS if since > 0 else _FIRST_ROWS
        for row in connection.execute(statement, {"since_": since, "place_": place}):
            if size > MAX_BYTES and row.edition != rows[-1].edition:
                return EditionsReply(rows[-1].edition, True, tuple(rows), after)
            body = bytes(row.body)
            rows.append(ReferenceRow(row.kind, row.code, row.edition, row.withdrawn, body))
            size += len(body)
    return EditionsReply(top, False, tuple(rows), after)
