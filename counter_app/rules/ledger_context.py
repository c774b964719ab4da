"""What a decision in a ledger may look at besides the line itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from counter_app.models.stamp import Actor
from counter_app.rules.case_context import local_day
from counter_app.rules.workdays import WorkCalendar

Rules = TypeVar("Rules")


@dataclass(frozen=True)
class LedgerContext(Generic[Rules]):
    """Time (ms since the epoch), person, calendar and the numbers that a county may set."""

    now_ms: int
    actor: Actor
    calendar: WorkCalendar
    rules: Rules

    @property
    def today(self) -> date:
        return local_day(self.now_ms)

    def within(self, days: int) -> date:
        """The last day of so many working days from today."""
        return self.calendar.deadline(self.today, days).date
