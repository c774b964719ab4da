"""Pushing cases that came together offline, against the same bytes by COPY and nothing else.

Ours begins with the entries in the encrypted file and ends when the county has answered for
all of them and the answer is durable on the device. The floor POSTs the same entries, ready in
memory, in as many requests to a bare ASGI app that COPYs them into the same PostgreSQL.
"""

from __future__ import annotations

import http.client
import os
import tempfile
import time
from pathlib import Path
from typing import Any, TypeVar

from counter_app.bench.bare import frame
from counter_app.bench.county import County, county, enrol_devices
from counter_app.bench.figures import growth, percentile, ratio
from counter_app.bench.offline import fill_offline
from counter_app.bench.postgres import NoPostgres
from counter_app.store import outbox
from counter_app.store.store import Store
from counter_app.sync.line import Line
from counter_app.sync.push import push_all

BUDGET = 1.5
_Reply = TypeVar("_Reply")


class TimedLine(Line):
    """Adds up the time that requests are out, in s."""

    out_s = 0.0

    def post_packed(self, target: str, body: bytes, kind: type[_Reply]) -> _Reply:
        begun = time.perf_counter()
        try:
            return super().post_packed(target, body, kind)
        finally:
            self.out_s += time.perf_counter() - begun


def measure(quick: bool) -> dict[str, Any]:
    """Medians over alternating pushes of new devices; the budget is at 10,000 cases."""
    # cases -> how often
    sizes = {1000: 3} if quick else {1000: 5, 10_000: 5, 100_000: 1}
    try:
        with county() as place:
            figures = {count: _compare(place, count, often) for count, often in sizes.items()}
    except NoPostgres as why:
        return {"left_out": str(why), "kept": True}
    judged = figures[10_000 if 10_000 in figures else 1000]
    return {
        "budget": BUDGET,
        "cases": {str(count): figure for count, figure in figures.items()},
        "growth": growth({count: each["ours_median_ms"] for count, each in figures.items()}),
        "kept": judged["kept"],
    }


def _compare(place: County, count: int, often: int) -> dict[str, Any]:
    ours: list[float] = []
    floor: list[float] = []
    out: list[float] = []
    with place.serving() as (url,), place.bare() as bare:
        for _ in range(often):
            with tempfile.TemporaryDirectory() as folder:
                store = _offline_store(place, url, Path(folder), count)
                bodies = _bodies(store)
                begun = time.perf_counter()
                with TimedLine(store.identity) as line:
                    done = push_all(store, line, lambda: False)
                ours.append(time.perf_counter() - begun)
                out.append(line.out_s)
                assert done.entries == count
                assert not store.head.unsent
                store.close()
                floor.append(_post(bare, bodies))
    return ratio(ours, floor, 0.5, BUDGET) | {
        "requests": len(bodies),
        "bytes_a_case": round(sum(map(len, bodies)) / count),
        "ours_best_ms": round(min(ours) * 1000, 1),
        "floor_best_ms": round(min(floor) * 1000, 1),
        "requests_out_ms": round(percentile(out, 0.5) * 1000, 1),
    }


def _offline_store(place: County, url: str, folder: Path, count: int) -> Store:
    with place.opened() as database:
        identity = enrol_devices(database, county_url=url)[0]
    store = Store.create(folder / "counter.db", os.urandom(32), identity)
    fill_offline(store, count, identity.serial)
    return store


def _bodies(store: Store) -> list[bytes]:
    """What the floor POSTs: the same entries in the same portions."""
    bodies = []
    after = 0
    while (batch := outbox.next_batch(store, after)) is not None:
        bodies.append(frame(list(batch.entries)))
        after += len(batch.entries)
    store.acked_chain = None
    return bodies


def _post(url: str, bodies: list[bytes]) -> float:
    host = url.removeprefix("http://")
    begun = time.perf_counter()
    line = http.client.HTTPConnection(host)
    for body in bodies:
        line.request("POST", "/copy", body)
        line.getresponse().read()
    line.close()
    return time.perf_counter() - begun
