"""Reading single rows and whole kinds of the reference data that the county keeps."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, and_, func, select

from counter_app.models.reference import decode_row
from counter_app.models.tables.county import reference


class Version(msgspec.Struct, frozen=True):
    """One version of a row, still in its bytes."""

    kind: str
    code: str
    edition: int
    withdrawn: bool
    scope: str
    body: bytes


def current(connection: Connection, kind: str, code: str) -> Any | None:
    """The row as it stands now, decoded; None when unknown or withdrawn."""
    if len(code) > 200 or "\0" in code:
        return None
    row = connection.execute(
        select(reference.c.withdrawn, reference.c.body)
        .where(reference.c.kind == kind, reference.c.code == code)
        .order_by(reference.c.edition.desc())
        .limit(1)
    ).first()
    if row is None or row.withdrawn:
        return None
    return decode_row(kind, bytes(row.body))


def newest(connection: Connection, *kinds: str) -> dict[tuple[str, str], Version]:
    """The newest version of every row (of these kinds, or of all), by kind and code."""
    top = select(
        reference.c.kind, reference.c.code, func.max(reference.c.edition).label("edition")
    ).group_by(reference.c.kind, reference.c.code)
    if kinds:
        top = top.where(reference.c.kind.in_(kinds))
    latest = top.subquery()
    rows = connection.execute(
        select(reference).join(
            latest,
            and_(
                reference.c.kind == latest.c.kind,
                reference.c.code == latest.c.code,
                reference.c.edition == latest.c.edition,
            ),
        )
    )
    return {
        (row.kind, row.code): Version(
            row.kind, row.code, row.edition, row.withdrawn, row.scope, bytes(row.body)
        )
        for row in rows
    }


def decoded(connection: Connection, kind: str) -> dict[str, Any]:
    """All rows of a kind that are not withdrawn, by code."""
    return {
        code: decode_row(kind, version.body)
        for (_, code), version in newest(connection, kind).items()
        if not version.withdrawn
    }
