"""What a decision on a case may look at besides the case: time, person, calendar, numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from counter_app.models.reference import Authorisation, PriorityReason
from counter_app.models.stamp import Actor
from counter_app.rules.workdays import TimeUnit, WorkCalendar
from counter_app.settings import LOCAL_ZONE


@dataclass(frozen=True)
class CaseRules:
    """Numbers a county may set differently. All days are working days."""

    check_days: int = 5
    correction_days: int = 15
    max_extension: int = 10


@dataclass(frozen=True)
class CaseContext:
    """What a decision may look at besides the state."""

    now_ms: int
    actor: Actor
    calendar: WorkCalendar
    rules: CaseRules = field(default_factory=CaseRules)
    #: letters that let chief service officers decide, as they are today
    letters: tuple[Authorisation, ...] = ()
    #: name of a person by work number, for what is said
    staff_name: Callable[[str], str] = str
    #: why a matter may go first, as the county set it
    priority_reasons: tuple[PriorityReason, ...] = ()

    @property
    def today(self) -> date:
        return local_day(self.now_ms)


def local_day(ms: int) -> date:
    """The civil day in China of an instant (ms since the epoch, UTC)."""
    return datetime.fromtimestamp(ms / 1000, LOCAL_ZONE).date()


def time_unit(text: str) -> TimeUnit:
    """The unit of a limit as a case keeps it; "" and units of a newer program: working days."""
    try:
        return TimeUnit(text)
    except ValueError:
        return TimeUnit.WORKING_DAY
