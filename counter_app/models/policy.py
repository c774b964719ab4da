"""The policy ledger's nouns: what an enterprise's question about a policy (惠企政策咨询) is.

Sources, sizes and kinds are text in what is stored, as in a party: a value that a later program
adds must not make a record unreadable. The enums here name what this program offers.
``PolicyState`` is a projection: it is only ever made by folding acts.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from counter_app.models.case import Attachment, Dispute, IssuedPaper, Settled
from counter_app.models.help import Instant
from counter_app.models.party import Party
from counter_app.models.reference_terms import Term


class PolicyStatus(Term):
    """Where a question about a policy stands (政策咨询进度)."""

    ASKED = ("asked", "待答复")
    PASSED = ("passed", "已转部门")
    ANSWERED = ("answered", "已答复")
    APPLIED = ("applied", "已申报")
    GRANTED = ("granted", "已兑现")
    NOT_GRANTED = ("not_granted", "未兑现")
    CLOSED = ("closed", "已办结")


class PolicySource(Term):
    """How the question came (咨询渠道)."""

    WINDOW = ("window", "窗口")
    PHONE = ("phone", "电话")
    VISIT = ("visit", "走访企业")
    ONLINE = ("online", "网上")
    MEETING = ("meeting", "政策宣讲会")
    BACKFILL = ("backfill", "补录")


class FirmSize(Term):
    """Size of an enterprise (企业规模, 工信部联企业〔2011〕300号)."""

    LARGE = ("large", "大型")
    MEDIUM = ("medium", "中型")
    SMALL = ("small", "小型")
    MICRO = ("micro", "微型")
    SOLE = ("sole", "个体工商户")


class GrantKind(Term):
    """In what an enterprise got it (兑现方式)."""

    MONEY = ("money", "资金")
    RELIEF = ("relief", "减免")
    LOAN = ("loan", "贷款贴息担保")
    TITLE = ("title", "资格认定")
    IN_KIND = ("in_kind", "实物或服务")


class ContactWay(Term):
    """How an enterprise was spoken to (联系方式)."""

    PHONE = ("phone", "电话")
    WINDOW = ("window", "窗口")
    VISIT = ("visit", "上门")
    WRITTEN = ("written", "书面")
    ONLINE = ("online", "网上")


#: Up to ten thousand million yuan, in cents (分).
Cents = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000_000)]


class Inquiry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an enterprise asks, about which policy (咨询内容). ``asked_ms``: ms since the epoch.

    ``policy``: code in the county's table of policies, "" for one that is only named;
    ``title``: the policy's title as it was then. ``size``: value of :class:`FirmSize`.
    """

    firm: Party
    title: str
    question: str
    source: str
    asked_ms: Instant
    policy: str = ""
    issuer: str = ""
    contact: str = ""
    size: str = ""
    industry: str = ""
    note: str = ""
    #: the earlier question that this one goes on from
    continues: str = ""
    #: SHA-256 of an imported row, so that the same row never makes two
    fingerprint: str = ""


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer (答复): its words, on what ground (政策依据), by whom and when.

    ``staff``: work number of whoever wrote it down; ``by``: who gave it, where that is another.
    """

    text: str
    at_ms: int
    staff: str
    place: str
    ground: str = ""
    by: str = ""
    department: str = ""


class Passing(msgspec.Struct, frozen=True, omit_defaults=True):
    """The question on its way to a department and back (转部门). ``back_ms`` 0: still there."""

    department: str
    to_place: str
    at_ms: int
    due: date | None = None
    staff: str = ""
    note: str = ""
    back_ms: int = 0
    back_reason: str = ""


class Application(msgspec.Struct, frozen=True, omit_defaults=True):
    """The enterprise applied for what the policy gives (申报). ``case``: its case here."""

    applied_on: date
    at_ms: int
    case: str = ""
    where: str = ""
    note: str = ""


class Grant(msgspec.Struct, frozen=True, omit_defaults=True):
    """The enterprise got it (兑现). ``kind``: value of :class:`GrantKind`."""

    kind: str
    granted_on: date
    at_ms: int
    cents: int = 0
    what: str = ""
    note: str = ""


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """One contact afterwards (跟进、回访). ``satisfaction``: "" where it was not asked for."""

    way: str
    at_ms: int
    staff: str
    said: str = ""
    satisfaction: str = ""


class PolicyState(msgspec.Struct, frozen=True, omit_defaults=True):
    """One question about a policy, folded from its acts. Instants are ms since the epoch (UTC).

    ``staff``: work number of whoever has it now, ``staffs``: everybody who ever had it.
    Defaults follow the same rule as in a case: equal states must have equal bytes.
    """

    number: str
    status: PolicyStatus
    inquiry: Inquiry
    place: str
    owner: str
    places: tuple[str, ...]
    clerk: str
    staff: str
    staffs: tuple[str, ...]
    staff_name: str = ""
    changed_ms: int = 0
    #: the day by which the next step is expected
    due: date | None = None
    #: the day by which the first answer was expected
    answer_due: date | None = None
    answers: tuple[Answer, ...] = ()
    passings: tuple[Passing, ...] = ()
    application: Application | None = None
    grant: Grant | None = None
    #: why the enterprise did not get it, or does not want it (未兑现原因)
    refusal: str = ""
    contacts: tuple[Contact, ...] = ()
    minutes: int = 0
    at_once: bool = False
    ended_ms: int = 0
    outcome: str = ""
    #: where it stood when it was closed, for taking it up again
    closed_from: str = ""
    papers: tuple[IssuedPaper, ...] = ()
    links: dict[str, str] = {}
    attachments: tuple[Attachment, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    settled: tuple[Settled, ...] = ()
    unknown_acts: int = 0
    acts: int = 0

    @property
    def open(self) -> bool:
        return self.status is not PolicyStatus.CLOSED

    @property
    def satisfaction(self) -> str:
        """What was said last, when it was asked for; "" when it never was."""
        heard = [each.satisfaction for each in self.contacts if each.satisfaction]
        return heard[-1] if heard else ""

    @property
    def questions(self) -> int:
        """Disputes that nobody has settled yet."""
        return len(self.disputes)
