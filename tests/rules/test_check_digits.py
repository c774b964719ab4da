"""Check characters against published vectors, and the errors they promise to find."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from counter_app.rules.check_digits import (
    USCC_ALPHABET,
    mod_11_2,
    organisation_code_check,
    passes_mod_11_2,
    uscc_check,
)

DIGITS = st.text("0123456789", min_size=1, max_size=30)
BODIES = st.text(USCC_ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ("42132119900101001", "5"),
        ("42132120000229002", "6"),
        ("42132119550630123", "1"),
        ("11010519491231002", "X"),
        ("81000019900307007", "4"),
        ("83000019900307008", "6"),
        ("91184019800101001", "3"),
        ("91142419911231002", "X"),
        ("0794", "0"),  # the example of ISO 7064
    ],
)
def test_mod_11_2_vectors(body: str, check: str) -> None:
    assert mod_11_2(body) == check
    assert passes_mod_11_2(body + check)


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ("91421321MA0000001", "6"),
        ("11421321MB0000001", "G"),
        ("52421321MJ0000001", "P"),
        ("11440232MB2D06811", "W"),
    ],
)
def test_uscc_vectors(body: str, check: str) -> None:
    assert uscc_check(body) == check


@pytest.mark.parametrize(("body", "check"), [("MB2D0681", "1"), ("D2143569", "X")])
def test_organisation_code_vectors(body: str, check: str) -> None:
    assert organisation_code_check(body) == check


@given(DIGITS, st.data())
def test_mod_11_2_finds_a_wrong_digit_and_a_swap(body: str, data: st.DataObject) -> None:
    whole = body + mod_11_2(body)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from("0123456789X").filter(lambda c: c != whole[place]))
    assert not passes_mod_11_2(whole[:place] + other + whole[place + 1 :])
    if place and whole[place - 1] != whole[place]:
        swapped = whole[: place - 1] + whole[place] + whole[place - 1] + whole[place + 1 :]
        assert not passes_mod_11_2(swapped)


@given(BODIES, st.data())
def test_uscc_finds_a_wrong_character(body: str, data: st.DataObject) -> None:
    check = uscc_check(body)
    place = data.draw(st.integers(0, 16))
    other = data.draw(st.sampled_from(USCC_ALPHABET).filter(lambda c: c != body[place]))
    assert uscc_check(body[:place] + other + body[place + 1 :]) != check


@pytest.mark.parametrize("wrong", ["", "12a", "１２", " 1"])
def test_mod_11_2_refuses_other_characters(wrong: str) -> None:
    with pytest.raises(ValueError, match="ASCII digits"):
        mod_11_2(wrong)


def test_bodies_of_wrong_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="17 characters"):
        uscc_check("91421321MA000000O")
    with pytest.raises(ValueError, match="eight characters"):
        organisation_code_check("MA00")
