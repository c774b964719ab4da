"""Bit sets and sums against the plain way of doing it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from counter_app.rules.search_bits import Postings, Tally, bits_of, members

COUNT = 70
SETS = st.sets(st.integers(0, COUNT - 1))


@given(SETS)
def test_a_set_comes_back_in_order(chosen: set[int]) -> None:
    assert list(members(bits_of(chosen, COUNT))) == sorted(chosen)


@given(st.lists(st.tuples(SETS, st.integers(0, 200)), max_size=12), SETS, st.integers(1, 20))
def test_the_best_are_those_of_a_plain_sum(
    added: list[tuple[set[int], int]], among: set[int], limit: int
) -> None:
    tally = Tally()
    sums = dict.fromkeys(range(COUNT), 0)
    for chosen, amount in added:
        tally.add(bits_of(chosen, COUNT), amount)
        for document in chosen:
            sums[document] += amount
    expected = sorted(
        ((total, document) for document, total in sums.items() if total and document in among),
        key=lambda pair: (-pair[0], pair[1]),
    )
    assert tally.best(limit, bits_of(among, COUNT)) == expected[:limit]


def test_postings_long_and_short() -> None:
    postings = Postings({"a", "b"} if n % 3 else {"b"} for n in range(600))
    assert list(members(postings.bits("a"))) == [n for n in range(600) if n % 3]
    assert postings.bits("b").bit_count() == 600
    assert postings.bits("c") == 0
    assert postings.all_of(["a", "b"]) == postings.bits("a")
    assert postings.all_of(["a", "c"]) == 0
    assert "a" in postings
    assert "c" not in postings
    assert postings.rarity("a") == pytest.approx(math.log(1 + 600 / 400.5))
    assert postings.rarity("c") == 0.0
