"""What a running county server works with: store, clock, public address, small caches."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from counter_app.county import editions, keys, refold, rows, schema
from counter_app.county.attachments import Shelf
from counter_app.county.database import Database
from counter_app.county.limits import Limit, network
from counter_app.county.live import Hub
from counter_app.county.rating_form import FormSeal
from counter_app.county.rating_limits import RatingLimits
from counter_app.county.refusals import Refuse, bad_request
from counter_app.county.snapshot_watch import SnapshotWatch
from counter_app.county.twin_watch import TwinWatch
from counter_app.errors import Trouble
from counter_app.models.reference import Place
from counter_app.protocol import wire

_Message = TypeVar("_Message")

#: Wrong enrolment codes that one address may try in a minute.
_WRONG_CODES = 20
_MINUTE_S = 60.0


def wall_ms() -> int:
    """This machine's clock in ms since the epoch (UTC)."""
    return int(time.time() * 1000)


class CountyServer:
    """One opened county. Safe to use from many threads."""

    def __init__(
        self,
        database: Database,
        *,
        public_url: str = "",
        now_ms: Callable[[], int] = wall_ms,
    ) -> None:
        """Raises :class:`Trouble` when the store is not initialised or of another format."""
        schema.require(database)
        with database.reading() as connection:
            self.county = keys.load(connection)
        self.database = database
        self.public_url = public_url.rstrip("/")
        self.now_ms = now_ms
        self.files = Shelf(database, now_ms)
        self.twins = TwinWatch(database, now_ms)
        self.snapshots = SnapshotWatch(database, now_ms)
        self.wrong_codes = Attempts(_WRONG_CODES, _MINUTE_S)
        self.rating_limits = RatingLimits()
        self.rating_forms = FormSeal(self.county.signing_key)
        refold.catch_up(database, now_ms)
        self.hub = Hub()
        self._places: tuple[int, dict[str, Place]] = (-1, {})

    def places(self) -> dict[str, Place]:
        """All service places by code, as of the newest edition."""
        with self.database.reading() as connection:
            newest = editions.newest(connection)
            if newest != self._places[0]:
                self._places = (newest, rows.decoded(connection, "place"))
        return self._places[1]

    def item(self, code: str) -> Any | None:
        """The item (事项) of this code as it stands now; None when unknown or withdrawn."""
        with self.database.reading() as connection:
            return rows.current(connection, "item", code)


class Attempts:
    """Counts failures by address in a sliding window, so that codes cannot be guessed."""

    def __init__(self, limit: int, window_s: float) -> None:
        self._limit = Limit(limit, window_s)

    def check(self, address: str) -> None:
        """Raise :class:`Refuse` (429) when this address has failed too often just now."""
        if self._limit.reached(network(address)):
            raise Refuse(429, "bad_request", "登记码试得太多，请过一分钟再试")

    def failed(self, address: str) -> None:
        """Note one failure."""
        self._limit.note(network(address))


def read_message(body: bytes, kind: type[_Message]) -> _Message:
    """The message in a request body. Raises :class:`Refuse` for anything that is none."""
    try:
        return wire.unpack(body, kind)
    except (Trouble, RecursionError, MemoryError):
        raise bad_request("上传的内容不完整或格式不符") from None
