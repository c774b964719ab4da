"""The acts of the "办不成事" window, in the order in which a matter meets them.

Papers, attachments, other systems' numbers and settled disputes are the same acts in every
ledger. ``due`` is the day of the next step and ``limit`` the day by which the
person gets an answer; acts carry them, because calendars and the county's numbers change.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from counter_app.models.acts.base import Act
from counter_app.models.acts.case import Instant, PlaceCode
from counter_app.models.trouble import CoHandler, Report


class Reported(Act, frozen=True, omit_defaults=True):
    """Somebody could not get something done and said so (反映登记)."""

    KIND: ClassVar[str] = "trouble.reported"

    report: Report
    due: date | None = None
    limit: date | None = None


class SettledAtOnce(Act, frozen=True, omit_defaults=True):
    """Reported and settled in one go, written down afterwards (当场解决、补录).

    ``settled_ms``, ``staff``, ``staff_name``: when and by whom, where that is not the moment
    and the person of the entry itself.
    """

    KIND: ClassVar[str] = "trouble.settled_at_once"

    report: Report
    outcome: str
    answer: str
    opinion: str = ""
    causes: tuple[str, ...] = ()
    settled_ms: Instant = 0
    staff: str = ""
    staff_name: str = ""


class ScopeChecked(Act, frozen=True, omit_defaults=True):
    """Whether it is a matter for this window (受理判定); where not, what to do instead.

    ``ground``: code of the county's list of what is outside (不属受理范围的情形);
    ``remedy``: the way that was named and handed over.
    """

    KIND: ClassVar[str] = "trouble.scope_checked"

    inside: bool
    ground: str = ""
    remedy: str = ""
    note: str = ""
    due: date | None = None
    limit: date | None = None


class Reclassified(Act, frozen=True, omit_defaults=True):
    """It is of another class than was thought (调整类别); its limit follows."""

    KIND: ClassVar[str] = "trouble.reclassified"

    kind: str
    reasons: tuple[str, ...] = ()
    note: str = ""
    limit: date | None = None


class Dispatched(Act, frozen=True, omit_defaults=True):
    """It was given to whoever has to settle it (转办), perhaps at another place, perhaps again."""

    KIND: ClassVar[str] = "trouble.dispatched"

    to_place: PlaceCode
    staff: str = ""
    staff_name: str = ""
    department: str = ""
    note: str = ""
    co_handlers: tuple[CoHandler, ...] = ()
    due: date | None = None


class HandedBack(Act, frozen=True, omit_defaults=True):
    """Whoever it was given to says it is not his (退回)."""

    KIND: ClassVar[str] = "trouble.handed_back"

    reason: str
    due: date | None = None


class Joined(Act, frozen=True, omit_defaults=True):
    """One more department handles it too (增加协办)."""

    KIND: ClassVar[str] = "trouble.joined"

    co_handler: CoHandler


class JoinAnswered(Act, frozen=True, omit_defaults=True):
    """A department that handles it too gave its part (协办反馈)."""

    KIND: ClassVar[str] = "trouble.join_answered"

    department: str
    said: str


class MeasureTaken(Act, frozen=True, omit_defaults=True):
    """Something was done about it (办理措施)."""

    KIND: ClassVar[str] = "trouble.measure_taken"

    what: str
    at_ms: Instant
    department: str = ""


class Extended(Act, frozen=True, omit_defaults=True):
    """The person gets his answer later (延期), and was told so."""

    KIND: ClassVar[str] = "trouble.extended"

    limit: date
    reason: str


class Answered(Act, frozen=True, omit_defaults=True):
    """The person was told what became of it (答复反映人)."""

    KIND: ClassVar[str] = "trouble.answered"

    outcome: str
    text: str
    way: str
    basis: str = ""
    due: date | None = None


class OpinionHeard(Act, frozen=True, omit_defaults=True):
    """What the person said of the answer (反映人意见). Dissatisfied: it goes on."""

    KIND: ClassVar[str] = "trouble.opinion_heard"

    opinion: str
    said: str = ""
    due: date | None = None


class Revisited(Act, frozen=True, omit_defaults=True):
    """The person was asked again some days later (回访)."""

    KIND: ClassVar[str] = "trouble.revisited"

    opinion: str
    way: str
    said: str = ""
    due: date | None = None


class Escalated(Act, frozen=True, omit_defaults=True):
    """It went one step up (提级办理)."""

    KIND: ClassVar[str] = "trouble.escalated"

    to_place: PlaceCode
    reason: str
    staff: str = ""
    staff_name: str = ""
    department: str = ""
    due: date | None = None
    limit: date | None = None


class Closed(Act, frozen=True, omit_defaults=True):
    """It is over (办结), and why it had come to that (原因分析). ``causes``: codes of the
    county's tree of causes."""

    KIND: ClassVar[str] = "trouble.closed"

    causes: tuple[str, ...]
    improvement: str = ""
    note: str = ""


class Withdrawn(Act, frozen=True, omit_defaults=True):
    """The person does not want it pursued any more (反映人撤回)."""

    KIND: ClassVar[str] = "trouble.withdrawn"

    reason: str


class Reopened(Act, frozen=True, omit_defaults=True):
    """It was over and is taken up again (重新办理)."""

    KIND: ClassVar[str] = "trouble.reopened"

    reason: str
    due: date | None = None
    limit: date | None = None


class Corrected(Act, frozen=True, omit_defaults=True):
    """Something that was written down wrongly was put right (更正)."""

    KIND: ClassVar[str] = "trouble.corrected"

    field: str
    old: str
    new: str
    note: str = ""


TROUBLE_ACTS: tuple[type[Act], ...] = (
    Reported,
    SettledAtOnce,
    ScopeChecked,
    Reclassified,
    Dispatched,
    HandedBack,
    Joined,
    JoinAnswered,
    MeasureTaken,
    Extended,
    Answered,
    OpinionHeard,
    Revisited,
    Escalated,
    Closed,
    Withdrawn,
    Reopened,
    Corrected,
)
