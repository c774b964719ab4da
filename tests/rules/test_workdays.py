"""Working days against the published tables, an independent library, and simple laws."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings, strategies as st

from counter_app.errors import BadInput
from counter_app.rules.workdays import (
    Due,
    Lamp,
    LampRules,
    TimeUnit,
    WorkCalendar,
    calendar_from_rows,
    lamp,
    resume_due,
)

DAYS = st.dates(date(2022, 6, 1), date(2028, 6, 30))
FIXTURE = settings(deadline=None)


def _day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-04-30", 20, "2026-06-01"),
        ("2026-09-18", 10, "2026-10-09"),
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-22", 0, "2026-11-23"),
    ],
)
def test_published_vectors(calendar: WorkCalendar, start: str, n: int, due: str) -> None:
    assert calendar.deadline(_day(start), n) == Due(_day(due))


def test_same_days_as_the_oracle(calendar: WorkCalendar) -> None:
    day = date(2023, 1, 1)
    while day.year <= 2026:
        assert calendar.is_workday(day) is chinese_calendar.is_workday(day), day
        day += timedelta(days=1)
    assert calendar.workdays_between(date(2025, 12, 31), date(2026, 12, 31)) == 248


def test_official_years(calendar: WorkCalendar) -> None:
    assert calendar.official_years == {2023, 2024, 2025, 2026}
    assert not calendar.deadline(date(2026, 12, 30), 1).provisional
    assert calendar.deadline(date(2026, 12, 31), 1) == Due(date(2027, 1, 4), True)
    assert calendar.deadline(date(2030, 1, 1), 5).provisional


@FIXTURE
@given(DAYS, st.integers(0, 400))
def test_counting_forth_and_back(calendar: WorkCalendar, start: date, n: int) -> None:
    later = calendar.add_workdays(start, n)
    assert calendar.workdays_between(start, later) == n
    assert calendar.workdays_between(later, start) == -n
    assert n == 0 or calendar.is_workday(later)
    earlier = calendar.add_workdays(start, -n)
    assert calendar.workdays_between(earlier, start) == n
    if calendar.is_workday(start):
        assert calendar.add_workdays(later, -n) == start


@FIXTURE
@given(DAYS, st.integers(0, 60))
def test_adding_is_stepping_day_by_day(calendar: WorkCalendar, start: date, n: int) -> None:
    day, left = start, n
    while left:
        day += timedelta(days=1)
        left -= calendar.is_workday(day)
    assert calendar.add_workdays(start, n) == day


@FIXTURE
@given(DAYS, DAYS, DAYS)
def test_stretches_add_up(calendar: WorkCalendar, a: date, b: date, c: date) -> None:
    between = calendar.workdays_between
    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)


@FIXTURE
@given(DAYS, st.integers(0, 400), st.sampled_from(list(TimeUnit)))
def test_every_due_day_is_worked(
    calendar: WorkCalendar, start: date, n: int, unit: TimeUnit
) -> None:
    due = calendar.deadline(start, n, unit)
    assert calendar.is_workday(due.date)
    assert due.date >= start
    assert due.provisional is any(
        year not in calendar.official_years for year in range(start.year, due.date.year + 1)
    )


@pytest.mark.parametrize(
    ("start", "n", "unit", "due"),
    [
        ("2026-09-20", 10, TimeUnit.CALENDAR_DAY, "2026-09-30"),
        ("2026-09-21", 10, TimeUnit.CALENDAR_DAY, "2026-10-08"),
        ("2026-01-31", 1, TimeUnit.MONTH, "2026-02-28"),
        ("2026-03-31", 1, TimeUnit.MONTH, "2026-04-30"),
        ("2026-03-15", 12, TimeUnit.MONTH, "2027-03-15"),
        ("2026-11-23", 1, TimeUnit.MONTH, "2026-12-23"),
        ("2026-11-23", 4, TimeUnit.HOUR, "2026-11-23"),
        ("2026-11-23", 48, TimeUnit.HOUR, "2026-11-25"),
        ("2026-11-20", 24, TimeUnit.HOUR, "2026-11-23"),
    ],
)
def test_other_units(calendar: WorkCalendar, start: str, n: int, unit: TimeUnit, due: str) -> None:
    assert calendar.deadline(_day(start), n, unit).date == _day(due)


def test_a_year_without_a_table_counts_weekends_only() -> None:
    bare = WorkCalendar({})
    assert bare.deadline(date(2031, 1, 1), 5) == Due(date(2031, 1, 8), True)


def test_impossible_periods_are_refused(calendar: WorkCalendar) -> None:
    for n in (-1, 10_001):
        with pytest.raises(BadInput):
            calendar.deadline(date(2026, 1, 1), n)
    with pytest.raises(BadInput):
        calendar.add_workdays(date(9999, 12, 31), 1)
    with pytest.raises(BadInput):
        calendar.add_workdays(date(1, 1, 1), -2)
    for unit in TimeUnit:
        with pytest.raises(BadInput):
            calendar.deadline(date(9999, 12, 30), 9_000, unit)


def test_rows_of_the_county_win_and_bad_rows_are_named() -> None:
    made = calendar_from_rows(
        [
            (date(2026, 10, 10), "makeup_workday", "official"),
            (date(2026, 10, 10), "holiday", "county"),
            (date(2027, 1, 1), "holiday", "provisional(statutory days only)"),
        ]
    )
    assert not made.is_workday(date(2026, 10, 10))
    assert made.official_years == {2026}
    with pytest.raises(BadInput, match="第 2 行"):
        calendar_from_rows(
            [(date(2026, 1, 1), "holiday", "county")] * 1
            + [(date(2026, 1, 2), "festival", "county")]
        )
    with pytest.raises(BadInput, match="status"):
        calendar_from_rows([(date(2026, 1, 1), "holiday", "rumour")])


def test_resuming_moves_the_due_day(calendar: WorkCalendar) -> None:
    # suspended Monday to Friday of the same week: four working days are not counted
    moved = resume_due(date(2026, 11, 30), date(2026, 11, 23), date(2026, 11, 27), calendar)
    assert moved == Due(date(2026, 12, 4))
    same = resume_due(date(2026, 11, 30), date(2026, 11, 23), date(2026, 11, 23), calendar)
    assert same == Due(date(2026, 11, 30))
    over = resume_due(date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 27), calendar)
    assert over == Due(date(2026, 11, 20))
    natural = resume_due(
        date(2026, 11, 30),
        date(2026, 11, 23),
        date(2026, 11, 27),
        calendar,
        TimeUnit.CALENDAR_DAY,
    )
    assert natural == Due(date(2026, 12, 4))
    with pytest.raises(BadInput):
        resume_due(date(2026, 11, 30), date(2026, 11, 23), date(2026, 11, 22), calendar)


@FIXTURE
@given(DAYS, st.integers(1, 60), st.integers(0, 60), st.integers(0, 60))
def test_a_suspension_keeps_what_was_left(
    calendar: WorkCalendar, start: date, n: int, until: int, lasts: int
) -> None:
    due = calendar.deadline(start, n).date
    since = start + timedelta(days=until)
    end = since + timedelta(days=lasts)
    if since > due:
        return
    moved = resume_due(due, since, end, calendar).date
    assert calendar.workdays_between(end, moved) == calendar.workdays_between(since, due)


def test_lamps(calendar: WorkCalendar) -> None:
    due = calendar.deadline(date(2026, 11, 2), 20).date
    assert due == date(2026, 11, 30)
    colours = {day: lamp(due, date(2026, 11, day), calendar, 20) for day in (2, 23, 24, 26, 30)}
    assert colours == {
        2: Lamp.GREEN,
        23: Lamp.GREEN,
        24: Lamp.YELLOW,
        26: Lamp.YELLOW,
        30: Lamp.YELLOW,
    }
    assert lamp(due, date(2026, 12, 1), calendar, 20) is Lamp.RED
    assert lamp(None, date(2026, 12, 1), calendar) is Lamp.GREEN
    assert lamp(due, date(2026, 11, 24), calendar) is Lamp.GREEN
    assert lamp(due, date(2026, 11, 26), calendar) is Lamp.YELLOW
    early = LampRules(yellow_days=10)
    assert lamp(due, date(2026, 11, 16), calendar, rules=early) is Lamp.YELLOW


def test_labels() -> None:
    assert [each.label for each in Lamp] == ["正常", "临近", "超期"]
    assert all(unit.label for unit in TimeUnit)
