"""Saving one case durably, against one durable row of the same bytes."""

from __future__ import annotations

import gc
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Any

from counter_app.bench.figures import ratio
from counter_app.bench.rig import bench_desk, sample_intake
from counter_app.desk import intake


def measure(quick: bool) -> dict[str, Any]:
    """p99 over alternating saves; the floor writes the same bytes to plain SQLite, WAL, FULL."""
    count = 300 if quick else 3000
    ours: list[float] = []
    floor: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        desk = bench_desk(Path(folder))
        checked = sample_intake(desk)
        bare = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = FULL")
        bare.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, data BLOB)")
        intake.take_in(desk, checked, papers=False)
        size = _bytes_of_last(desk)
        row = b"x" * size
        gc.collect()
        gc.disable()  # as in the program: collected between actions, never inside one
        try:
            for index in range(count):
                begun = time.perf_counter()
                intake.take_in(desk, checked, papers=False)
                ours.append(time.perf_counter() - begun)
                begun = time.perf_counter()
                bare.execute("BEGIN IMMEDIATE")
                bare.execute("INSERT INTO t (data) VALUES (?)", (row,))
                bare.execute("COMMIT")
                floor.append(time.perf_counter() - begun)
                if index % 500 == 499:
                    gc.collect()
        finally:
            gc.enable()
        bare.close()
        desk.store.close()
    return ratio(ours, floor, 0.99, 2.0) | {"bytes": size}


def _bytes_of_last(desk: Any) -> int:
    """Bytes that one save writes: the entry, the projected state and its search words."""
    with desk.store.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT (SELECT length(data) FROM entry ORDER BY n DESC LIMIT 1) +"
            " (SELECT length(state) FROM case_row ORDER BY id DESC LIMIT 1)"
        ).first()
    return int(row[0])
