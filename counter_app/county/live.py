"""Devices that wait for news (长轮询): one future each, no thread and no connection.

No wake-up is lost: a waiter stands in the hub before its place's position is read, so what is
committed before the reading is read, and what is committed after it rings.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable

from sqlalchemy import Connection, select

from counter_app.county.database import Database, one_of
from counter_app.county.editions import newest
from counter_app.county.notices import Notice
from counter_app.models.tables.county import place_feed
from counter_app.protocol.live import LiveReply


class Waiter:
    """One request that waits on the event loop. ``cursor``/``edition``: what the device has."""

    def __init__(self, cursor: int, edition: int) -> None:
        self.cursor = cursor
        self.edition = edition
        self.place = ""
        self.device = ""
        self._loop = asyncio.get_running_loop()
        self._reply: asyncio.Future[LiveReply | None] = self._loop.create_future()

    async def wait(self, seconds: float) -> LiveReply | None:
        """What happened; None when nothing did, or when the server is about to stop."""
        try:
            return await asyncio.wait_for(self._reply, seconds)
        except TimeoutError:
            return None

    def wake(self, reply: LiveReply | None) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._settle, reply)

    def _settle(self, reply: LiveReply | None) -> None:
        if not self._reply.done():
            self._reply.set_result(reply)


class Hub:
    """Everybody who waits in this process, by place. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places: dict[str, set[Waiter]] = {}
        self._devices: dict[str, Waiter] = {}
        self._closed = False

    def add(self, device: str, place: str, waiter: Waiter) -> None:
        """Let a device wait. Of two requests of one device the older is answered now."""
        waiter.device, waiter.place = device, place
        with self._lock:
            older = self._devices.pop(device, None)
            if older is not None:
                self._remove(older)
            closed = self._closed
            if not closed:
                self._devices[device] = waiter
                self._places.setdefault(place, set()).add(waiter)
        if older is not None:
            older.wake(None)
        if closed:
            waiter.wake(None)

    def drop(self, waiter: Waiter) -> None:
        """Whoever was answered, or gave up, waits no more."""
        with self._lock:
            self._remove(waiter)
            if self._devices.get(waiter.device) is waiter:
                del self._devices[waiter.device]

    def ring(self, notice: Notice) -> None:
        """Answer those for whom this is news."""
        with self._lock:
            told = [
                (waiter, LiveReply(position, max(waiter.edition, notice.edition)))
                for place, position in notice.positions.items()
                for waiter in self._places.get(place, ())
                if position != waiter.cursor
            ]
            if notice.edition:
                told += [
                    (waiter, LiveReply(waiter.cursor, notice.edition))
                    for waiter in self._devices.values()
                    if waiter.edition < notice.edition
                ]
        for waiter, reply in told:
            waiter.wake(reply)

    def places(self) -> list[str]:
        """The places somebody waits for."""
        with self._lock:
            return list(self._places)

    def __len__(self) -> int:
        return len(self._devices)

    def close(self) -> None:
        """Answer everybody now, and from now on at once: the server is about to stop."""
        with self._lock:
            self._closed = True
            waiting = list(self._devices.values())
            self._devices.clear()
            self._places.clear()
        for waiter in waiting:
            waiter.wake(None)

    def _remove(self, waiter: Waiter) -> None:
        there = self._places.get(waiter.place)
        if there is not None:
            there.discard(waiter)
            if not there:
                del self._places[waiter.place]


def standing(connection: Connection, places: Iterable[str]) -> Notice:
    """How far these places' feeds and the editions have come; a place without a feed: 0."""
    positions = dict.fromkeys(places, 0)
    if positions:
        rows = connection.execute(
            select(place_feed.c.place, place_feed.c.position).where(
                one_of(connection, place_feed.c.place, positions)
            )
        )
        positions.update((row.place, row.position) for row in rows)
    return Notice(positions, newest(connection))


def look_round(database: Database, hub: Hub) -> None:
    """Read afresh what everybody waits for, and answer those who missed something."""
    places = hub.places()
    if not places:
        return
    with database.reading() as connection:
        notice = standing(connection, places)
    hub.ring(notice)
