"""Figures of the policy ledger (惠企政策咨询统计): how many asked what, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from counter_app.models.policy import PolicyState, PolicyStatus as S
from counter_app.rules.policy_deadlines import on_time


class PolicyCount(msgspec.Struct, frozen=True):
    """One line of figures: of a policy, of an enterprise, or of all. ``cents``: paid out (分).

    ``in_time`` of ``due``: first answers that came by their day, of those that are given or
    overdue.
    """

    name: str
    asked: int = 0
    answered: int = 0
    at_once: int = 0
    passed: int = 0
    due: int = 0
    in_time: int = 0
    applied: int = 0
    granted: int = 0
    cents: int = 0
    open: int = 0

    @property
    def in_time_percent(self) -> str:
        """按时答复率 with two decimals, "—" when no answer was due."""
        return f"{100 * self.in_time / self.due:.2f}%" if self.due else "—"


class PolicyFigures(msgspec.Struct, frozen=True):
    """Everything of a time: in all, by policy and by enterprise, the most asked first."""

    total: PolicyCount
    by_policy: tuple[PolicyCount, ...]
    by_firm: tuple[PolicyCount, ...]


def figures(states: Iterable[PolicyState], today: date) -> PolicyFigures:
    """Count these questions as of ``today``."""
    known = tuple(states)
    return PolicyFigures(
        _counted("合计", known, today),
        _grouped(known, today, _policy),
        _grouped(known, today, lambda state: state.inquiry.firm.name),
    )


def _policy(state: PolicyState) -> str:
    return state.inquiry.title or "（未写明政策）"


def _grouped(
    states: tuple[PolicyState, ...], today: date, name_of: Callable[[PolicyState], str]
) -> tuple[PolicyCount, ...]:
    groups: dict[str, list[PolicyState]] = {}
    for state in states:
        groups.setdefault(name_of(state), []).append(state)
    counted = [_counted(name, group, today) for name, group in groups.items()]
    return tuple(sorted(counted, key=lambda each: (-each.asked, each.name)))


def _counted(name: str, states: Iterable[PolicyState], today: date) -> PolicyCount:
    known = tuple(states)
    due = [timely for state in known if (timely := on_time(state, today)) is not None]
    granted = [state.grant for state in known if state.grant is not None]
    return PolicyCount(
        name,
        asked=len(known),
        answered=sum(bool(state.answers) for state in known),
        at_once=sum(state.at_once for state in known),
        passed=sum(bool(state.passings) for state in known),
        due=len(due),
        in_time=sum(due),
        applied=sum(state.application is not None for state in known),
        granted=len(granted),
        cents=sum(grant.cents for grant in granted),
        open=sum(state.status is not S.CLOSED for state in known),
    )


def yuan(cents: int) -> str:
    """Cents as yuan, for people: ``12,300.00``."""
    return f"{cents // 100:,}.{cents % 100:02d}"
