"""The acts of the help ledger (帮办代办), in the order in which a line of help meets them.

Papers, attachments, other systems' numbers and settled disputes are the same acts in every
ledger (``SHARED``). ``due`` is the day by which the next step is expected; it is carried by the
acts, because calendars and the county's numbers change.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

import msgspec

from counter_app.models.acts.base import Act
from counter_app.models.acts.case import (
    Attached,
    DisputeSettled,
    Instant,
    Linked,
    PaperIssued,
    PaperReprinted,
    PlaceCode,
    Revealed,
)
from counter_app.models.help import Ask, Authorisation, Handed

#: Pieces of one material, minutes, or money in cents: what both stores and arithmetic can hold.
Amount = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]


class Asked(Act, frozen=True, omit_defaults=True):
    """Somebody needs help and it is known who (提出需求)."""

    KIND: ClassVar[str] = "help.asked"

    ask: Ask
    due: date | None = None


class FinishedAtOnce(Act, frozen=True, omit_defaults=True):
    """Asked and helped in one go, written down afterwards (当场帮办登记).

    ``finished_ms``, ``staff``, ``staff_name``: when and by whom, where that is not the moment
    and the person of the entry itself (补录).
    """

    KIND: ClassVar[str] = "help.finished_at_once"

    ask: Ask
    outcome: str = ""
    minutes: Amount = 0
    satisfaction: str = ""
    finished_ms: Instant = 0
    staff: str = ""
    staff_name: str = ""


class Registered(Act, frozen=True, omit_defaults=True):
    """A helper took it on (登记). ``planned``: the day agreed on."""

    KIND: ClassVar[str] = "help.registered"

    staff: str
    staff_name: str = ""
    planned: date | None = None
    note: str = ""
    due: date | None = None


class SuitabilityChecked(Act, frozen=True, omit_defaults=True):
    """Whether it may be done for somebody at all (适宜性审核): secret matters and what must be
    done in person may not."""

    KIND: ClassVar[str] = "help.suitability_checked"

    suitable: bool
    reason: str = ""
    due: date | None = None


class Authorised(Act, frozen=True, omit_defaults=True):
    """The person signed what the helper may do, and until when (签署委托书)."""

    KIND: ClassVar[str] = "help.authorised"

    authorisation: Authorisation
    due: date | None = None


class MaterialsTaken(Act, frozen=True, omit_defaults=True):
    """Materials were handed over to the helper, with a receipt (接收材料)."""

    KIND: ClassVar[str] = "help.materials_taken"

    lines: tuple[Handed, ...]
    given_by: str = ""
    note: str = ""
    due: date | None = None


class MaterialsReturned(Act, frozen=True, omit_defaults=True):
    """Materials went back to the person (退还材料)."""

    KIND: ClassVar[str] = "help.materials_returned"

    lines: tuple[Handed, ...]
    taken_by: str
    relation: str = ""
    note: str = ""


class Submitted(Act, frozen=True, omit_defaults=True):
    """The helper handed the matter in at a counter (代交): it is a case there.

    ``case``: the case's number; "" where the counter has another system, named in ``note``.
    """

    KIND: ClassVar[str] = "help.submitted"

    case: str
    note: str = ""
    due: date | None = None


class Visited(Act, frozen=True, omit_defaults=True):
    """The person was visited or spoken to (走访联系)."""

    KIND: ClassVar[str] = "help.visited"

    #: home | phone | window | office
    way: str
    at_ms: Instant
    said: str = ""
    where: str = ""
    due: date | None = None


class ResultHanded(Act, frozen=True, omit_defaults=True):
    """The person has the result, and signed for it (交回结果)."""

    KIND: ClassVar[str] = "help.result_handed"

    result: str
    #: hand | agent | post | self (he got it without the helper)
    way: str
    collector: str
    relation: str = ""
    post_no: str = ""
    paid_cents: Amount = 0
    note: str = ""
    due: date | None = None


class CalledBack(Act, frozen=True, omit_defaults=True):
    """The person was asked how it was (回访)."""

    KIND: ClassVar[str] = "help.called_back"

    satisfaction: str
    said: str = ""
    due: date | None = None


class Closed(Act, frozen=True, omit_defaults=True):
    """The help is over (办结)."""

    KIND: ClassVar[str] = "help.closed"

    outcome: str = ""
    minutes: Amount = 0


class Terminated(Act, frozen=True, omit_defaults=True):
    """The help was broken off (终止代办). ``by``: principal | helper | other."""

    KIND: ClassVar[str] = "help.terminated"

    by: str
    reason: str


class Continued(Act, frozen=True, omit_defaults=True):
    """It goes on after it was stopped, or beyond the day of the authorisation (续办)."""

    KIND: ClassVar[str] = "help.continued"

    reason: str
    until: date | None = None
    due: date | None = None


class Reassigned(Act, frozen=True, omit_defaults=True):
    """Another helper has it now (转交), perhaps at another place."""

    KIND: ClassVar[str] = "help.reassigned"

    staff: str
    reason: str
    staff_name: str = ""
    to_place: PlaceCode = ""
    due: date | None = None


class Corrected(Act, frozen=True, omit_defaults=True):
    """Something that was written down wrongly was put right (更正)."""

    KIND: ClassVar[str] = "help.corrected"

    field: str
    old: str
    new: str
    note: str = ""


HELP_ACTS: tuple[type[Act], ...] = (
    Asked,
    FinishedAtOnce,
    Registered,
    SuitabilityChecked,
    Authorised,
    MaterialsTaken,
    MaterialsReturned,
    Submitted,
    Visited,
    ResultHanded,
    CalledBack,
    Closed,
    Terminated,
    Continued,
    Reassigned,
    Corrected,
)

#: Acts of the case ledger that mean the same in every other one.
SHARED: tuple[type[Act], ...] = (
    PaperIssued,
    PaperReprinted,
    Attached,
    Linked,
    Revealed,
    DisputeSettled,
)
