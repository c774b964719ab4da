"""Case numbers survive dictation, number pads and slips of the hand."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, strategies as st

from counter_app.errors import BadInput
from counter_app.rules.check_digits import mod_11_2
from counter_app.rules.numbers import (
    CaseNumber,
    case_number,
    document_number,
    parse_case_number,
    spoken,
)

SAMPLE = "4213210017260000425"
PARTS = st.tuples(
    st.sampled_from(["421321", "420106", "110105"]),
    st.integers(1, 9999),
    st.integers(2000, 2099),
    st.one_of(st.integers(1, 999_999), st.integers(1, 99_999_999)),
)


def test_the_sample_number() -> None:
    assert case_number("421321", 17, 2026, 42) == SAMPLE
    assert parse_case_number(SAMPLE) == CaseNumber(SAMPLE, "421321", 17, 2026, 42)
    assert spoken(SAMPLE) == "421321-0017-26-000042-5"
    assert spoken("no number") == "no number"


@given(PARTS)
def test_round_trip(parts: tuple[str, int, int, int]) -> None:
    county, serial, year, running = parts
    number = case_number(county, serial, year, running)
    assert 19 <= len(number) <= 21
    assert parse_case_number(number) == CaseNumber(number, county, serial, year, running)
    assert parse_case_number(spoken(number)) == parse_case_number(number)
    assert parse_case_number(number[6:], county) == parse_case_number(number)


@given(PARTS, st.data())
def test_any_wrong_character_is_found(
    parts: tuple[str, int, int, int], data: st.DataObject
) -> None:
    number = case_number(*parts)
    place = data.draw(st.integers(0, len(number) - 1))
    others = st.sampled_from(string.digits + string.ascii_letters)
    other = data.draw(others.filter(lambda c: c.upper() != number[place]))
    assert parse_case_number(number[:place] + other + number[place + 1 :]) is None


@given(PARTS, st.data())
def test_any_swap_of_neighbours_is_found(
    parts: tuple[str, int, int, int], data: st.DataObject
) -> None:
    number = case_number(*parts)
    place = data.draw(st.integers(0, len(number) - 2))
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert parse_case_number(swapped) is None


@pytest.mark.parametrize(
    "typed",
    [
        " 421321 0017 26 000042 5 ",
        "421321-0017-26-000042-5",
        "421321–0017–26–000042–5",
        "４２１３２１００１７２６００００４２５",
        "0017260000425",
        "0017-26-000042-5",
        "\ufeff4213210017260000425\n",
    ],
)
def test_spellings_are_forgiven(typed: str) -> None:
    found = parse_case_number(typed)
    assert found is not None
    assert found.text == SAMPLE
    assert found.check == "5"


@pytest.mark.parametrize("typed_x", ["X", "x", "*", ".", "。", "Ｘ", "＊", "×"])
def test_x_of_the_number_pad(typed_x: str) -> None:
    number = next(
        made for n in range(1, 100) if (made := case_number("421321", 17, 2026, n))[-1] == "X"
    )
    found = parse_case_number(number[:-1] + typed_x)
    assert found is not None
    assert found.text == number


@pytest.mark.parametrize(
    "text", ["", "7", "X", SAMPLE + "1", SAMPLE[:-1], "abc", SAMPLE * 1000, "*" * 19]
)
def test_other_text_is_no_case_number(text: str) -> None:
    assert parse_case_number(text) is None


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    found = parse_case_number(text)
    assert found is None or parse_case_number(found.text) == found


def test_a_longer_running_number_has_one_spelling() -> None:
    assert len(case_number("421321", 1, 2026, 1_000_000)) == 20
    assert len(case_number("421321", 1, 2026, 99_999_999)) == 21
    body = "421321000126" + "0000042"
    assert parse_case_number(body + mod_11_2(body)) is None


@pytest.mark.parametrize(
    "parts",
    [
        ("42132", 1, 2026, 1),
        ("42132a", 1, 2026, 1),
        ("421321", 0, 2026, 1),
        ("421321", 10_000, 2026, 1),
        ("421321", 1, 1999, 1),
        ("421321", 1, 2026, 0),
        ("421321", 1, 2026, 100_000_000),
    ],
)
def test_parts_that_do_not_fit(parts: tuple[str, int, int, int]) -> None:
    with pytest.raises(BadInput):
        case_number(*parts)


def test_document_numbers() -> None:
    assert document_number("受理", 17, 2026, 12) == "随县受理〔2026〕0017-00012号"
    assert document_number("补正", 1, 2026, 123_456, county_name="某县") == (
        "某县补正〔2026〕0001-123456号"
    )
    with pytest.raises(BadInput):
        document_number("受理", 17, 2026, 0)
