"""Folding of queries, and the table of everyday words."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from counter_app.rules.search_words import (
    GAP,
    SearchWords,
    fold,
    grams,
    script_runs,
    tokens,
    words_from_rows,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("婚姻登记(内地居民)", "婚姻登记内地居民"),
        ("ＫＴＶ", "ktv"),
        ("八十岁", "80岁"),
        ("十八岁", "18岁"),
        ("二十五", "25"),
        ("满十岁", "满10岁"),
        ("三轮车", "三轮车"),
        ("_·,。 ", ""),
        ("𬱖Ａ", "𬱖a"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_pieces_of_a_query() -> None:
    assert tokens("残疾 补贴,低保") == ["残疾", "补贴", "低保"]
    assert script_runs("办sfz12345") == ["办", "sfz12345"]
    assert grams(f"低保{GAP}办") == {"低", "保", "低保", "办"}


@given(st.text(max_size=40))
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_meanings_take_the_longest_word_and_every_row() -> None:
    words = words_from_rows(
        [("烟", "烟草"), ("烟花/鞭炮", "烟花爆竹/零售"), ("烟", "香烟"), ("我/我们", ""), ("", "")]
    )
    assert list(words.meanings("卖烟花")) == ["烟花爆竹", "零售"]
    assert list(words.meanings("卖烟")) == ["烟草", "香烟"]
    assert words.without_stops("我们卖烟") == f"{GAP}卖烟"


def test_without_a_table_nothing_is_changed() -> None:
    words = SearchWords()
    assert words.without_stops("我想办证") == "我想办证"
    assert words.meanings("我想办证") == {}


def test_the_shipped_table_is_sound(search_words: SearchWords) -> None:
    assert search_words.meanings("娃儿")
    assert GAP in search_words.without_stops("我想")
