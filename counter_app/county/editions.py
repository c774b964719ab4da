"""Editions: reference data newer than a device has, and only what its place may read."""

from __future__ import annotations

from sqlalchemy import Connection, and_, bindparam, func, not_, or_, select

from counter_app.county.database import Database
from counter_app.models.tables.county import edition, reference
from counter_app.protocol.wire import EditionsReply, ReferenceRow

#: One reply stays below this many bytes of bodies, as far as editions can be told apart.
MAX_BYTES = 16 * 1024 * 1024

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


def editions(database: Database, place: str, since: int) -> EditionsReply:
    """Rows of whole editions after ``since``, oldest first, for devices of this place."""
    statement = _LATER_ROWS if since > 0 else _FIRST_ROWS
    rows: list[ReferenceRow] = []
    size = 0
    with database.reading(snapshot=True) as connection:
        top = newest(connection)
        for row in connection.execute(statement, {"since_": since, "place_": place}):
            if size > MAX_BYTES and row.edition != rows[-1].edition:
                return EditionsReply(rows[-1].edition, True, tuple(rows))
            body = bytes(row.body)
            rows.append(ReferenceRow(row.kind, row.code, row.edition, row.withdrawn, body))
            size += len(body)
    return EditionsReply(max(top, since), False, tuple(rows))
