"""How often, by whom, and that remembering it never grows."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from counter_app.county.limits import Limit, network
from counter_app.county.rating_limits import SENT_BY_ADDRESS, SENT_BY_BOTH, RatingLimits


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


def test_one_address_cannot_use_up_what_a_card_is_allowed() -> None:
    limits = RatingLimits()
    tried = [limits.may_send("192.0.2.1", "card") for _ in range(SENT_BY_ADDRESS + 10)]
    assert tried.count(True) == SENT_BY_BOTH
    assert limits.may_send("192.0.2.2", "card")
    assert not limits.may_send("192.0.2.1", "card")


def test_a_hall_of_people_with_codes_of_their_own_is_let_in() -> None:
    limits = RatingLimits()
    assert all(limits.may_send("192.0.2.1", f"code {n}") for n in range(SENT_BY_ADDRESS))
    assert not limits.may_send("192.0.2.1", "one more")


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
