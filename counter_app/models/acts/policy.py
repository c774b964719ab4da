"""The acts of the policy ledger (惠企政策咨询), in the order in which a question meets them.

Papers, attachments, other systems' numbers and settled disputes are the same acts in every
ledger. ``due`` is the day by which the next step is expected; it is carried by the acts,
because calendars and the county's numbers change.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from counter_app.models.acts.base import Act
from counter_app.models.acts.case import Instant, PlaceCode
from counter_app.models.acts.help import Amount
from counter_app.models.policy import Cents, Inquiry


class Asked(Act, frozen=True, omit_defaults=True):
    """An enterprise asked about a policy, and nobody has answered yet (咨询登记)."""

    KIND: ClassVar[str] = "policy.asked"

    inquiry: Inquiry
    due: date | None = None


class AnsweredAtOnce(Act, frozen=True, omit_defaults=True):
    """Asked and answered in one go (当场答复). ``follow``: the enterprise means to apply, so it
    stays open.

    ``answered_ms``, ``staff``, ``staff_name``: when and by whom, where that is not the moment
    and the person of the entry itself (补录).
    """

    KIND: ClassVar[str] = "policy.answered_at_once"

    inquiry: Inquiry
    text: str
    ground: str = ""
    minutes: Amount = 0
    satisfaction: str = ""
    follow: bool = False
    answered_ms: Instant = 0
    staff: str = ""
    staff_name: str = ""
    due: date | None = None


class Passed(Act, frozen=True, omit_defaults=True):
    """The question went to the department that knows (转部门), perhaps at another place."""

    KIND: ClassVar[str] = "policy.passed"

    department: str
    to_place: PlaceCode = ""
    staff: str = ""
    staff_name: str = ""
    note: str = ""
    due: date | None = None


class HandedBack(Act, frozen=True, omit_defaults=True):
    """The department says that it is not for it (退回)."""

    KIND: ClassVar[str] = "policy.handed_back"

    reason: str
    due: date | None = None


class Answered(Act, frozen=True, omit_defaults=True):
    """The question was answered (答复), or the answer added to.

    ``by``, ``department``: who gave it, where that is not whoever writes it down.
    """

    KIND: ClassVar[str] = "policy.answered"

    text: str
    ground: str = ""
    by: str = ""
    department: str = ""
    minutes: Amount = 0
    due: date | None = None


class FollowedUp(Act, frozen=True, omit_defaults=True):
    """The enterprise was spoken to about where it stands (跟进)."""

    KIND: ClassVar[str] = "policy.followed_up"

    way: str
    said: str
    at_ms: Instant
    due: date | None = None


class Applied(Act, frozen=True, omit_defaults=True):
    """The enterprise applied (申报). ``case``: the case's number, "" where it applied elsewhere,
    named in ``where``."""

    KIND: ClassVar[str] = "policy.applied"

    applied_on: date
    case: str = ""
    where: str = ""
    note: str = ""
    due: date | None = None


class Granted(Act, frozen=True, omit_defaults=True):
    """The enterprise got it (兑现): an amount in cents (分), or something else in words."""

    KIND: ClassVar[str] = "policy.granted"

    kind: str
    granted_on: date
    cents: Cents = 0
    what: str = ""
    note: str = ""
    due: date | None = None


class NotGranted(Act, frozen=True, omit_defaults=True):
    """The enterprise does not get it, or does not want it (未兑现), and why."""

    KIND: ClassVar[str] = "policy.not_granted"

    reason: str
    ground: str = ""
    due: date | None = None


class CalledBack(Act, frozen=True, omit_defaults=True):
    """The enterprise was asked how it was (回访)."""

    KIND: ClassVar[str] = "policy.called_back"

    way: str
    satisfaction: str
    said: str = ""
    due: date | None = None


class Closed(Act, frozen=True, omit_defaults=True):
    """Nothing more is expected (办结)."""

    KIND: ClassVar[str] = "policy.closed"

    outcome: str = ""


class Reopened(Act, frozen=True, omit_defaults=True):
    """It was over and is taken up again (重新办理): the enterprise applies after all."""

    KIND: ClassVar[str] = "policy.reopened"

    reason: str
    due: date | None = None


class Reassigned(Act, frozen=True, omit_defaults=True):
    """A colleague has it now (交接)."""

    KIND: ClassVar[str] = "policy.reassigned"

    staff: str
    reason: str
    staff_name: str = ""


class Corrected(Act, frozen=True, omit_defaults=True):
    """Something that was written down wrongly was put right (更正)."""

    KIND: ClassVar[str] = "policy.corrected"

    field: str
    old: str
    new: str
    note: str = ""


POLICY_ACTS: tuple[type[Act], ...] = (
    Asked,
    AnsweredAtOnce,
    Passed,
    HandedBack,
    Answered,
    FollowedUp,
    Applied,
    Granted,
    NotGranted,
    CalledBack,
    Closed,
    Reopened,
    Reassigned,
    Corrected,
)
