"""Measures of a period (好差评指标): counted ratings only, each measure with its formula.

What satisfaction means differs between reports, so the formula stands beside every number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import msgspec

from counter_app.models.rating import GRADES, Grade, RatingChannel
from counter_app.models.rating_state import FixDone, RatingState
from counter_app.rules.case_context import local_day

_HUNDREDTHS = 10_000
#: In place of a percentage of nothing.
NONE = "—"


class Measure(msgspec.Struct, frozen=True):
    """One share: ``part`` of ``whole``, counted; ``formula`` says how, in words."""

    key: str
    label: str
    formula: str
    part: int
    whole: int

    @property
    def percent(self) -> str:
        """With two decimals (``99.99``); :data:`NONE` of nothing. 100.00 only when it is all,
        0.00 only when it is nothing."""
        if self.whole <= 0:
            return NONE
        rounded = (self.part * _HUNDREDTHS * 2 + self.whole) // (self.whole * 2)
        if self.part < self.whole:
            rounded = min(rounded, _HUNDREDTHS - 1)
        if self.part > 0:
            rounded = max(rounded, 1)
        return f"{rounded // 100}.{rounded % 100:02d}"


class Figures(msgspec.Struct, frozen=True):
    """The ratings of a period. ``later``: given again for the same case and stage;
    ``uncounted``: withdrawn, not adopted, or struck out on appeal."""

    given: int
    counted: int
    uncounted: int
    later: int
    bad: int
    grades: dict[Grade, int]
    channels: dict[str, int]
    measures: tuple[Measure, ...]

    def measure(self, key: str) -> Measure:
        return next(each for each in self.measures if each.key == key)


def figures(ratings: Iterable[RatingState], closed: Collection[str], today: date) -> Figures:
    """``closed``: numbers of the cases that ended in the period; ``today`` tells what is late."""
    every = list(ratings)
    counted = [each for each in every if each.counts]
    bad = [each for each in counted if each.bad]
    grades = {grade: sum(each.grade is grade for each in counted) for grade in GRADES}
    channels = {str(channel): 0 for channel in RatingChannel}
    for each in counted:
        channels[each.channel] = channels.get(each.channel, 0) + 1
    return Figures(
        given=len(every),
        counted=len(counted),
        uncounted=len(every) - len(counted),
        later=sum(len(each.later) for each in every),
        bad=len(bad),
        grades=grades,
        channels={name: count for name, count in channels.items() if count},
        measures=_measures(counted, bad, grades, closed, today),
    )


def answered_in_time(state: RatingState) -> bool | None:
    """Whether it was put right or explained by its day; None while that is still to come."""
    answer: FixDone | None = state.done or state.explained
    if answer is None:
        return None
    return state.fix_due is None or local_day(answer.at_ms) <= state.fix_due


def overdue(state: RatingState, today: date) -> bool:
    """Whether nobody has put it right or explained it though its day has passed."""
    day = state.fix_due or state.due
    answered = state.done is not None or state.explained is not None
    return state.open and not answered and day is not None and today > day


def _measures(
    counted: list[RatingState],
    bad: list[RatingState],
    grades: dict[Grade, int],
    closed: Collection[str],
    today: date,
) -> tuple[Measure, ...]:
    best = grades[Grade.VERY_SATISFIED] + grades[Grade.SATISFIED]
    in_time = sum(answered_in_time(each) is True for each in bad)
    answered = sum(answered_in_time(each) is not None for each in bad)
    late = sum(overdue(each, today) for each in bad)
    named = [each for each in bad if each.rater is not None]
    rated = {each.case for each in counted if each.case} & set(closed)
    total = len(counted)
    return (
        Measure(
            "good",
            "好评率",
            "（非常满意+满意+基本满意）÷有效评价",
            best + grades[Grade.FAIR],
            total,
        ),
        Measure("satisfied", "满意率", "（非常满意+满意）÷有效评价", best, total),
        Measure(
            "active",
            "主动评价率",
            "本人主动评价过的已办结办件÷已办结办件（默认好评不计）",
            len(rated),
            len(set(closed)),
        ),
        Measure(
            "rectified",
            "差评整改率",
            "期限内完成整改或解释的有效差评÷有效差评",
            in_time,
            len(bad),
        ),
        Measure(
            "called_back",
            "回访率",
            "已联系上评价人的有效差评÷留有联系方式的有效差评",
            sum(any(call.reached for call in each.calls) for each in named),
            len(named),
        ),
        Measure(
            "on_time",
            "按期反馈率",
            "期限内反馈的有效差评÷（已反馈的+超期未反馈的有效差评）",
            in_time,
            answered + late,
        ),
    )
