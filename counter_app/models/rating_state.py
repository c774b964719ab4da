"""What became of a rating and its rectification (差评整改): projections, only made by folding.

Instants are ms since the epoch (UTC), ``by`` is the work number of whoever did it.
"""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.models.case import Attachment, Dispute, IssuedPaper, Settled
from counter_app.models.rating import Grade, LaterRating, Rated, Rater
from counter_app.models.reference_terms import Term


class RatingStatus(Term):
    """Where a rating stands (评价处理进度). What is not bad stays as it was given."""

    GIVEN = ("given", "已评价")
    ASSIGNED = ("assigned", "已交办")
    CALLED_BACK = ("called_back", "已回访核实")
    FOUND = ("found", "已认定")
    PLANNED = ("planned", "整改中")
    DONE = ("done", "已整改")
    EXPLAINED = ("explained", "已解释")
    REVISITED = ("revisited", "已再次回访")
    REVIEWED = ("reviewed", "已审核")
    WITHDRAWN = ("withdrawn", "已撤回")


#: Nothing is expected any more.
RATING_ENDED = frozenset({RatingStatus.REVIEWED, RatingStatus.WITHDRAWN})


class Assignment(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who has to see to it (交办)."""

    staff: str
    at_ms: int
    by: str
    staff_name: str = ""
    note: str = ""


class RaterCall(msgspec.Struct, frozen=True, omit_defaults=True):
    """One attempt to speak to the rater (回访核实)."""

    way: str
    reached: bool
    at_ms: int
    by: str
    said: str = ""


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was found (核实认定). ``finding``: a value of ``Finding``."""

    finding: str
    facts: str
    at_ms: int
    by: str


class FixPlan(msgspec.Struct, frozen=True, omit_defaults=True):
    """How and by when it is put right (整改措施). ``due``: as first set, before an extension."""

    way: str
    measure: str
    at_ms: int
    by: str
    ground: str = ""
    due: date | None = None


class FixExtension(msgspec.Struct, frozen=True, omit_defaults=True):
    """More time, granted once (整改延期)."""

    due: date
    reason: str
    at_ms: int
    by: str


class FixDone(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was done, or what was explained (整改结果)."""

    result: str
    at_ms: int
    by: str
    ground: str = ""


class Revisit(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the rater says of the fix (整改回访). ``grade``: he rated again (追评)."""

    opinion: str
    at_ms: int
    by: str
    said: str = ""
    grade: Grade | None = None


class Review(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whether the rating goes into the statistics (审核纳统)."""

    adopted: bool
    at_ms: int
    by: str
    note: str = ""


class Appeal(msgspec.Struct, frozen=True, omit_defaults=True):
    """The one who was rated says it is mistaken or malicious (申诉), and what was decided.

    ``upheld`` means something only once ``decided_ms`` is set.
    """

    ground: str
    reason: str
    at_ms: int
    by: str
    #: the day by which it has to be decided
    due: date | None = None
    decided_ms: int = 0
    upheld: bool = False
    decision: str = ""
    decided_by: str = ""

    @property
    def pending(self) -> bool:
        return not self.decided_ms


class RatingState(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rating (评价), folded from its acts.

    ``case``, ``stage``: from the number, "" for the rating of a window. ``staff``: work number
    of whoever has to see to it, before that of the clerk who was rated. ``owner``: the place
    that has to see to it. Defaults follow the same rule as in a case: equal states must have
    equal bytes.
    """

    number: str
    status: RatingStatus
    about: Rated
    grade: Grade
    channel: str
    given_ms: int
    place: str
    owner: str
    places: tuple[str, ...]
    clerk: str
    staff: str
    case: str = ""
    stage: str = ""
    reasons: tuple[str, ...] = ()
    text: str = ""
    rater: Rater | None = None
    source: str = ""
    fingerprint: str = ""
    changed_ms: int = 0
    #: the day by which the next step is expected
    due: date | None = None
    assigned: Assignment | None = None
    calls: tuple[RaterCall, ...] = ()
    found: Facts | None = None
    plan: FixPlan | None = None
    #: the day by which it must be put right, with the extension
    fix_due: date | None = None
    extension: FixExtension | None = None
    done: FixDone | None = None
    explained: FixDone | None = None
    revisit: Revisit | None = None
    #: how often it was sent back to be put right once more
    returns: int = 0
    review: Review | None = None
    appeal: Appeal | None = None
    withdrawn_ms: int = 0
    end_reason: str = ""
    #: further ratings of the same case and stage, in order
    later: tuple[LaterRating, ...] = ()
    papers: tuple[IssuedPaper, ...] = ()
    links: dict[str, str] = {}
    attachments: tuple[Attachment, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    settled: tuple[Settled, ...] = ()
    unknown_acts: int = 0
    acts: int = 0

    @property
    def bad(self) -> bool:
        return self.grade.bad

    @property
    def open(self) -> bool:
        """Whether anybody has to do something about it."""
        if self.appeal is not None and self.appeal.pending:
            return True
        if self.status is RatingStatus.GIVEN:
            return self.bad
        return self.status not in RATING_ENDED

    @property
    def counts(self) -> bool:
        """Whether the statistics take it: always, but for what was withdrawn, was not adopted
        by the review or was struck out on appeal."""
        if self.status is RatingStatus.WITHDRAWN:
            return False
        if self.appeal is not None and self.appeal.upheld:
            return False
        return self.review is None or self.review.adopted

    @property
    def questions(self) -> int:
        """Disputes that nobody has settled yet."""
        return len(self.disputes)
