"""Initials that people type for a name, with surnames read as surnames."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings, strategies as st

from counter_app.rules.pinyin import MOST_VARIANTS, full, initials


def test_every_surname_is_read_as_the_table_says(surnames: dict[str, str]) -> None:
    assert len(surnames) == 90
    for text, reading in surnames.items():
        assert full(text, surnames, separator=" ") == reading
        assert initials(text, surnames)[0] == "".join(part[0] for part in reading.split())


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("曾翀", "zc"),
        ("单于", "cy"),
        ("仇英", "qy"),
        ("查慎行", "zsx"),
        ("欧阳㴋", "oys"),
        ("吴𠮷", "w"),
        ("𠮷", None),
        ("", None),
        ("·()", None),
        ("阿卜杜热合曼·买买提", "abdrhmmmt"),
        ("随县A1建材店", "sxa1jcd"),
    ],
)
def test_names(surnames: dict[str, str], name: str, first: str | None) -> None:
    assert (initials(name, surnames) or (None,))[0] == first


def test_items_are_read_in_context() -> None:
    assert initials("单位社保开户")[0] == "dwsbkh"
    assert initials("重庆长安") == ("cqca",)
    assert "cbdj" in initials("参保登记")
    assert initials("行") == ("x", "h")
    assert full("绿化许可") == "lvhuaxuke"


def test_the_doubtful_ones_come_later(surnames: dict[str, str]) -> None:
    found = initials("曾长乐", surnames)
    assert found[0].startswith("z")
    assert any(spelling.startswith("c") for spelling in found)
    assert len(set(found)) == len(found)


@settings(deadline=None)
@given(st.text(st.sampled_from("曾长行重乐单参𠮷𬱖A1 ·王"), max_size=30), st.booleans())
def test_variants_are_bounded_and_of_one_length(text: str, person: bool) -> None:
    found = initials(text, {} if person else None)
    assert len(found) <= MOST_VARIANTS
    assert len({len(spelling) for spelling in found}) <= 1
    assert all(re.fullmatch("[a-z0-9]+", spelling) for spelling in found)
    assert found == initials(text, {} if person else None)


def test_every_sample_name_but_pure_rarities_has_initials(
    rare_names: list[dict[str, str]], surnames: dict[str, str]
) -> None:
    assert all(initials(row["name"], surnames) for row in rare_names)
