"""The acts of the case ledger (办件), in the order in which a case meets them.

Source: lifecycle of GB/T 39046-2020 and 行政许可法 articles 32 and 42-45. Due days are
carried by the acts, because calendars change and a fold must give the same result for ever.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

import msgspec

from counter_app.models.acts.base import Act
from counter_app.models.acts.papers_moved import PAPERS_MOVED_ACTS
from counter_app.models.acts.priority import PRIORITY_ACTS
from counter_app.models.case import Attachment, CorrectionPoint, ItemRef, MaterialLine
from counter_app.models.party import Agent, Party

#: Until the year 9892: what lies beyond is no date, and such an act is kept without effect.
Instant = Annotated[int, msgspec.Meta(ge=0, le=250_000_000_000_000)]
#: The code of a place, as both stores can hold it.
PlaceCode = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[^\x00]*$")]


class Received(Act, frozen=True, omit_defaults=True):
    """Materials were taken in and a receipt is owed (收件). Not yet an acceptance."""

    KIND: ClassVar[str] = "case.received"

    item: ItemRef
    applicant: Party
    received_ms: Instant
    lookup_code: str
    window: int
    agent: Agent | None = None
    materials: tuple[MaterialLine, ...] = ()
    form: dict[str, str] = msgspec.field(default_factory=dict)
    #: window | home | village | online | backfill (补录)
    channel: str = "window"
    note: str = ""
    #: last day on which missing points may be told (5 working days, article 32)
    check_due: date | None = None
    #: SHA-256 of an imported line, so that the same line never makes two cases
    fingerprint: str = ""


class CorrectedOnSpot(Act, frozen=True, omit_defaults=True):
    """An error that could be mended at once was mended (当场更正, article 32)."""

    KIND: ClassVar[str] = "case.corrected_on_spot"

    field: str
    old: str
    new: str
    note: str = ""


class CorrectionAsked(Act, frozen=True, omit_defaults=True):
    """Everything that is missing was told at once, in writing (一次性告知补正)."""

    KIND: ClassVar[str] = "case.correction_asked"

    points: tuple[CorrectionPoint, ...]
    due: date
    #: a second notice needs a reason and a supervisor's name
    reason: str = ""
    approver: str = ""


class CorrectionMade(Act, frozen=True, omit_defaults=True):
    """The applicant brought what was asked for (补正完成)."""

    KIND: ClassVar[str] = "case.correction_made"

    materials: tuple[MaterialLine, ...]
    note: str = ""
    check_due: date | None = None


class Accepted(Act, frozen=True, omit_defaults=True):
    """The organ took the case on (受理): both clocks start."""

    KIND: ClassVar[str] = "case.accepted"

    accepted_on: date
    #: True when the five days had passed and the law itself accepted it on the day of receipt
    deemed: bool = False
    promise_due: date | None = None
    legal_due: date | None = None
    provisional: bool = False
    #: materials that may follow later (容缺受理), by name
    tolerated: tuple[str, ...] = ()


class Declined(Act, frozen=True, omit_defaults=True):
    """The organ did not take the case on (不予受理), with its ground and remedies."""

    KIND: ClassVar[str] = "case.declined"

    #: not_required | not_competent | not_eligible | false_materials
    ground: str
    reason: str
    basis: str = ""
    competent_office: str = ""
    returned: tuple[str, ...] = ()


class Forwarded(Act, frozen=True, omit_defaults=True):
    """The case went on: to a department (移送审核) or up to the town (上报)."""

    KIND: ClassVar[str] = "case.forwarded"

    to_place: PlaceCode
    department: str = ""
    #: review: an accepted case goes to the department; report: the next place accepts it
    purpose: str = "review"
    note: str = ""


class SentBack(Act, frozen=True, omit_defaults=True):
    """The department gave the case back to the window (退回); the clock runs on."""

    KIND: ClassVar[str] = "case.sent_back"

    to_place: PlaceCode
    reason: str


class Suspended(Act, frozen=True, omit_defaults=True):
    """A special procedure began (特别程序, article 45): the clock stands still."""

    KIND: ClassVar[str] = "case.suspended"

    procedure: str
    ground: str
    since: date
    expected_days: int
    approver: str = ""


class Resumed(Act, frozen=True, omit_defaults=True):
    """The special procedure ended: the due days moved by what was not counted."""

    KIND: ClassVar[str] = "case.resumed"

    on: date
    result: str
    promise_due: date | None = None
    legal_due: date | None = None
    provisional: bool = False


class Extended(Act, frozen=True, omit_defaults=True):
    """The limit was extended once by the head of the organ (延长办理期限, article 42)."""

    KIND: ClassVar[str] = "case.extended"

    days: int
    reason: str
    approver: str
    promise_due: date | None = None
    legal_due: date | None = None
    provisional: bool = False


class Decided(Act, frozen=True, omit_defaults=True):
    """Granted or refused (准予 / 不予). A refusal carries its reasons and the remedies."""

    KIND: ClassVar[str] = "case.decided"

    granted: bool
    opinion: str
    decision_no: str = ""
    result_name: str = ""
    result_no: str = ""
    valid_until: str = ""
    reasons: str = ""
    #: chief service officer within the scope given to him (首席服务官直接决定)
    by_chief_officer: bool = False
    #: number of the letter under which the officer decided (授权文号)
    authority: str = ""
    #: where and until when the applicant may complain of a refusal (救济途径)
    remedies: str = ""


class Closed(Act, frozen=True, omit_defaults=True):
    """The handling ended with a result (办结)."""

    KIND: ClassVar[str] = "case.closed"

    result: str = ""
    #: an instant item (即办件) is accepted, decided and closed in one go
    instant: bool = False


class Ready(Act, frozen=True, omit_defaults=True):
    """The result lies at a counter to be collected (待取件)."""

    KIND: ClassVar[str] = "case.ready"

    at: PlaceCode
    note: str = ""


class Delivered(Act, frozen=True, omit_defaults=True):
    """The result reached the applicant: by hand, agent, post or net (送达)."""

    KIND: ClassVar[str] = "case.delivered"

    #: hand | agent | post | electronic | left
    way: str
    collector: str
    relation: str = ""
    id_number: str = ""
    post_no: str = ""
    note: str = ""


class Archived(Act, frozen=True, omit_defaults=True):
    """The file was put away: read only from now on (归档)."""

    KIND: ClassVar[str] = "case.archived"

    file_no: str = ""


class Withdrawn(Act, frozen=True, omit_defaults=True):
    """The applicant took the request back before the decision (撤回)."""

    KIND: ClassVar[str] = "case.withdrawn"

    reason: str
    returned: tuple[str, ...] = ()


class Terminated(Act, frozen=True, omit_defaults=True):
    """The procedure ended without a decision (终止)."""

    KIND: ClassVar[str] = "case.terminated"

    ground: str


class Voided(Act, frozen=True, omit_defaults=True):
    """Entered by mistake (作废): the number stays, a second person vouches."""

    KIND: ClassVar[str] = "case.voided"

    reason: str
    approver: str


class Linked(Act, frozen=True, omit_defaults=True):
    """Another system's number of the same case was noted (关联编号)."""

    KIND: ClassVar[str] = "case.linked"

    system: str
    number: str


