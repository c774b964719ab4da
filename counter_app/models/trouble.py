"""The nouns of the ledger of the "办不成事" window: one matter that somebody could not get done.

What a matter is about (class, reasons, grounds, causes) is told by codes whose words the county
may set (``models/reference_trouble.py``); what is fixed here is only what rules depend on.
``TroubleState`` is a projection: it is only ever made by folding acts.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from counter_app.models.case import Attachment, Dispute, IssuedPaper, Settled
from counter_app.models.party import Party


class TroubleStatus(StrEnum):
    """Where a matter stands (反映事项进度)."""

    REPORTED = "reported"
    TAKEN = "taken"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    HANDED_BACK = "handed_back"
    ANSWERED = "answered"
    REVISITED = "revisited"
    CLOSED = "closed"
    OUTSIDE = "outside"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    TroubleStatus.REPORTED: "已登记",
    TroubleStatus.TAKEN: "已受理",
    TroubleStatus.DISPATCHED: "已转办",
    TroubleStatus.HANDLING: "办理中",
    TroubleStatus.HANDED_BACK: "已退回",
    TroubleStatus.ANSWERED: "已答复",
    TroubleStatus.REVISITED: "已回访",
    TroubleStatus.CLOSED: "已办结",
    TroubleStatus.OUTSIDE: "不属受理范围",
    TroubleStatus.WITHDRAWN: "已撤回",
}

#: Nothing more is expected of anybody.
TROUBLE_ENDED = frozenset({TroubleStatus.CLOSED, TroubleStatus.OUTSIDE, TroubleStatus.WITHDRAWN})


class Channel(StrEnum):
    """How it was reported (反映渠道)."""

    WINDOW = "window"
    PHONE = "phone"
    HOTLINE = "hotline"
    ONLINE = "online"
    QR = "qr"
    LETTER = "letter"
    BACKFILL = "backfill"

    @property
    def label(self) -> str:
        return _CHANNEL_LABELS[self]


_CHANNEL_LABELS = {
    Channel.WINDOW: "窗口",
    Channel.PHONE: "电话",
    Channel.HOTLINE: "12345热线",
    Channel.ONLINE: "网上",
    Channel.QR: "扫码",
    Channel.LETTER: "意见箱",
    Channel.BACKFILL: "补录",
}


class Outcome(StrEnum):
    """What the answer says (处理结果)."""

    SOLVED = "solved"
    PARTLY = "partly"
    EXPLAINED = "explained"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    Outcome.SOLVED: "已解决",
    Outcome.PARTLY: "部分解决",
    Outcome.EXPLAINED: "解释说明",
    Outcome.REFUSED: "依规不予办理",
}


class Opinion(StrEnum):
    """What the person says of the answer (反映人意见)."""

    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"

    @property
    def label(self) -> str:
        return _OPINION_LABELS[self]


_OPINION_LABELS = {
    Opinion.SATISFIED: "满意",
    Opinion.FAIR: "基本满意",
    Opinion.DISSATISFIED: "不满意",
}


class ContactWay(StrEnum):
    """How the person was told or asked (答复、回访方式)."""

    FACE = "face"
    PHONE = "phone"
    WRITING = "writing"
    MESSAGE = "message"
    HOME = "home"

    @property
    def label(self) -> str:
        return _WAY_LABELS[self]


_WAY_LABELS = {
    ContactWay.FACE: "当面",
    ContactWay.PHONE: "电话",
    ContactWay.WRITING: "书面",
    ContactWay.MESSAGE: "短信",
    ContactWay.HOME: "上门",
}

#: Until the year 9892 (ms since the epoch, UTC); and more trips than anybody has made.
Instant = Annotated[int, msgspec.Meta(ge=0, le=250_000_000_000_000)]
Trips = Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class Try(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was tried before (此前办理经过): where, on which day, and what was said there."""

    place: str
    day: date | None = None
    said: str = ""


