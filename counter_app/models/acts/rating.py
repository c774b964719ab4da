"""The acts of the rating ledger (好差评), in the order in which a bad rating meets them.

A rating is the person's own tap or words: no act lets a clerk grade for somebody. ``due`` is
the day by which the next step is expected; it is carried by the acts, because calendars and the
county's numbers change.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from counter_app.models.acts.base import Act
from counter_app.models.acts.help import SHARED
from counter_app.models.rating import Grade, Instant, PlaceCode, Rated, Rater

__all__ = ["RATING_ACTS", "SHARED"]


class Given(Act, frozen=True, omit_defaults=True):
    """Somebody rated a case or a window (评价).

    ``reasons``: codes of preset reasons, or words of another system. ``source``: where an
    imported rating or one by phone comes from. ``given_ms``: when, where that is not the moment
    of the entry. Of two for the same case and stage the first counts. ``seal``: the county's
    signature, where the person told the county itself (扫码评) and no device vouches for it.
    """

    KIND: ClassVar[str] = "rating.given"

    grade: Grade
    channel: str
    about: Rated
    reasons: tuple[str, ...] = ()
    text: str = ""
    #: there only with the person's consent
    rater: Rater | None = None
    given_ms: Instant = 0
    source: str = ""
    #: SHA-256 of an imported row, so that the same row never makes two
    fingerprint: str = ""
    due: date | None = None
    seal: bytes = b""


class Assigned(Act, frozen=True, omit_defaults=True):
    """It was given to whoever has to see to it (交办,谁办理谁负责), perhaps at another place."""

    KIND: ClassVar[str] = "rating.assigned"

    staff: str
    staff_name: str = ""
    to_place: PlaceCode = ""
    note: str = ""
    due: date | None = None


class CalledBack(Act, frozen=True, omit_defaults=True):
    """The person was asked what happened (回访核实). Not reached: an attempt, kept as such.

    ``way``: a value of ``ContactWay``.
    """

    KIND: ClassVar[str] = "rating.called_back"

    way: str
    reached: bool
    said: str = ""
    due: date | None = None


class Found(Act, frozen=True, omit_defaults=True):
    """What was found when it was looked into (核实认定). ``finding``: a value of ``Finding``."""

    KIND: ClassVar[str] = "rating.found"

    finding: str
    facts: str
    due: date | None = None


class Planned(Act, frozen=True, omit_defaults=True):
    """How and by when it is put right (整改措施). ``way``: a value of ``FixWay``; ``ground``:
    the law that leaves no room, where it can only be explained."""

    KIND: ClassVar[str] = "rating.planned"

    way: str
    measure: str
    ground: str = ""
    due: date | None = None


class Extended(Act, frozen=True, omit_defaults=True):
    """More time to put it right was granted (整改延期), once."""

    KIND: ClassVar[str] = "rating.extended"

    due: date
    reason: str
    approver: str = ""


class Done(Act, frozen=True, omit_defaults=True):
    """It was put right (整改完成)."""

    KIND: ClassVar[str] = "rating.done"

    result: str
    due: date | None = None


class Explained(Act, frozen=True, omit_defaults=True):
    """It was explained to the person why nothing is to be put right (解释说明)."""

    KIND: ClassVar[str] = "rating.explained"

    said: str
    #: the legal ground, where there is one
    ground: str = ""
    due: date | None = None


class Revisited(Act, frozen=True, omit_defaults=True):
    """The person was asked about the fix (整改回访); he may rate again (追评).

    ``opinion``: a value of ``FixOpinion``. ``grade``: only what the person said himself.
    """

    KIND: ClassVar[str] = "rating.revisited"

    opinion: str
    said: str = ""
    grade: Grade | None = None
    due: date | None = None


class SentBack(Act, frozen=True, omit_defaults=True):
    """Not good enough: it has to be put right once more (退回重新整改)."""

    KIND: ClassVar[str] = "rating.sent_back"

    reason: str
    due: date | None = None


class Reviewed(Act, frozen=True, omit_defaults=True):
    """Whether the rating goes into the statistics (审核纳统); nothing more is expected."""

    KIND: ClassVar[str] = "rating.reviewed"

    adopted: bool
    note: str = ""


class Appealed(Act, frozen=True, omit_defaults=True):
    """The one who was rated says it is untrue, mistaken or malicious (申诉), once.

    ``ground``: a value of ``Finding``.
    """

    KIND: ClassVar[str] = "rating.appealed"

    ground: str
    reason: str
    due: date | None = None


class AppealDecided(Act, frozen=True, omit_defaults=True):
    """What was decided on the appeal (申诉裁定). Upheld: the rating is not counted."""

    KIND: ClassVar[str] = "rating.appeal_decided"

    upheld: bool
    reason: str


class Withdrawn(Act, frozen=True, omit_defaults=True):
    """The person takes the rating back (撤回评价); written down by supervision only."""

    KIND: ClassVar[str] = "rating.withdrawn"

    reason: str


RATING_ACTS: tuple[type[Act], ...] = (
    Given,
    Assigned,
    CalledBack,
    Found,
    Planned,
    Extended,
    Done,
    Explained,
    Revisited,
    SentBack,
    Reviewed,
    Appealed,
    AppealDecided,
    Withdrawn,
)
