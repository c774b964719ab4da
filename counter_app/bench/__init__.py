"""``counter-app bench``: speed as ratios against floors measured in the same run (design §8)."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Sequence
from typing import Any

from counter_app.errors import BadInput


def run_bench(names: Sequence[str], *, quick: bool = False) -> int:
    """Print one JSON object with a key per figure; 0 when every budget is kept, else 1."""
    from counter_app.bench.devices import measure as devices
    from counter_app.bench.lists import measure as lists
    from counter_app.bench.newcomer import measure as new_device, measure_pull as pull
    from counter_app.bench.no_change import measure as no_change
    from counter_app.bench.push import measure as push
    from counter_app.bench.receipt import measure as receipt
    from counter_app.bench.responsive import measure as responsive
    from counter_app.bench.save import measure as save
    from counter_app.bench.search import measure as search
    from counter_app.bench.start import measure as start
    from counter_app.bench.wire_bytes import measure as wire

    known: dict[str, Callable[[bool], dict[str, Any]]] = {
        "start": start,
        "responsive": responsive,
        "save": save,
        "search": search,
        "receipt": receipt,
        "lists": lists,
        "push": push,
        "pull": pull,
        "new_device": new_device,
        "no_change": no_change,
        "wire": wire,
        "devices": devices,
    }
    for name in names:
        if name not in known:
            raise BadInput("NAME", f"没有 {name} 这一项，可选：{'、'.join(known)}")
    figures = {name: known[name](quick) for name in (names or known)}
    kept = all(figure["kept"] for figure in figures.values())
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    print(json.dumps({"kept": kept, "on": machine, "figures": figures}, ensure_ascii=False))
    return 0 if kept else 1
