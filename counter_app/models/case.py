"""The case ledger's nouns: what a case (办件) is at any moment.

Source of states and fields: GB/T 39046-2020 tables 5-9 and 行政许可法 articles 32, 42-45.
``CaseState`` is a projection: it is only ever made by folding acts (protocol/fold.py).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from counter_app.models.party import Agent, Party


class CaseStatus(StrEnum):
    """Where a case stands (办件状态). A draft is no case yet and never journaled."""

    RECEIVED = "received"
    CORRECTING = "correcting"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    REVIEW = "review"
    SUPPLEMENT = "supplement"
    DECIDED_YES = "decided_yes"
    DECIDED_NO = "decided_no"
    CLOSED = "closed"
    READY = "ready"
    DELIVERED = "delivered"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    VOID = "void"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


STATUS_LABELS: dict[CaseStatus, str] = {
    CaseStatus.RECEIVED: "已收件",
    CaseStatus.CORRECTING: "待补正",
    CaseStatus.DECLINED: "不予受理",
    CaseStatus.ACCEPTED: "已受理",
    CaseStatus.REVIEW: "审核中",
    CaseStatus.SUPPLEMENT: "受理后补正",
    CaseStatus.DECIDED_YES: "准予",
    CaseStatus.DECIDED_NO: "不予",
    CaseStatus.CLOSED: "已办结",
    CaseStatus.READY: "待取件",
    CaseStatus.DELIVERED: "已送达",
    CaseStatus.ARCHIVED: "已归档",
    CaseStatus.WITHDRAWN: "已撤回",
    CaseStatus.TERMINATED: "已终止",
    CaseStatus.VOID: "已作废",
}

#: The lifecycle before a decision: withdrawal, termination and voiding are possible.
UNDECIDED = frozenset(
    {
        CaseStatus.RECEIVED,
        CaseStatus.CORRECTING,
        CaseStatus.ACCEPTED,
        CaseStatus.REVIEW,
        CaseStatus.SUPPLEMENT,
    }
)
#: Nothing more is expected of anybody.
ENDED = frozenset(
    {
        CaseStatus.DECLINED,
        CaseStatus.DELIVERED,
        CaseStatus.ARCHIVED,
        CaseStatus.WITHDRAWN,
        CaseStatus.TERMINATED,
        CaseStatus.VOID,
    }
)


class MaterialForm(StrEnum):
    """How one material (材料) was handed in, or that it was not."""

    ORIGINAL = "original"
    COPY = "copy"
    CHECKED = "checked"
    ELECTRONIC = "electronic"
    ECERT = "ecert"
    LATER = "later"
    MISSING = "missing"

    @property
    def label(self) -> str:
        return MATERIAL_FORM_LABELS[self]

    @property
    def present(self) -> bool:
        return self not in (MaterialForm.LATER, MaterialForm.MISSING)


MATERIAL_FORM_LABELS: dict[MaterialForm, str] = {
    MaterialForm.ORIGINAL: "原件",
    MaterialForm.COPY: "复印件",
    MaterialForm.CHECKED: "原件核验+复印件",
    MaterialForm.ELECTRONIC: "电子件",
    MaterialForm.ECERT: "电子证照",
    MaterialForm.LATER: "容缺后补",
    MaterialForm.MISSING: "未提交",
}


class MaterialLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the material list (材料清单) of a case. ``count`` in copies."""

    name: str
    form: MaterialForm
    count: int = 1
    required: bool = True
    note: str = ""
    #: certificate kind that stood in for paper (免证办)
    certificate: str = ""
    #: the original goes back to the applicant after the check
    returned: bool = False


class ItemRef(msgspec.Struct, frozen=True, omit_defaults=True):
    """The item (事项) a case is about, frozen at the edition under which it was received.

    Limits (法定时限, 承诺时限) count in their units, "" = working days; None = no limit known.
    """

    code: str
    name: str
    edition: int
    department: str
    item_type: str
    instant: bool
    promised_days: int | None = None
    legal_days: int | None = None
    promised_unit: str = ""
    legal_unit: str = ""
    result_name: str = ""


class CorrectionPoint(msgspec.Struct, frozen=True, omit_defaults=True):
    """One missing or defective point of a correction notice (补正事项)."""

    material: str
    problem: str
    required_form: str = ""
    where: str = ""


class Correction(msgspec.Struct, frozen=True, omit_defaults=True):
    """An open request to correct: every point at once, with its day (补正期限)."""

    points: tuple[CorrectionPoint, ...]
    due: date
    asked_ms: int
    after_acceptance: bool = False


class Suspension(msgspec.Struct, frozen=True, omit_defaults=True):
    """A special procedure (特别程序) that stops the clock. ``expected_days`` in working days."""

    procedure: str
    ground: str
    since: date
    expected_days: int
    approver: str = ""


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """The decision (审批决定) and its result document."""

    granted: bool
    opinion: str
    decision_no: str = ""
    result_name: str = ""
    result_no: str = ""
    valid_until: str = ""
    reasons: str = ""
    decided_ms: int = 0


