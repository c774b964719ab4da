"""Type-ahead over 40,000 items: every keystroke of real queries, the slowest per cent of them."""

from __future__ import annotations

import time
from typing import Any

import msgspec

from counter_app.bench.figures import percentile
from counter_app.bench.rig import shipped_rows
from counter_app.desk.item_finder import everyday_words
from counter_app.models.reference import Item, decode_row
from counter_app.rules.item_search import ItemIndex, SearchDoc

ITEMS = 40_000
#: One frame of a 60 Hz screen, in ms.
BUDGET_MS = 16.0


def measure(quick: bool) -> dict[str, Any]:
    """p99 of one search. Queries are typed key by key: names, initials, codes, everyday words."""
    rows = shipped_rows()
    items: list[Item] = [decode_row(row.kind, row.body) for row in rows if row.kind == "item"]
    begun = time.perf_counter()
    index = ItemIndex(_docs(items), everyday_words())
    built = time.perf_counter() - begun
    samples: list[float] = []
    for query in _queries(items, 20 if quick else 120):
        for length in range(1, min(len(query), 10) + 1):
            started = time.perf_counter()
            index.search(query[:length], limit=20)
            samples.append(time.perf_counter() - started)
    p99 = percentile(samples, 0.99) * 1000
    return {
        "items": ITEMS,
        "percentile": 0.99,
        "ours_ms": round(p99, 3),
        "ours_median_ms": round(percentile(samples, 0.5) * 1000, 3),
        "worst_ms": round(max(samples) * 1000, 3),
        "build_ms": round(built * 1000, 1),
        "budget_ms": BUDGET_MS,
        "samples": len(samples),
        "kept": p99 <= BUDGET_MS,
    }


def _docs(items: list[Item]) -> list[SearchDoc]:
    """The shipped items, varied until there are enough of them."""
    docs: list[SearchDoc] = []
    turn = 0
    while len(docs) < ITEMS:
        for item in items:
            varied = msgspec.structs.replace(item)
            docs.append(
                SearchDoc(
                    code=f"{varied.code}{turn:02d}",
                    name=f"{varied.name}({turn})" if turn else varied.name,
                    initials=varied.initials,
                    keywords=varied.keywords,
                    level=varied.level.value,
                    department=varied.department,
                )
            )
            if len(docs) == ITEMS:
                break
        turn += 1
    return docs


def _queries(items: list[Item], count: int) -> list[str]:
    step = max(1, len(items) // count)
    chosen = items[::step]
    queries = [item.name for item in chosen]
    queries += [item.name[2:6] for item in chosen]
    queries += [item.initials[0] for item in chosen if item.initials]
    queries += [item.code for item in chosen[:10]]
    queries += [keyword for item in chosen for keyword in item.keywords[:2]]
    return [query for query in queries if query]
