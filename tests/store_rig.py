"""A real encrypted store with one town item, one instant item and a clerk, for tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.models.stamp import Actor
from counter_app.rules.case_context import CaseContext
from counter_app.rules.workdays import WorkCalendar
from counter_app.store.identity import Identity
from counter_app.store.store import Store, wall_ms

if TYPE_CHECKING:
    from collections.abc import Callable

TOWN = "421321101000"


def identity(serial: int = 1, place: str = TOWN) -> Identity:
    key = Ed25519PrivateKey.generate()
    return Identity(
        device=f"d{serial:04d}",
        serial=serial,
        place=place,
        window=1,
        county_code="421321",
        county_url="http://127.0.0.1:9",
        public_url="http://127.0.0.1:9",
        county_key=bytes(32),
        public_key=key.public_key().public_bytes_raw(),
        private_key=key.private_bytes_raw(),
    )


def new_store(
    folder: Path,
    serial: int = 1,
    place: str = TOWN,
    *,
    key: bytes | None = None,
    now_ms: Callable[[], int] = wall_ms,
) -> Store:
    folder.mkdir(parents=True, exist_ok=True)
    return Store.create(
        folder / "counter.db", key or os.urandom(32), identity(serial, place), now_ms
    )


def actor(place: str = TOWN, *roles: str, work_no: str = "SX1") -> Actor:
    granted = roles or ("intake", "delivery", "approval", "administration")
    return Actor(work_no, "样一", place, 1, frozenset(granted))


def context(now_ms: int, who: Actor | None = None) -> CaseContext:
    return CaseContext(now_ms, who or actor(), WorkCalendar({}))
