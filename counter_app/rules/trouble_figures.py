"""Figures of the "办不成事" window for a period: by class, cause, place, item … (统计分析)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from counter_app.models.labels import label_of
from counter_app.models.reference_trouble import TroubleList
from counter_app.models.trouble import Channel, Opinion, Outcome, TroubleState, TroubleStatus
from counter_app.rules.case_context import local_day
from counter_app.rules.trouble_deadlines import in_time, overdue
from counter_app.rules.trouble_terms import Terms


class Tally(msgspec.Struct, frozen=True):
    """One line of a table: how many were reported, and what became of them.

    ``timed``: answered matters that had a limit; ``heard``: persons who gave an opinion.
    """

    name: str
    count: int = 0
    closed: int = 0
    waiting: int = 0
    overdue: int = 0
    timed: int = 0
    in_time: int = 0
    heard: int = 0
    content: int = 0
    escalated: int = 0

    @property
    def on_time_rate(self) -> float | None:
        """Share of answers by the day that was set; None when there was none to give."""
        return self.in_time / self.timed if self.timed else None

    @property
    def content_rate(self) -> float | None:
        """满意率: 满意 and 基本满意 among those who gave an opinion."""
        return self.content / self.heard if self.heard else None


class Table(msgspec.Struct, frozen=True):
    """One breakdown, most frequent first."""

    title: str
    rows: tuple[Tally, ...]


class Figures(msgspec.Struct, frozen=True):
    """All breakdowns of one period. Matters outside the window's scope count in the total only
    by their own table."""

    since: date
    until: date
    total: Tally
    outside: int
    tables: tuple[Table, ...]


#: What one matter is counted under, by the words that people read.
_Names = Callable[[TroubleState], Iterable[str]]


def figures(
    states: Iterable[TroubleState],
    since: date,
    until: date,
    today: date,
    terms: Terms,
    place_name: Callable[[str], str],
) -> Figures:
    """Count what was reported from ``since`` to ``until``, both days included (China)."""
    told = [each for each in states if since <= local_day(each.report.reported_ms) <= until]
    inside = [each for each in told if each.status is not TroubleStatus.OUTSIDE]
    outside = [each for each in told if each.status is TroubleStatus.OUTSIDE]

    def causes(state: TroubleState, *, root: bool) -> list[str]:
        if root:
            codes = [terms.root(TroubleList.CAUSE, each) for each in state.causes]
            return [terms.label(TroubleList.CAUSE, each) for each in codes]
        return [terms.path(TroubleList.CAUSE, each) for each in state.causes]

    breakdowns: tuple[tuple[str, list[TroubleState], _Names], ...] = (
        ("反映类别", inside, lambda s: [terms.label(TroubleList.KIND, s.report.kind)]),
        ("具体情形", inside, lambda s: [
            terms.label(TroubleList.REASON, each) for each in s.report.reasons
        ]),
        ("成因", inside, lambda s: causes(s, root=True)),
        ("成因细目", inside, lambda s: causes(s, root=False)),
        ("办理地点", inside, lambda s: [place_name(s.owner)]),
        ("登记地点", inside, lambda s: [place_name(s.place)]),
        ("责任部门", inside, lambda s: [s.department or s.report.department]),
        ("事项", inside, lambda s: [s.report.item_name]),
        ("渠道", inside, lambda s: [label_of(Channel, s.report.channel)]),
        ("处理结果", inside, lambda s: [
            label_of(Outcome, s.answer.outcome) if s.answer is not None else ""
        ]),
        ("不属受理范围", outside, lambda s: [terms.label(TroubleList.OUTSIDE, s.outside)]),
    )  # fmt: skip
    return Figures(
        since=since,
        until=until,
        total=_tally("合计", inside, today),
        outside=len(outside),
        tables=tuple(
            Table(title, _rows(chosen, names, today)) for title, chosen, names in breakdowns
        ),
    )


def _rows(states: list[TroubleState], names: _Names, today: date) -> tuple[Tally, ...]:
    groups: dict[str, list[TroubleState]] = {}
    for state in states:
        for name in dict.fromkeys(names(state)):
            if name:
                groups.setdefault(name, []).append(state)
    rows = (_tally(name, group, today) for name, group in groups.items())
    return tuple(sorted(rows, key=lambda row: (-row.count, row.name)))


def _tally(name: str, states: list[TroubleState], today: date) -> Tally:
    timed = [each for each in map(in_time, states) if each is not None]
    heard = [each.opinions[-1].opinion for each in states if each.opinions]
    return Tally(
        name=name,
        count=len(states),
        closed=sum(each.status is TroubleStatus.CLOSED for each in states),
        waiting=sum(each.open for each in states),
        overdue=sum(overdue(each, today) for each in states),
        timed=len(timed),
        in_time=sum(timed),
        heard=len(heard),
        content=sum(each != Opinion.DISSATISFIED for each in heard),
        escalated=sum(any(s.move == "escalated" for s in each.steps) for each in states),
    )
