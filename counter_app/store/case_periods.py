"""Cases of a period: what was taken in, and what came to its end."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from counter_app.models.case import CaseState
from counter_app.models.tables.device import case_row
from counter_app.protocol.digest import decode_state
from counter_app.store.store import Store


def closed_between(store: Store, since_ms: int, until_ms: int, place: str = "") -> list[str]:
    """Numbers of the cases that ended (办结) in this time; ``place``: of those taken in there."""
    wanted = select(case_row.c.state).where(case_row.c.changed_ms >= since_ms)
    if place:
        wanted = wanted.where(case_row.c.place == place)
    with store.read() as connection:
        states = (decode_state(data) for (data,) in connection.execute(wanted))
        return [each.number for each in states if since_ms <= each.closed_ms < until_ms]


def received_between(store: Store, since_ms: int, until_ms: int, place: str) -> Iterator[CaseState]:
    """Cases taken in at this place in this time."""
    wanted = select(case_row.c.state).where(
        case_row.c.place == place,
        case_row.c.received_ms >= since_ms,
        case_row.c.received_ms < until_ms,
    )
    with store.read() as connection:
        for (data,) in connection.execute(wanted):
            yield decode_state(data)
