"""A sync that finds nothing new, against a bare GET; both on a connection that stays open.

The floor is asked by the same HTTP client, and also by a socket that does no more than needed,
so that what the client itself costs can be told apart.
"""

from __future__ import annotations

import gc
import os
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from counter_app.bench.county import county_of_any_kind, enrol_devices
from counter_app.bench.figures import percentile, ratio
from counter_app.bench.offline import push_all_in
from counter_app.store.store import Store
from counter_app.sync.exchange import sync_once
from counter_app.sync.line import Line, open_http, send

BUDGET = 2.0


def measure(quick: bool) -> dict[str, Any]:
    """Medians over alternating syncs and requests of one idle device."""
    count = 200 if quick else 1000
    ours: list[float] = []
    floor: list[float] = []
    least: list[float] = []
    with county_of_any_kind() as place, tempfile.TemporaryDirectory() as folder:
        with place.opened() as database:
            writer = enrol_devices(database)[0]
            push_all_in(database, writer, 1000)
        with place.serving() as (url,), place.bare() as bare:
            with place.opened() as database:
                identity = enrol_devices(database, county_url=url)[0]
            store = Store.create(Path(folder) / "counter.db", os.urandom(32), identity)
            sync_once(store)
            plain = HTTPConnection(bare.removeprefix("http://"))
            with Line(identity) as line, open_http(bare) as http:
                gc.collect()
                gc.disable()  # as in the program: collected between actions, never inside one
                try:
                    for _ in range(count):
                        ours.append(_timed(lambda: sync_once(store, line=line)))
                        floor.append(_timed(lambda: send(http, "GET", "/", b"", {})))
                        least.append(_timed(lambda: _get(plain)))
                finally:
                    gc.enable()
            plain.close()
            store.close()
    return ratio(ours, floor, 0.5, BUDGET) | {
        "county": place.kind,
        "plain_socket_median_ms": round(percentile(least, 0.5) * 1000, 3),
    }


def _timed(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _get(line: HTTPConnection) -> None:
    line.request("GET", "/")
    line.getresponse().read()
