"""How often, by whom, and that remembering it never grows."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from counter_app.county.limits import Limit, network


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_so_many_in_a_while_then_again_later() -> None:
    clock = Clock()
    limit = Limit(2, 10, clock=clock)
    assert [limit.take("a") for _ in range(3)] == [True, True, False]
    assert limit.take("b")
    clock.now = 9.9
    assert not limit.take("a")
    clock.now = 10.0
    assert [limit.take("a") for _ in range(3)] == [True, True, False]


def test_asking_counts_nothing_and_noting_counts() -> None:
    limit = Limit(1, 10, clock=Clock())
    assert not limit.reached("a")
    assert not limit.reached("a")
    limit.note("a")
    assert limit.reached("a")


def test_a_flood_of_names_forgets_the_quietest() -> None:
    limit = Limit(1, 1000, names=3, clock=Clock())
    for name in "abcad":
        limit.take(name)
    assert len(limit) == 3
    assert limit.take("a") is True  # quiet since it was refused, so forgotten when d came
    assert limit.take("d") is False


@given(st.lists(st.text(max_size=3)), st.integers(1, 5), st.integers(1, 8))
def test_never_more_names_than_agreed(names: list[str], most: int, room: int) -> None:
    limit = Limit(most, 1000, names=room, clock=Clock())
    for name in names:
        limit.take(name)
    assert len(limit) <= room


@pytest.mark.parametrize(
    ("address", "stands_for"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_one_visitor_has_one_name(address: str, stands_for: str) -> None:
    assert network(address) == stands_for
