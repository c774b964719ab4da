"""What is typed about a matter, read and checked: as tables."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st
from trouble_samples import AT, TERMS

from counter_app.desk.intake_check import Problem
from counter_app.desk.trouble_check import TroubleTyped, check_trouble, complained_of, read_tries
from counter_app.models.party import PartyKind
from counter_app.models.reference import Staff
from counter_app.models.trouble import Try
from counter_app.rules.numbers import case_number, spoken
from counter_app.store.catalogue import Catalogue

CASE = case_number("421321", 1, 2026, 1)
TODAY = date(2026, 11, 24)
STAFF = {
    each.work_no: each
    for each in (
        Staff("SX1", "李敏", "421321101000", ()),
        Staff("SX2", "张伟", "421321101000", ()),
        Staff("SX3", "张伟", "421321101000", ()),
    )
}

#: what is typed -> the ways it means; None = it is complained of
TRIES = [
    ("", ()),
    ("档案馆", (Try("档案馆"),)),
    ("10.9 不动产窗口 说缺档案", (Try("不动产窗口", date(2026, 10, 9), "说缺档案"),)),
    ("2025年3月4日 社保窗口;电话", (Try("社保窗口", date(2025, 3, 4)), Try("电话"))),
    # the last such day is meant
    ("12月1日 社保窗口", (Try("社保窗口", date(2025, 12, 1)),)),
    ("2-30 社保窗口", None),
    ("10.9", None),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), TRIES)
def test_earlier_ways(typed: str, meant: tuple[Try, ...] | None) -> None:
    problems: list[Problem] = []
    found = read_tries(typed, TODAY, problems)
    if meant is None:
        assert {each.field for each in problems} == {"tried"}
    else:
        assert (found, problems) == (meant, [])


def test_a_leap_day_without_its_year_is_the_last_one_that_was() -> None:
    problems: list[Problem] = []
    (found,) = read_tries("2.29 窗口", date(2028, 3, 1), problems)
    assert found.day == date(2028, 2, 29)
    read_tries("2.29 窗口", date(2026, 3, 1), problems)
    assert [each.field for each in problems] == ["tried"]


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_complained_of(text: str) -> None:
    problems: list[Problem] = []
    found = read_tries(text, TODAY, problems)
    assert problems or all(each.place for each in found)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sx1", ("SX1", "李敏")),
        ("李敏", ("SX1", "李敏")),
        ("张伟", ("", "张伟")),
        ("某某", ("", "某某")),
        ("", ("", "")),
    ],
)
def test_whom_a_number_or_a_name_means(typed: str, meant: tuple[str, str]) -> None:
    assert complained_of(typed, STAFF) == meant


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"text": ""}, "text"),
        ({"kind": "invented"}, "kind"),
        ({"channel": "pigeon"}, "channel"),
        ({"case": "4213210001260000018"}, "case"),
        ({"trips": "很多"}, "trips"),
        ({"phone": "12"}, "phone"),
        ({"id_number": "421321199001010016"}, "id_number"),
    ],
)
def test_every_problem_is_named_by_its_field(changes: dict[str, str], field: str) -> None:
    typed = TroubleTyped(**{"name": "王", "kind": "barrier", "text": "没办成"} | changes)
    made, problems = check_trouble(
        typed, reported_ms=AT, today=TODAY, catalogue=Catalogue(0), terms=TERMS
    )
    assert made is None
    assert [each.field for each in problems] == [field]


def test_what_is_right_is_recorded_as_it_is_meant() -> None:
    typed = TroubleTyped(
        name="", anonymous=True, kind="human", reasons=("late",), text="没回音", trips="3次",
        case=spoken(CASE), organisation=True,
    )  # fmt: skip
    made, problems = check_trouble(
        typed, reported_ms=AT, today=TODAY, catalogue=Catalogue(0), terms=TERMS
    )
    assert problems == []
    assert made is not None
    assert (made.trips, made.case, made.anonymous) == (3, CASE, True)
    assert made.person.kind is PartyKind.ORGANISATION