class Revealed(Act, frozen=True, omit_defaults=True):
    """Masked personal data were shown to the person who asked (查看完整信息)."""

    KIND: ClassVar[str] = "case.revealed"

    field: str
    purpose: str = ""


class PaperIssued(Act, frozen=True, omit_defaults=True):
    """A document was made out (出具文书). ``snapshot`` is the frozen paper, zstd of msgpack."""

    KIND: ClassVar[str] = "paper.issued"

    paper: str
    number: str
    title: str
    size: str
    snapshot: bytes


class PaperReprinted(Act, frozen=True, omit_defaults=True):
    """A document already made out was printed again (补打)."""

    KIND: ClassVar[str] = "paper.reprinted"

    number: str
    reason: str = ""


class Attached(Act, frozen=True, omit_defaults=True):
    """A scan or photo was put to the case (上传附件)."""

    KIND: ClassVar[str] = "case.attached"

    attachment: Attachment
    note: str = ""


class DisputeSettled(Act, frozen=True, omit_defaults=True):
    """Somebody at the owning place decided about an act that did not fit (争议处理).

    ``device`` and ``n`` name the disputed entry. ``choice``: keep (the case stays as it is) or
    take (the disputed act counts after all, from now on). ``kind``, ``version`` and ``body`` are
    the act that counts by this choice: the disputed one, or the one that it met; so a fold needs
    nothing else. The latter is used only when another settlement had come first. ``at_ms``: when
    that act happened, which stays true.
    """

    KIND: ClassVar[str] = "case.dispute_settled"

    device: str
    n: int
    choice: str
    note: str = ""
    kind: str = ""
    version: int = 0
    body: bytes = b""
    at_ms: Instant = 0


class TwinFound(Act, frozen=True, omit_defaults=True):
    """The county holds another open case of the same person and item (疑似重复办件)."""

    KIND: ClassVar[str] = "case.twin_found"

    number: str
    place: str
    received_ms: Instant


class TwinSettled(Act, frozen=True, omit_defaults=True):
    """Somebody looked at both (重复核对). ``choice``: same (one of them will be ended by its
    own act) or different."""

    KIND: ClassVar[str] = "case.twin_settled"

    number: str
    choice: str
    note: str = ""


CASE_ACTS: tuple[type[Act], ...] = (
    Received,
    CorrectedOnSpot,
    CorrectionAsked,
    CorrectionMade,
    Accepted,
    Declined,
    Forwarded,
    SentBack,
    Suspended,
    Resumed,
    Extended,
    Decided,
    Closed,
    Ready,
    Delivered,
    Archived,
    Withdrawn,
    Terminated,
    Voided,
    Linked,
    Revealed,
    PaperIssued,
    PaperReprinted,
    Attached,
    DisputeSettled,
    TwinFound,
    TwinSettled,
    *PRIORITY_ACTS,
    *PAPERS_MOVED_ACTS,
)
