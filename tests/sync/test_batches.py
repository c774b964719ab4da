"""Batches fit the line: smaller after a failure, larger after a quick one, and remembered."""

from __future__ import annotations

from itertools import pairwise

import httpx
import pytest
from cli_rig import person_id
from county_rig import TOWN
from hypothesis import given, strategies as st
from sync_rig import Hall
from watch_rig import Relay, lead

from counter_app.store.outbox import BATCH_BYTES
from counter_app.store.store import Tx
from counter_app.sync import batches, line
from counter_app.sync.batches import FIRST, Batch
from counter_app.sync.line import Interrupted


@pytest.mark.parametrize(
    ("size", "weight", "seconds", "next_size"),
    [
        (FIRST, FIRST, 0.1, 4 * FIRST),  # quick and full: more
        (FIRST, 1500, 0.1, FIRST),  # quick, but what does one case show
        (FIRST, FIRST, 8, FIRST),  # as it should be
        (FIRST, FIRST, 32, FIRST // 4),  # came through, took long
        (4 * FIRST, 4 * FIRST, 1, BATCH_BYTES if BATCH_BYTES < 16 * FIRST else 16 * FIRST),
        (BATCH_BYTES, BATCH_BYTES, 1, BATCH_BYTES),
        (1, 1500, 60, 200),
        (1, 1500, 1, 4),
    ],
)
def test_table(size: int, weight: int, seconds: float, next_size: int) -> None:
    assert Batch(size).after_success(weight, seconds) == Batch(next_size)


@given(st.integers(1, BATCH_BYTES), st.integers(1, BATCH_BYTES), st.floats(0, 1e6))
def test_bounded(size: int, weight: int, seconds: float) -> None:
    for after in (Batch(size).after_success(weight, seconds), Batch(size).after_failure(weight)):
        assert 1 <= after.size <= BATCH_BYTES
    assert Batch(size).after_failure(weight).size <= max(1, weight // 2)


@given(st.integers(1, BATCH_BYTES))
def test_a_handful_of_failures_leads_to_single_entries(size: int) -> None:
    batch = Batch(size)
    for _ in range(11):
        batch = batch.after_failure(batch.size)
    assert batch.size == 1


@pytest.mark.slow
def test_a_slow_line_gets_smaller_pieces_until_they_go_through(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "_TIMEOUT", httpx.Timeout(2.0))
    sizes = [FIRST]
    remember = batches.remember

    def noted(tx: Tx, batch: Batch) -> None:
        sizes.append(batch.size)
        remember(tx, batch)

    monkeypatch.setattr(batches, "remember", noted)
    relay = Relay(hall.url)
    window = hall.window(TOWN)
    for index in range(80):
        window.take_in(person_id(index), f"王样{index}")
    store = window.workplace.store
    place = lead(window, relay.url)
    relay.rate = 1_000
    while store.head.unsent:
        try:
            place.sync()
        except Interrupted:
            place.hang_up()
    assert min(sizes) < FIRST, "it never failed"
    assert batches.known(store).size == sizes[-1]
    relay.rate = 0
    for index in range(100, 160):
        window.take_in(person_id(index), f"李样{index}")
    assert place.sync().agreed
    assert any(later > sooner for sooner, later in pairwise(sizes)), "it never grew again"
    verdict = hall.verify()
    assert verdict.ok
    relay.close()
