"""A device that has nothing yet: the feed entry by entry, and its first sync as it really goes.

``pull`` reports what one case costs when it comes by the feed, folding included, and how that
grows. ``new_device`` compares the whole first sync with a download of the same bytes followed
by one ``executemany`` of them into an encrypted file. The floor writes the entries alone; what it
takes to write all rows that a device has then, indexes included, is told beside it. The county
has been up for a while, as in operation: it has built the place's snapshot by itself. How long that
took is told too.
"""

from __future__ import annotations

import http.client
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from counter_app.bench.county import TOWN, County, county_of_any_kind, enrol_devices
from counter_app.bench.figures import growth, percentile, ratio
from counter_app.bench.offline import push_all_in
from counter_app.models.tables.county import meta, snapshot
from counter_app.store.engine import connect
from counter_app.store.prepared import driver_of
from counter_app.store.store import Store
from counter_app.sync.line import Line
from counter_app.sync.pull import pull_all
from counter_app.sync.snapshot import first_sync

BUDGET = 1.0
#: The cost of a case may grow by so much from one size to the next: noise, no more.
GROWTH = 1.3


def measure_pull(quick: bool) -> dict[str, Any]:
    """What a case costs by the feed, at growing sizes."""
    sizes = {1000: 2, 5000: 1} if quick else {1000: 3, 10_000: 3, 100_000: 1}
    taken: dict[int, float] = {}
    kind = ""
    for count, often in sizes.items():
        with _county_with(count) as (place, _, new_store):
            kind = place.kind
            samples = []
            for _ in range(often):
                with new_store() as (store, _):
                    begun = time.perf_counter()
                    with Line(store.identity) as line:
                        done = pull_all(store, line, lambda: False)
                    samples.append(time.perf_counter() - begun)
                    assert (done.entries, done.agreed) == (count, True)
            taken[count] = min(samples)
    grown = growth(taken)
    return {
        "county": kind,
        "best_ms": {str(count): round(each * 1000, 1) for count, each in taken.items()},
        "entries_a_second": {str(count): round(count / each) for count, each in taken.items()},
        "growth": grown,
        "budget": GROWTH,
        "kept": all(each <= GROWTH for each in grown.values()),
    }


def measure(quick: bool) -> dict[str, Any]:
    """Median over alternating first syncs; the budget is at 10,000 cases."""
    sizes = {1000: 3} if quick else {1000: 5, 10_000: 5, 100_000: 1}
    figures = {}
    for count, often in sizes.items():
        with _county_with(count) as (place, entries, new_store), place.bare() as bare:
            built = _snapshot_built(place)
            figures[count] = _compare(bare, entries, new_store, often) | {
                "county": place.kind,
                "snapshot_build_ms": round(built * 1000),
            }
    judged = figures[10_000 if 10_000 in figures else 1000]
    return {
        "budget": BUDGET,
        "cases": {str(count): figure for count, figure in figures.items()},
        "growth": growth({count: each["ours_median_ms"] for count, each in figures.items()}),
        "kept": judged["kept"],
    }


_NewStore = Callable[[], Any]


@contextmanager
def _county_with(count: int) -> Iterator[tuple[County, list[bytes], _NewStore]]:
    """A serving county whose town has so many cases; their entries; devices that have none."""
    with county_of_any_kind() as place:
        with place.opened() as database:
            writer = enrol_devices(database)[0]
            entries = push_all_in(database, writer, count)
        with place.serving() as (url,):

            @contextmanager
            def new_store() -> Iterator[tuple[Store, Path]]:
                with place.opened() as database:
                    identity = enrol_devices(database, county_url=url)[0]
                with tempfile.TemporaryDirectory() as folder:
                    file = Path(folder) / "counter.db"
                    store = Store.create(file, os.urandom(32), identity)
                    yield store, file.with_name("parts")
                    store.close()

            yield place, entries, new_store


def _snapshot_built(place: County) -> float:
    """Wait until the serving county has built it; how long it was at it, in s."""
    begun, lease = None, f"snapshot/{TOWN}"
    with place.opened() as database:
        while True:
            with database.reading() as connection:
                begins = connection.execute(select(meta.c.key).where(meta.c.key == lease)).first()
                if connection.execute(select(snapshot.c.id)).first() is not None:
                    return 0.0 if begun is None else time.perf_counter() - begun
            if begins is not None and begun is None:
                begun = time.perf_counter()
            time.sleep(0.05)


def _compare(bare: str, entries: list[bytes], new_store: _NewStore, often: int) -> dict[str, Any]:
    ours: list[float] = []
    floor: list[float] = []
    all_rows: list[float] = []
    for _ in range(often):
        with new_store() as (store, aside):
            begun = time.perf_counter()
            done = first_sync(store, aside)
            ours.append(time.perf_counter() - begun)
            assert store.head.cases == len(entries)
            assert done.agreed
            with tempfile.TemporaryDirectory() as folder:
                all_rows.append(_insert_all_rows(store, Path(folder) / "same.db"))
        with tempfile.TemporaryDirectory() as folder:
            floor.append(_download_and_insert(bare, entries, Path(folder) / "floor.db"))
    return ratio(ours, floor, 0.5, BUDGET) | {
        "ours_best_ms": round(percentile(ours, 0) * 1000, 1),
        "floor_best_ms": round(percentile(floor, 0) * 1000, 1),
        "all_rows_median_ms": round(percentile(all_rows, 0.5) * 1000, 1),
        "ratio_to_all_rows": round(percentile(ours, 0.5) / percentile(all_rows, 0.5), 3),
        "bytes_a_case": round(sum(map(len, entries)) / len(entries)),
    }


def _download_and_insert(url: str, entries: list[bytes], file: Path) -> float:
    size = sum(map(len, entries))
    rows = list(enumerate(entries, 1))
    key = os.urandom(32)
    begun = time.perf_counter()
    line = http.client.HTTPConnection(url.removeprefix("http://"))
    line.request("GET", f"/?size={size}")
    assert len(line.getresponse().read()) == size
    line.close()
    connection = connect(file, key)
    connection.execute("CREATE TABLE entry (n INTEGER PRIMARY KEY, data BLOB)")
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO entry VALUES (?, ?)", rows)
    connection.execute("COMMIT")
    taken = time.perf_counter() - begun
    connection.close()
    return taken


def _insert_all_rows(store: Store, file: Path) -> float:
    """Every row of journal and projection into the same tables, ready in memory beforehand."""
    with store.read() as connection:
        source = driver_of(connection)
        tables = {
            name: source.execute(f"SELECT * FROM {name}").fetchall()
            for name in ("entry", "case_row")
        }
    empty = Store.create(file, os.urandom(32), store.identity)
    begun = time.perf_counter()
    with empty.bulk(), empty.write() as tx:
        for name, rows in tables.items():
            marks = ", ".join("?" * len(rows[0]))
            tx.driver.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    taken = time.perf_counter() - begun
    empty.close()
    return taken
