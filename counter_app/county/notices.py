"""What is told to those who wait: which feeds have grown, that an edition is there.

A notice is noted inside the transaction that causes it and goes out when that is committed,
never before and never if it is undone. A server tells itself and, by NOTIFY a moment later, the
other processes on the same PostgreSQL (county/listener.py): NOTIFY inside the transaction would
let no two pushes commit at the same time, PostgreSQL holds one lock for it until the disk has
answered. Commands that serve nobody and write seldom do it inside.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from counter_app.county.prepared import Prepared

#: PostgreSQL: the channel on which all processes of one county tell each other.
CHANNEL = "county_feed"
#: Where a connection keeps what its transaction will tell.
KEY = "county_notice"
#: Whether the transaction itself has to tell other processes.
TELLS = "county_tells"


_NOTIFY = Prepared(
    select(func.pg_notify(CHANNEL, func.unnest(bindparam("told", type_=ARRAY(Text)))))
)


class Notice(msgspec.Struct):
    """``positions``: place -> newest position of its feed. ``edition``: newest; 0 = no news."""

    positions: dict[str, int] = {}
    edition: int = 0


def note(connection: Connection, positions: Mapping[str, int], edition: int = 0) -> None:
    """Tell everybody who waits, as soon as this transaction is committed."""
    mine: Notice = connection.info.setdefault(KEY, Notice())
    mine.positions.update(positions)
    mine.edition = max(mine.edition, edition)
    if connection.info.get(TELLS) and connection.dialect.name == "postgresql":
        told = payloads(Notice(dict(positions), edition))
        if told:
            _NOTIFY.run(connection, {"told": told})


def payloads(notice: Notice) -> list[str]:
    """The notice as other processes are told it."""
    told = [f"{place} {position}" for place, position in notice.positions.items()]
    return [*told, f"* {notice.edition}"] if notice.edition else told


def read_payload(payload: str) -> Notice:
    """The notice in a NOTIFY of another process; an empty one when it makes no sense."""
    place, _, number = payload.partition(" ")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return Notice()
    return Notice(edition=int(number)) if place == "*" else Notice({place: int(number)})
