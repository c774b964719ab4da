"""Lists, search and single cases at a million cases, against the same at ten thousand.

``COUNTER_BENCH_CASES`` sets the larger number (quick: 50,000). A million takes about three
minutes and 4 GB in the temporary folder.
"""

from __future__ import annotations

import gc
import os
import random
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from counter_app.bench.bulk import fill
from counter_app.bench.figures import percentile
from counter_app.bench.rig import bench_store
from counter_app.models.case import CaseStatus
from counter_app.rules.case_context import local_day
from counter_app.store import queries
from counter_app.store.store import Store

FEW = 10_000
MANY = 1_000_000
MANY_QUICK = 50_000
#: How many times slower the larger store may be, and the most in ms.
BUDGET = 1.5
BUDGET_MS = 50.0
#: Lines that a page of the counter asks for.
_STEP = 100

#: Key by key: names, common words and their halves, numbers from their first digits on,
#: endings, and words that go together seldom.
_TYPED = (
    "王", "王建", "王建国", "李", "证", "许可", "低保", "最低生活保障", "社会保障卡", "王 许可",
    "余 林木", "42", "421", "4213", "42132", "421321", "4213211", "42132119", "421321199",
    "4213211990", "42132119900", "1", "13", "138", "1380", "0015", "00123", "001234", "王 4213",
    "421321-0001-26", "421321-0001-26-0000", "000042", "李 138", "不存在", "王建国 林木采伐",
)  # fmt: skip

_FILTERS: tuple[tuple[CaseStatus, ...], ...] = (
    (),
    (CaseStatus.RECEIVED, CaseStatus.ACCEPTED, CaseStatus.REVIEW),
    (CaseStatus.CORRECTING, CaseStatus.SUPPLEMENT),
    (CaseStatus.DELIVERED, CaseStatus.ARCHIVED),
    (CaseStatus.DECLINED, CaseStatus.WITHDRAWN),
)

#: From the number of a sample to what is measured.
_Jobs = dict[str, Callable[[int], Callable[[], object]]]


def measure(quick: bool) -> dict[str, Any]:
    """p99 of each, alternately in the small store and in the large one."""
    many = int(os.environ.get("COUNTER_BENCH_CASES", MANY_QUICK if quick else MANY))
    with tempfile.TemporaryDirectory() as folder:
        stores = []
        jobs = []
        begun = time.perf_counter()
        for count in (FEW, many):
            path = Path(folder) / str(count)
            path.mkdir()
            store = bench_store(path)
            stores.append(store)
            jobs.append(_jobs(store, fill(store, count)))
        filled = time.perf_counter() - begun
        samples = 70 if quick else 350
        figures = {name: _compare(jobs[0][name], jobs[1][name], samples) for name in jobs[0]}
        for store in stores:
            store.close()
    return {
        "cases": [FEW, many],
        "percentile": 0.99,
        "budget": BUDGET,
        "budget_ms": BUDGET_MS,
        "figures": figures,
        "fill_s": round(filled, 1),
        "kept": all(figure["kept"] for figure in figures.values()),
    }


def _jobs(store: Store, subjects: list[str]) -> _Jobs:
    """What is measured, by name."""
    now = store.now_ms()
    day: dict[str, Any] = {"today": local_day(now), "day_start_ms": now - now % 86_400_000}
    random.Random(2).shuffle(subjects)
    lists = tuple(queries.WorkList)

    def search(n: int, statuses: tuple[CaseStatus, ...] = ()) -> Callable[[], object]:
        query = _TYPED[n % len(_TYPED)]
        return partial(queries.cases, store, query=query, statuses=statuses, limit=_STEP)

    return {
        "open_case": lambda n: partial(_open, store, subjects[n % len(subjects)]),
        "first_page": lambda n: partial(_page, store, _FILTERS[n % len(_FILTERS)]),
        "workbench": lambda n: partial(queries.workbench, store, "SX0001", **day),
        "worklist": lambda n: partial(
            queries.worklist, store, lists[n % len(lists)], limit=_STEP, **day
        ),
        "search": search,
        "search_filtered": lambda n: search(n, _FILTERS[n // len(_TYPED) % len(_FILTERS)]),
    }


def _open(store: Store, subject: str) -> None:
    assert queries.case_state(store, subject) is not None
    queries.timeline(store, subject)


def _page(store: Store, statuses: tuple[CaseStatus, ...]) -> None:
    views = queries.cases(store, statuses=statuses, limit=_STEP)
    queries.unsent_among(store, (view.subject for view in views))


def _compare(
    few: Callable[[int], Callable[[], object]],
    many: Callable[[int], Callable[[], object]],
    count: int,
) -> dict[str, Any]:
    samples: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    gc.disable()  # as in the program: collected between actions, never inside one
    try:
        for n in range(count):
            for make, into in ((few, samples[0]), (many, samples[1])):
                job = make(n)
                begun = time.perf_counter()
                job()
                into.append(time.perf_counter() - begun)
    finally:
        gc.enable()
    small, large = (percentile(each, 0.99) * 1000 for each in samples)
    return {
        "few_ms": round(small, 3),
        "many_ms": round(large, 3),
        "few_median_ms": round(percentile(samples[0], 0.5) * 1000, 3),
        "many_median_ms": round(percentile(samples[1], 0.5) * 1000, 3),
        "ratio": round(large / small, 3),
        "samples": count,
        "kept": large <= BUDGET * small and large <= BUDGET_MS,
    }