class Delivery(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the result reached the applicant (送达)."""

    way: str
    collector: str
    relation: str = ""
    id_number: str = ""
    post_no: str = ""
    delivered_ms: int = 0


class IssuedPaper(msgspec.Struct, frozen=True, omit_defaults=True):
    """A printed document of the case (文书): its number, and how often it was printed."""

    kind: str
    number: str
    title: str
    issued_ms: int
    copies: int = 1
    #: device and n of the entry that holds the frozen snapshot
    device: str = ""
    n: int = 0


class Dispute(msgspec.Struct, frozen=True, omit_defaults=True):
    """An act that arrived and does not fit: kept, without effect, for a person to settle."""

    device: str
    n: int
    kind: str
    why: str


class Settled(msgspec.Struct, frozen=True, omit_defaults=True):
    """A dispute that somebody has decided (争议处理). ``choice``: keep | take."""

    device: str
    n: int
    choice: str


class Twin(msgspec.Struct, frozen=True, omit_defaults=True):
    """Perhaps the same matter (疑似重复办件): another open case of this person and item."""

    number: str
    place: str
    received_ms: int
    #: same | different, once somebody at the owning place has looked
    settled: str = ""


class Attachment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file of the case (附件): its name and its SHA-256; the bytes travel on their own.

    ``size`` in bytes; ``media`` is an internet media type.
    """

    name: str
    hash: bytes
    size: int
    media: str
    #: the line of the material list it belongs to
    material: str = ""
    pages: int = 1


class Priority(msgspec.Struct, frozen=True, omit_defaults=True):
    """The matter goes first (绿色通道), or it was proposed that it should.

    ``reason``: code in the county's table, ``name``: its words then. ``staff``, ``at_ms``: who
    granted it, or proposed it while ``granted`` is False.
    """

    reason: str
    name: str
    staff: str
    place: str
    at_ms: int
    note: str = ""
    granted: bool = False
    #: work number of whoever had proposed it
    proposer: str = ""


class PapersMoved(msgspec.Struct, frozen=True, omit_defaults=True):
    """Paper materials on their way from one place to another, or arrived (材料交接).

    ``device``, ``n``: the entry by which they were sent. ``sent_by``, ``taken_by``: work
    numbers; ``taken_ms`` 0 while they are under way. ``missing``: names of lines not there.
    """

    device: str
    n: int
    from_place: str
    to_place: str
    lines: tuple[MaterialLine, ...]
    sent_ms: int
    sent_by: str
    carrier: str = ""
    note: str = ""
    taken_ms: int = 0
    taken_by: str = ""
    missing: tuple[str, ...] = ()
    taken_note: str = ""


class CaseState(msgspec.Struct, frozen=True, omit_defaults=True):
    """One case, folded from its acts. Instants are ms since the epoch (UTC), days are dates.

    Both clocks are kept: the promised one (承诺时限) colours the lamp, the legal one
    (法定时限) is what the organ answers for. What remains of either is never stored.
    Defaults are only None, "", 0, False, () or {}: those alone are left out of the bytes
    reliably, and equal states must have equal bytes.
    """

    number: str
    status: CaseStatus
    item: ItemRef
    applicant: Party
    received_ms: int
    place: str
    owner: str
    places: tuple[str, ...]
    window: int
    clerk: str
    lookup_code: str
    channel: str
    agent: Agent | None = None
    materials: tuple[MaterialLine, ...] = ()
    form: dict[str, str] = {}
    note: str = ""
    fingerprint: str = ""
    changed_ms: int = 0
    check_due: date | None = None
    accepted_on: date | None = None
    deemed: bool = False
    tolerated: tuple[str, ...] = ()
    promise_due: date | None = None
    legal_due: date | None = None
    due_provisional: bool = False
    correction: Correction | None = None
    corrections_asked: int = 0
    suspension: Suspension | None = None
    suspensions: int = 0
    extended_days: int = 0
    department: str = ""
    outcome: Outcome | None = None
    delivery: Delivery | None = None
    ready_at: str = ""
    closed_ms: int = 0
    ended_ms: int = 0
    end_reason: str = ""
    papers: tuple[IssuedPaper, ...] = ()
    links: dict[str, str] = {}
    disputes: tuple[Dispute, ...] = ()
    unknown_acts: int = 0
    acts: int = 0
    attachments: tuple[Attachment, ...] = ()
    twins: tuple[Twin, ...] = ()
    #: disputes that somebody has settled, each by its first settlement
    settled: tuple[Settled, ...] = ()
    priority: Priority | None = None
    papers_moved: tuple[PapersMoved, ...] = ()

    @property
    def open(self) -> bool:
        return self.status not in ENDED

    @property
    def prioritised(self) -> bool:
        """Whether it goes first: granted, not only proposed."""
        return self.priority is not None and self.priority.granted

    @property
    def questions(self) -> int:
        """Disputes and possible duplicates that nobody has settled yet."""
        return len(self.disputes) + sum(not twin.settled for twin in self.twins)
