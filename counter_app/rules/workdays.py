"""Working days, due days and lamps.

Sources: 行政许可法 art. 45 and 82 (periods are working days; special procedures are not counted),
民法典 art. 201-203 (the first day is not counted; a period that ends on a day off ends on the
next working day). The table of days off is reference data of the county, never code.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal

import msgspec

from counter_app.errors import BadInput

DayKind = Literal["holiday", "workday"]
DayStatus = Literal["official", "provisional", "county"]

#: Longest period that is computed, in the unit asked for; a longer one is a slip of the hand.
LONGEST = 10_000


class TimeUnit(StrEnum):
    """Unit of a limit (时限单位)."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"
    MONTH = "month"

    @property
    def label(self) -> str:
        return _UNIT_LABELS[self]


_UNIT_LABELS = {
    TimeUnit.WORKING_DAY: "个工作日",
    TimeUnit.CALENDAR_DAY: "日",
    TimeUnit.HOUR: "小时",
    TimeUnit.MONTH: "个月",
}


class Due(msgspec.Struct, frozen=True):
    """Last day of a period. ``provisional``: a year it runs through has no official notice."""

    date: dt.date
    provisional: bool = False


class Lamp(StrEnum):
    """How near a due day is (时限灯)."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def label(self) -> str:
        return _LAMP_LABELS[self]


_LAMP_LABELS = {Lamp.GREEN: "正常", Lamp.YELLOW: "临近", Lamp.RED: "超期"}


class LampRules(msgspec.Struct, frozen=True):
    """When the lamp turns yellow: so many working days left, or such a share of them used."""

    yellow_days: int = 2
    yellow_share: float = 0.8


class _Year:
    """One year counted once: ``before[i]`` working days up to and with day i (1 January = 1)."""

    __slots__ = ("before", "days")

    def __init__(self, year: int, marks: Mapping[dt.date, tuple[DayKind, DayStatus]]) -> None:
        first = dt.date(year, 1, 1).toordinal()
        length = dt.date(year, 12, 31).toordinal() - first + 1
        self.days = array("l")
        self.before = array("h", [0])
        for ordinal in range(first, first + length):
            mark = marks.get(dt.date.fromordinal(ordinal))
            works = mark[0] == "workday" if mark else (ordinal - 1) % 7 < 5
            if works:
                self.days.append(ordinal)
            self.before.append(len(self.days))


class WorkCalendar:
    """Which days are worked, from a table of exceptions to the week of Monday to Friday.

    ``marks`` maps a day to its kind (``holiday`` or ``workday``) and status (``official``,
    ``provisional`` or ``county``); ``official_years`` are the years for which the State
    Council's notice is in the table. Any other year is counted all the same and called
    provisional. A calendar never changes; a new table makes a new calendar.
    """

    def __init__(
        self,
        marks: Mapping[dt.date, tuple[DayKind, DayStatus]],
        official_years: Iterable[int] = (),
    ) -> None:
        self._marks = dict(marks)
        self._official = frozenset(official_years)
        self._years: dict[int, _Year] = {}

    @property
    def official_years(self) -> frozenset[int]:
        return self._official

    def is_provisional(self, year: int) -> bool:
        """Whether this year's days off are not yet (or no longer) known officially."""
        return year not in self._official

    def is_workday(self, day: dt.date) -> bool:
        mark = self._marks.get(day)
        return mark[0] == "workday" if mark else day.weekday() < 5

    def on_or_after(self, day: dt.date) -> dt.date:
        """``day`` itself when it is worked, else the next working day."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    def add_workdays(self, start: dt.date, n: int) -> dt.date:
        """The ``n``-th working day after ``start`` (which is not counted); before it for n < 0.

        ``n`` = 0 gives ``start`` unchanged, worked or not. Raises :class:`BadInput` beyond
        :data:`LONGEST` days or the end of the calendar of dates.
        """
        if abs(n) > LONGEST:
            raise BadInput("days", f"期限最多 {LONGEST} 个工作日")
        if n == 0:
            return start
        year = start.year
        place = self._count(year).before[start.timetuple().tm_yday] + n
        while place <= 0:
            year -= 1
            place += len(self._count(year).days)
        while place > len(self._count(year).days):
            place -= len(self._count(year).days)
            year += 1
        return dt.date.fromordinal(self._count(year).days[place - 1])

    def workdays_between(self, first: dt.date, last: dt.date) -> int:
        """Working days after ``first`` up to and with ``last``; negative when that is earlier."""
        if last < first:
            return -self.workdays_between(last, first)
        whole = sum(len(self._count(year).days) for year in range(first.year, last.year))
        head = self._count(first.year).before[first.timetuple().tm_yday]
        tail = self._count(last.year).before[last.timetuple().tm_yday]
        return whole + tail - head

    def deadline(self, start: dt.date, n: int, unit: TimeUnit = TimeUnit.WORKING_DAY) -> Due:
        """The last day of a period of ``n`` units that begins on ``start`` (not counted).

        Every due day is a working day: a period that ends on a day off ends on the next
        working day. Zero working days mean ``start`` or the next working day. Hours are
        counted in whole days of 24 (a rest is dropped, so the due day is never too late).
        Raises :class:`BadInput` for a negative or absurdly long period.
        """
        if not 0 <= n <= LONGEST:
            raise BadInput("days", f"期限应为 0 至 {LONGEST}{unit.label}")
        try:
            due = self._end(start, n, unit)
        except (OverflowError, ValueError):
            raise BadInput("days", "期限超出可以计算的日期") from None
        return self.dated(due, start)

    def _end(self, start: dt.date, n: int, unit: TimeUnit) -> dt.date:
        if unit is TimeUnit.WORKING_DAY and n > 0:
            return self.add_workdays(start, n)
        if unit is TimeUnit.CALENDAR_DAY:
            start += dt.timedelta(days=n)
        elif unit is TimeUnit.HOUR:
            start += dt.timedelta(days=n // 24)
        elif unit is TimeUnit.MONTH:
            start = _months_later(start, n)
        return self.on_or_after(start)

    def dated(self, due: dt.date, start: dt.date) -> Due:
        """``due`` as a :class:`Due` of a period that ran from ``start``."""
        first, last = sorted((start.year, due.year))
        return Due(due, any(self.is_provisional(year) for year in range(first, last + 1)))

    def _count(self, year: int) -> _Year:
        counted = self._years.get(year)
        if counted is None:
            if not dt.MINYEAR <= year <= dt.MAXYEAR:
                raise BadInput("days", "期限超出可以计算的日期")
            counted = self._years[year] = _Year(year, self._marks)
        return counted


def calendar_from_rows(rows: Iterable[tuple[dt.date, str, str]]) -> WorkCalendar:
    """A calendar from table rows (day, type, status), as the shipped and the county's table hold.

    Types: ``holiday``; ``workday`` or ``makeup_workday`` (调休上班). A status is taken by its
    first word. A year counts as official when it has an official row. Later rows win, so a
    county's own days go last. Raises :class:`BadInput` with the row number (from 1).
    """
    kinds: dict[str, DayKind] = {
        "holiday": "holiday",
        "workday": "workday",
        "makeup_workday": "workday",
    }
    statuses: tuple[DayStatus, ...] = ("official", "provisional", "county")
    marks: dict[dt.date, tuple[DayKind, DayStatus]] = {}
    official = set()
    for number, (day, kind_text, status_text) in enumerate(rows, 1):
        kind = kinds.get(kind_text)
        status = next((name for name in statuses if status_text.startswith(name)), None)
        if kind is None:
            raise BadInput("type", "应为 holiday、workday 或 makeup_workday", row=number)
        if status is None:
            raise BadInput("status", "应为 official、provisional 或 county", row=number)
        marks[day] = (kind, status)
        if status == "official":
            official.add(day.year)
    return WorkCalendar(marks, official)


def resume_due(
    old_due: dt.date,
    suspended_from: dt.date,
    resumed_on: dt.date,
    calendar: WorkCalendar,
    unit: TimeUnit = TimeUnit.WORKING_DAY,
) -> Due:
    """The due day after a special procedure (特别程序, art. 45).

    The days from the day after ``suspended_from`` up to and with ``resumed_on`` are not
    counted: the due day moves by the working days among them (by all of them for limits in
    other units). A period that was over before the suspension began stays over. Raises
    :class:`BadInput` when ``resumed_on`` is before ``suspended_from``.
    """
    if resumed_on < suspended_from:
        raise BadInput("on", "结束日期早于特别程序开始日期")
    if old_due < suspended_from:
        return calendar.dated(old_due, suspended_from)
    if unit is TimeUnit.WORKING_DAY:
        moved = calendar.add_workdays(
            old_due, calendar.workdays_between(suspended_from, resumed_on)
        )
    else:
        moved = calendar.on_or_after(old_due + (resumed_on - suspended_from))
    return calendar.dated(moved, suspended_from)


def lamp(
    due: dt.date | None,
    today: dt.date,
    calendar: WorkCalendar,
    promised_days: int | None = None,
    rules: LampRules | None = None,
) -> Lamp:
    """The lamp of a case on ``today``. ``promised_days`` in working days; no due day is green.

    Red after the due day; yellow when at most ``rules.yellow_days`` working days are left or
    ``rules.yellow_share`` of the promised ones are used.
    """
    if due is None:
        return Lamp.GREEN
    if today > due:
        return Lamp.RED
    rules = rules or LampRules()
    left = calendar.workdays_between(today, due)
    if left <= rules.yellow_days:
        return Lamp.YELLOW
    if promised_days and promised_days - left >= promised_days * rules.yellow_share - 1e-9:
        return Lamp.YELLOW
    return Lamp.GREEN


def _months_later(start: dt.date, n: int) -> dt.date:
    """The corresponding day ``n`` months on, or the last day of a shorter month (art. 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(start.day, last))