class Report(msgspec.Struct, frozen=True, omit_defaults=True):
    """What somebody could not get done (反映内容). ``reported_ms``: ms since the epoch (UTC).

    ``channel``: value of :class:`Channel`; ``kind`` and ``reasons``: codes of the county's
    lists (反映类别、具体情形). ``complained``: work number of whoever is complained of, and
    ``complained_name`` his name, also where he has no number.
    """

    person: Party
    channel: str
    kind: str
    text: str
    reported_ms: Instant
    reasons: tuple[str, ...] = ()
    wish: str = ""
    item_code: str = ""
    item_name: str = ""
    #: number of the case that it is about
    case: str = ""
    tries: tuple[Try, ...] = ()
    trips: Trips = 0
    department: str = ""
    complained: str = ""
    complained_name: str = ""
    #: the person's name is not told to whoever handles it
    anonymous: bool = False
    note: str = ""
    #: SHA-256 of an imported row, so that the same row never makes two
    fingerprint: str = ""


class CoHandler(msgspec.Struct, frozen=True, omit_defaults=True):
    """A department that handles it too (协办部门). ``place``: where it sits, "" = with the owner.

    ``said``: its part of the answer, once it has given one.
    """

    department: str
    place: str = ""
    staff: str = ""
    staff_name: str = ""
    due: date | None = None
    said: str = ""
    said_ms: int = 0


class Measure(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was done about it (办理措施)."""

    what: str
    at_ms: int
    staff: str
    place: str
    department: str = ""


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One move of the matter from hand to hand (流转): dispatched, handed back or escalated."""

    #: dispatched | handed_back | escalated
    move: str
    at_ms: int
    by: str
    place: str
    staff: str = ""
    staff_name: str = ""
    department: str = ""
    reason: str = ""
    due: date | None = None


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the person was told (答复). ``outcome``: value of :class:`Outcome`."""

    outcome: str
    text: str
    way: str
    at_ms: int
    by: str
    place: str
    basis: str = ""


class Heard(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the person said of an answer (反映人意见), at once or when asked later (回访).

    ``answer``: of which answer, counted from 1.
    """

    opinion: str
    at_ms: int
    by: str
    answer: int = 0
    said: str = ""
    way: str = ""
    revisit: bool = False


class TroubleState(msgspec.Struct, frozen=True, omit_defaults=True):
    """One matter, folded from its acts. Instants are ms since the epoch (UTC).

    ``place``: where it was reported; ``owner``: where it is handled now; ``staff``: work number
    of whoever has it. ``limit``: the day by which the person gets an answer; ``due``: the day of
    the next step. ``dissatisfied``: bad opinions since it last went a step up.
    Defaults follow the same rule as in a case: equal states must have equal bytes.
    """

    number: str
    status: TroubleStatus
    report: Report
    place: str
    owner: str
    places: tuple[str, ...]
    clerk: str
    staff: str
    staff_name: str = ""
    department: str = ""
    changed_ms: int = 0
    taken_ms: int = 0
    due: date | None = None
    limit: date | None = None
    #: why it is none of this window's matters, and what the person was told instead
    outside: str = ""
    remedy: str = ""
    co_handlers: tuple[CoHandler, ...] = ()
    measures: tuple[Measure, ...] = ()
    steps: tuple[Step, ...] = ()
    answers: tuple[Answer, ...] = ()
    opinions: tuple[Heard, ...] = ()
    level: int = 0
    dissatisfied: int = 0
    extensions: int = 0
    reopened: int = 0
    at_once: bool = False
    causes: tuple[str, ...] = ()
    improvement: str = ""
    closed_by: str = ""
    ended_ms: int = 0
    end_reason: str = ""
    papers: tuple[IssuedPaper, ...] = ()
    links: dict[str, str] = {}
    attachments: tuple[Attachment, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    settled: tuple[Settled, ...] = ()
    unknown_acts: int = 0
    acts: int = 0

    @property
    def open(self) -> bool:
        return self.status not in TROUBLE_ENDED

    @property
    def questions(self) -> int:
        """Disputes that nobody has settled yet."""
        return len(self.disputes)

    @property
    def answer(self) -> Answer | None:
        """The newest answer."""
        return self.answers[-1] if self.answers else None

    @property
    def heard(self) -> tuple[Heard, ...]:
        """What the person said of the newest answer."""
        return tuple(each for each in self.opinions if each.answer == len(self.answers))

    @property
    def opinion(self) -> str:
        """What the person said last of the newest answer, "" when nothing yet."""
        return self.heard[-1].opinion if self.heard else ""
