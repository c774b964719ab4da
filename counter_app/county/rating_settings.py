"""What a county sets for its rating page (扫码评), kept in the store: all its servers obey it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from sqlalchemy import Connection, delete, insert, select

from counter_app.models.tables.county import meta

_KEY = "rating"
#: Longest time that may be set, in days.
LONGEST = 3650


class RatingSettings(msgspec.Struct, frozen=True):
    """``days``: a stage of a case may be rated so many days after it (评价有效期)."""

    days: Annotated[int, msgspec.Meta(ge=1, le=LONGEST)] = 30


def load(connection: Connection) -> RatingSettings:
    """As set, or the usual ones."""
    value = connection.execute(select(meta.c.value).where(meta.c.key == _KEY)).scalar()
    if value is None:
        return RatingSettings()
    return msgspec.msgpack.decode(bytes(value), type=RatingSettings)


def save(connection: Connection, settings: RatingSettings) -> None:
    connection.execute(delete(meta).where(meta.c.key == _KEY))
    connection.execute(insert(meta).values(key=_KEY, value=msgspec.msgpack.encode(settings)))
