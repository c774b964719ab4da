"""Measures, reasons and codes of ratings."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace
from rating_samples import state

from counter_app.models.rating import GRADES, CodeDirection, Grade, LaterRating, Rater
from counter_app.models.rating_state import (
    FixDone,
    RaterCall,
    RatingState,
    RatingStatus as S,
    Review,
)
from counter_app.models.reference_ratings import RatingInterface, RatingReason, ReasonSide
from counter_app.rules.rating_codes import code_of, directions, grade_of, read_grade
from counter_app.rules.rating_figures import (
    NONE,
    Measure,
    answered_in_time,
    figures,
    overdue,
)
from counter_app.rules.rating_reasons import DEFAULT, OTHER, offered, said, wants_text

DAY_MS = 86_400_000
#: 2026-09-21 in China
AT = 1_790_000_000_000
TODAY = date(2026, 10, 30)


def _rated(grade: Grade, n: int, **changes: object) -> RatingState:
    return state(grade=grade, number=f"P{n}", case=str(n), **changes)


def test_measures_of_a_month() -> None:
    fixed = FixDone("改好", AT, "SX2")
    reached = RaterCall("phone", True, AT, "SX2")
    missed = replace(reached, reached=False)
    ratings = [
        _rated(Grade.VERY_SATISFIED, 1),
        _rated(Grade.VERY_SATISFIED, 2, later=(LaterRating(Grade.FAIR, "qr", AT, "p"),)),
        _rated(Grade.SATISFIED, 3),
        _rated(Grade.FAIR, 4),
        # in time, late, still to do and overdue, not yet due
        _rated(Grade.DISSATISFIED, 5, status=S.DONE, done=fixed, fix_due=date(2026, 9, 21)),
        _rated(Grade.DISSATISFIED, 6, status=S.DONE, done=fixed, fix_due=date(2026, 9, 20),
               rater=Rater("", "1"), calls=(missed, reached)),
        _rated(Grade.VERY_DISSATISFIED, 7, status=S.PLANNED, fix_due=date(2026, 10, 29),
               rater=Rater("", "1"), calls=(missed,)),
        _rated(Grade.VERY_DISSATISFIED, 8, due=date(2026, 10, 30)),
        # not counted
        _rated(Grade.DISSATISFIED, 9, status=S.WITHDRAWN),
        _rated(Grade.DISSATISFIED, 10, status=S.REVIEWED, review=Review(False, AT, "SX9")),
    ]  # fmt: skip
    closed = [str(n) for n in range(1, 17)]
    told = figures(ratings, closed, TODAY)
    assert (told.given, told.counted, told.uncounted, told.later, told.bad) == (10, 8, 2, 1, 4)
    shares = {each.key: (each.part, each.whole, each.percent) for each in told.measures}
    assert shares == {
        "good": (4, 8, "50.00"),
        "satisfied": (3, 8, "37.50"),
        "active": (8, 16, "50.00"),
        "rectified": (1, 4, "25.00"),
        "called_back": (1, 2, "50.00"),
        "on_time": (1, 3, "33.33"),
    }
    assert all("÷" in each.formula for each in told.measures)


def test_nothing_is_divided_by_nothing() -> None:
    told = figures([], [], TODAY)
    assert {each.percent for each in told.measures} == {NONE}


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_share_is_whole_only_when_it_is(part: int, more: int) -> None:
    percent = Measure("x", "x", "x", part, part + more).percent
    if part + more == 0:
        assert percent == NONE
        return
    assert (percent == "100.00") is (more == 0)
    assert (percent == "0.00") is (part == 0)
    assert abs(float(percent) - 100 * part / (part + more)) <= 0.011


def test_the_share_of_the_county_s_report() -> None:
    assert Measure("good", "好评率", "…", 10_000, 10_001).percent == "99.99"
    assert Measure("good", "好评率", "…", 2, 3).percent == "66.67"


@given(st.lists(st.tuples(st.sampled_from(GRADES), st.sampled_from(S)), max_size=30))
def test_parts_never_exceed_their_whole(rows: list[tuple[Grade, S]]) -> None:
    ratings = [_rated(grade, n, status=status) for n, (grade, status) in enumerate(rows)]
    told = figures(ratings, [str(n) for n in range(0, len(rows), 2)], TODAY)
    assert all(0 <= each.part <= each.whole for each in told.measures)
    assert sum(told.grades.values()) == told.counted == sum(told.channels.values())
    assert told.counted + told.uncounted == told.given


@pytest.mark.parametrize(
    ("changes", "in_time", "late"),
    [
        ({}, None, False),
        ({"due": date(2026, 10, 29)}, None, True),
        ({"due": TODAY}, None, False),
        ({"fix_due": date(2026, 10, 29), "due": date(2026, 12, 1)}, None, True),
        ({"done": FixDone("x", AT, "a"), "fix_due": date(2026, 9, 21)}, True, False),
        ({"done": FixDone("x", AT + DAY_MS, "a"), "fix_due": date(2026, 9, 21)}, False, False),
        ({"explained": FixDone("x", AT, "a")}, True, False),
        ({"due": date(2026, 10, 29), "grade": Grade.FAIR}, None, False),
    ],
)
def test_in_time(changes: dict, in_time: bool | None, late: bool) -> None:
    now = state(**changes)
    assert (answered_in_time(now), overdue(now, TODAY)) == (in_time, late)


@pytest.mark.parametrize("grade", GRADES)
def test_reasons_by_grade(grade: Grade) -> None:
    rows = offered((), grade)
    assert rows[-1] == OTHER
    assert len(rows) == (10 if grade.bad else 7)
    assert len({row.text for row in rows}) == len(rows)


def test_a_county_has_its_own_reasons() -> None:
    own = (
        RatingReason("b", ReasonSide.BAD, "排队太久", order=2),
        RatingReason("a", ReasonSide.BAD, "找不到窗口", order=1),
        RatingReason("c", ReasonSide.BOTH, "停用的", active=False),
        RatingReason("d", ReasonSide.GOOD, "有饮水", needs_text=True),
    )
    assert [row.code for row in offered(own, Grade.DISSATISFIED)] == ["a", "b", "other"]
    assert wants_text(own, ["d"])
    assert wants_text((), ["late", "other"])
    assert not wants_text(own, ["a"])
    assert said(own, ["a", "late", "外来的词"]) == (
        "找不到窗口",
        "没有在承诺时间内办结",
        "外来的词",
    )
    assert len({row.code for row in DEFAULT}) == len(DEFAULT)


@given(st.sampled_from(GRADES), st.sampled_from(CodeDirection))
def test_codes_there_and_back(grade: Grade, direction: CodeDirection) -> None:
    assert grade_of(code_of(grade, direction), direction) is grade


@pytest.mark.parametrize(
    ("text", "interface", "grade"),
    [
        ("1", "gbt39046", Grade.VERY_SATISFIED),
        ("5", "gbt39046", Grade.VERY_DISSATISFIED),
        ("1", "hall", Grade.VERY_DISSATISFIED),
        ("5", "hall", Grade.VERY_SATISFIED),
        ("2.0", "hall", Grade.DISSATISFIED),
        ("2", "gbt39046", Grade.SATISFIED),
        ("非常不满意", "hall", Grade.VERY_DISSATISFIED),
        (" 基本满意 ", "", Grade.FAIR),
        ("fair", "", Grade.FAIR),
        ("1", "", None),
        ("1", "unknown", None),
        ("0", "hall", None),
        ("6", "hall", None),
        ("好", "hall", None),
        ("", "hall", None),
    ],
)  # fmt: skip
def test_a_cell_is_read_and_never_guessed_at(
    text: str, interface: str, grade: Grade | None
) -> None:
    assert read_grade(text, interface, directions()) is grade


def test_a_county_turns_an_interface_round() -> None:
    own = directions([RatingInterface("hall", CodeDirection.BEST_IS_ONE)])
    assert read_grade("1", "hall", own) is Grade.VERY_SATISFIED
