"""Rare characters by parts, reading and code; those of names come first."""

from __future__ import annotations

import pytest

from counter_app.desk.character_finder import character_finder


def found(text: str) -> list[str]:
    return [each.character for each in character_finder().search(text)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("王君", "珺"),
        ("君王", "珺"),
        ("方方土", "堃"),
        ("吉吉", "喆"),
        ("牛牛牛", "犇"),
        ("王jun", "珺"),
        ("jun王", "珺"),
        ("kun", "堃"),
        ("U+2CC56", "𬱖"),
        ("u2cc56", "𬱖"),
        ("2CC56", "𬱖"),
        ("U+36C3", "㛃"),
        ("AC42", "珺"),
        ("9A378637", "𰻝"),
        ("lv", "律"),
    ],
)
def test_it_is_found(typed: str, wanted: str) -> None:
    hits = found(typed)
    assert wanted in hits


def test_what_is_exact_is_alone_and_on_top() -> None:
    assert found("王君")[0] == "珺"
    assert found("王jun")[0] == "珺"
    assert found("𬱖") == []
    assert found("") == []
    assert found("zzz") == []


def test_names_come_before_what_everybody_types() -> None:
    hits = found("jun")
    assert hits.index("珺") < hits.index("军")


def test_it_tells_reading_parts_and_code() -> None:
    (hit,) = character_finder().search("U+73FA")
    assert (hit.readings, hit.code) == ("jùn", "U+73FA")
    assert "王君" in hit.parts
