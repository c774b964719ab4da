"""Percentiles and the one shape in which every figure is reported."""

from __future__ import annotations

from itertools import pairwise
from typing import Any


def percentile(samples: list[float], share: float) -> float:
    """The sample below which ``share`` (0..1) of all samples lie."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ratio(ours: list[float], floor: list[float], share: float, budget: float) -> dict[str, Any]:
    """Ours against the floor at this percentile; samples in seconds, reported in ms."""
    mine, bare = percentile(ours, share), percentile(floor, share)
    return {
        "percentile": share,
        "ours_ms": round(mine * 1000, 3),
        "floor_ms": round(bare * 1000, 3),
        "ours_median_ms": round(percentile(ours, 0.5) * 1000, 3),
        "floor_median_ms": round(percentile(floor, 0.5) * 1000, 3),
        "ratio": round(mine / bare, 3),
        "budget": budget,
        "samples": len(ours),
        "kept": mine <= budget * bare,
    }


def growth(taken: dict[int, float]) -> dict[str, float]:
    """How the cost of one case grows from each size to the next; 1 = not at all.

    ``taken``: what so many cases took together, in any unit.
    """
    sizes = sorted(taken)
    return {
        f"{small}-{large}": round((taken[large] / large) / (taken[small] / small), 3)
        for small, large in pairwise(sizes)
    }
