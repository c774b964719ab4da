"""Writing by pinyin: what is meant comes first, and every letter that is taken is accounted for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from counter_app.desk.character_finder import pinyin_typing
from counter_app.rules.pinyin_typing import PinyinTyping

LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", max_size=12)


@pytest.fixture(scope="module")
def table() -> PinyinTyping:
    return pinyin_typing()


@pytest.mark.parametrize(
    ("letters", "first", "used"),
    [
        ("taidu", "态度", 5),
        ("cailiao", "材料", 7),
        ("cl", "材料", 2),
        ("paole", "跑了", 5),
        ("bu", "不", 2),
        ("nv", "女", 2),
        ("san", "三", 3),
        ("fuwutaidu", "服务", 4),
    ],
)
def test_the_likeliest_stands_first(
    table: PinyinTyping, letters: str, first: str, used: int
) -> None:
    choice = table.choices(letters)[0]
    assert (choice.text, choice.letters) == (first, used)


def test_a_rare_reading_stands_behind_the_usual_ones(table: PinyinTyping) -> None:
    texts = [each.text for each in table.choices("tai")]
    assert texts.index("太") < texts.index("能")


def test_nothing_means_nothing(table: PinyinTyping) -> None:
    assert table.choices("") == []
    assert table.choices("vvv") == []


@given(LETTERS)
@settings(max_examples=200, deadline=None)
def test_each_takes_some_of_the_letters_and_none_comes_twice(letters: str) -> None:
    found = pinyin_typing().choices(letters)
    assert all(1 <= each.letters <= len(letters) for each in found)
    assert len({each.text for each in found}) == len(found)
