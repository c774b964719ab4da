"""How long the pauses are: bounded, spread, and never shorter after more failures."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from counter_app.sync.pace import Pace, knock_pause, retry_pause, spread

CHANCE = st.floats(0, 1)
FAILURES = st.integers(1, 10_000)
PACE = Pace()


@pytest.mark.parametrize(
    ("failures", "least", "most"),
    [(0, 5, 6.5), (1, 5, 6.5), (2, 10, 13), (3, 20, 26), (4, 40, 52), (5, 60, 78), (99, 60, 78)],
)
def test_table(failures: int, least: float, most: float) -> None:
    assert retry_pause(PACE, failures, 0) == least
    assert retry_pause(PACE, failures, 1) == pytest.approx(most)


@given(FAILURES, CHANCE)
def test_bounded_and_growing(failures: int, chance: float) -> None:
    pause = retry_pause(PACE, failures, chance)
    assert PACE.first_retry <= pause <= PACE.longest_retry * (1 + PACE.jitter)
    assert retry_pause(PACE, failures + 1, chance) >= pause


@given(FAILURES, CHANCE, CHANCE)
def test_chance_spreads(failures: int, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert retry_pause(PACE, failures, less) <= retry_pause(PACE, failures, more)


@given(CHANCE)
def test_knocks_and_exchanges_are_spread(chance: float) -> None:
    assert PACE.knock_least <= knock_pause(PACE, chance) <= PACE.knock_most
    assert PACE.online <= spread(PACE, PACE.online, chance) <= PACE.online * (1 + PACE.jitter)


def test_a_thousand_devices_do_not_come_back_in_one_second() -> None:
    pauses = sorted(knock_pause(PACE, index / 999) for index in range(1000))
    busiest = max(sum(start <= each < start + 1 for each in pauses) for start in pauses)
    assert busiest <= 350
