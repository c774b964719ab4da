"""The hybrid clock: only grows, fits its bits, and a wrong wall clock does not run away with it."""

from __future__ import annotations

from hypothesis import given, strategies as st

from counter_app.protocol import clock

NOW = 1_795_569_000_000
YEAR = 365 * 24 * 3600 * 1000


@given(st.lists(st.integers(-(10**17), 10**17), min_size=1, max_size=60))
def test_only_grows_whatever_the_wall_says(walls: list[int]) -> None:
    last = 0
    for wall in walls:
        after = clock.tick(last, wall)
        assert after > last
        assert after < 1 << 63
        last = after


def test_more_values_in_a_ms_than_the_counter_holds() -> None:
    first = last = clock.tick(0, NOW)
    for _ in range(70_000):
        last = clock.tick(last, NOW)
    assert last == first + 70_000
    assert clock.milliseconds(last) == NOW + 1
    assert clock.tick(last, NOW + 2) == clock.pack(NOW + 2)


def test_set_back_years_goes_on_from_what_is_known() -> None:
    last = clock.tick(0, NOW)
    assert clock.tick(last, NOW - 20 * YEAR) == last + 1
    assert clock.tick(last, 0) == last + 1


def test_the_receipt_bounds_a_clock_from_the_future() -> None:
    ahead = clock.tick(0, NOW + 5 * YEAR)
    assert clock.milliseconds(clock.effective(ahead, NOW)) == NOW
    assert clock.effective(ahead, None) == ahead
