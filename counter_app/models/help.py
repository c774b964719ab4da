"""The help ledger's nouns: what a line of help or agency (帮办代办) is at any moment.

Kinds, groups and sources are text in what is stored, as in a party: a value that a later
program adds must not make a record unreadable. The enums here name what this program offers.
``HelpState`` is a projection: it is only ever made by folding acts.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from counter_app.models.case import Attachment, Dispute, IssuedPaper, MaterialForm, Settled
from counter_app.models.party import Party


class HelpStatus(StrEnum):
    """Where a line of help stands (帮代办进度)."""

    ASKED = "asked"
    REGISTERED = "registered"
    SUITABLE = "suitable"
    AUTHORISED = "authorised"
    HOLDING = "holding"
    SUBMITTED = "submitted"
    HANDED = "handed"
    CALLED_BACK = "called_back"
    FINISHED = "finished"
    UNSUITABLE = "unsuitable"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    HelpStatus.ASKED: "待登记",
    HelpStatus.REGISTERED: "已登记",
    HelpStatus.SUITABLE: "可以帮代办",
    HelpStatus.AUTHORISED: "已委托",
    HelpStatus.HOLDING: "已接收材料",
    HelpStatus.SUBMITTED: "已代交",
    HelpStatus.HANDED: "已交回结果",
    HelpStatus.CALLED_BACK: "已回访",
    HelpStatus.FINISHED: "已办结",
    HelpStatus.UNSUITABLE: "不宜代办",
    HelpStatus.STOPPED: "已终止",
}

#: Nothing more is expected of anybody, but for originals that are still here.
HELP_ENDED = frozenset({HelpStatus.FINISHED, HelpStatus.UNSUITABLE, HelpStatus.STOPPED})


class HelpKind(StrEnum):
    """What is done for the person (帮代办方式)."""

    ADVICE = "advice"
    GUIDING = "guiding"
    ACCOMPANYING = "accompanying"
    AGENCY = "agency"
    HOME = "home"
    APPOINTMENT = "appointment"
    AFTER_HOURS = "after_hours"
    POST = "post"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    HelpKind.ADVICE: "咨询",
    HelpKind.GUIDING: "导办",
    HelpKind.ACCOMPANYING: "陪同",
    HelpKind.AGENCY: "代办",
    HelpKind.HOME: "上门",
    HelpKind.APPOINTMENT: "预约",
    HelpKind.AFTER_HOURS: "延时错时",
    HelpKind.POST: "邮寄",
}


class HelpGroup(StrEnum):
    """Whom it is for (服务对象). ENTERPRISE has a standing one-to-one officer (一对一专员)."""

    ELDERLY = "elderly"
    DISABLED = "disabled"
    MOTHER = "mother"
    ILL = "ill"
    SOLDIER = "soldier"
    MIGRANT = "migrant"
    ENTERPRISE = "enterprise"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _GROUP_LABELS[self]


_GROUP_LABELS = {
    HelpGroup.ELDERLY: "老年人",
    HelpGroup.DISABLED: "残疾人",
    HelpGroup.MOTHER: "孕产妇",
    HelpGroup.ILL: "重病患者",
    HelpGroup.SOLDIER: "军人军属",
    HelpGroup.MIGRANT: "外来务工",
    HelpGroup.ENTERPRISE: "重点企业项目",
    HelpGroup.OTHER: "一般群众",
}


class HelpSource(StrEnum):
    """How it became known (需求来源)."""

    WINDOW = "window"
    PHONE = "phone"
    HOME_VISIT = "home_visit"
    GRID = "grid"
    OFFICER = "officer"
    BACKFILL = "backfill"

    @property
    def label(self) -> str:
        return _SOURCE_LABELS[self]


_SOURCE_LABELS = {
    HelpSource.WINDOW: "窗口",
    HelpSource.PHONE: "电话",
    HelpSource.HOME_VISIT: "上门摸排",
    HelpSource.GRID: "网格上报",
    HelpSource.OFFICER: "企业专员",
    HelpSource.BACKFILL: "补录",
}


class Scope(StrEnum):
    """One thing that an authorisation may allow (委托事项范围)."""

    SUBMIT = "submit"
    FILL_IN = "fill_in"
    CORRECT = "correct"
    PAY = "pay"
    SIGN_RECEIPT = "sign_receipt"
    COLLECT = "collect"

    @property
    def label(self) -> str:
        return _SCOPE_LABELS[self]


_SCOPE_LABELS = {
    Scope.SUBMIT: "递交申请材料",
    Scope.FILL_IN: "代填表格",
    Scope.CORRECT: "当场更正、补正",
    Scope.PAY: "代缴费用",
    Scope.SIGN_RECEIPT: "签收文书",
    Scope.COLLECT: "领取办理结果",
}


class Satisfaction(StrEnum):
    """What the person said when called back (回访满意度)."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
    VERY_BAD = "very_bad"

    @property
    def label(self) -> str:
        return _SATISFACTION_LABELS[self]


_SATISFACTION_LABELS = {
    Satisfaction.VERY_GOOD: "非常满意",
    Satisfaction.GOOD: "满意",
    Satisfaction.FAIR: "基本满意",
    Satisfaction.BAD: "不满意",
    Satisfaction.VERY_BAD: "非常不满意",
}

#: Until the year 9892, and so many pieces: what lies beyond is no date and no pile of paper.
Instant = Annotated[int, msgspec.Meta(ge=0, le=250_000_000_000_000)]
Pieces = Annotated[int, msgspec.Meta(ge=1, le=100_000)]


class Ask(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is asked for, for whom (帮代办需求). ``asked_ms``: ms since the epoch (UTC).

    ``kind``, ``group``, ``source``: values of the enums above.
    """

    person: Party
    kind: str
    group: str
    source: str
    asked_ms: Instant
    wish: str = ""
    item_code: str = ""
    item_name: str = ""
    #: 优待证、残疾证 … by which the group was recognised
    group_proof: str = ""
    #: the key project (重点项目) it is for
    project: str = ""
    note: str = ""
    #: the earlier line of help that this one goes on from
    continues: str = ""
    #: SHA-256 of an imported row, so that the same row never makes two
    fingerprint: str = ""


class Authorisation(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the person has put into the helper's hands (授权委托), and until when.

    ``scope``: values of :class:`Scope`. ``way``: screen (屏上签名) or paper (纸质签字扫描).
    """

    scope: tuple[str, ...]
    since: date
    until: date
    way: str
    number: str = ""
    #: SHA-256 of the signature or scan among the attachments
    evidence: bytes = b""
    note: str = ""


class Handed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One material changing hands (材料交接). ``count`` in pieces."""

    name: str
    form: MaterialForm
    count: Pieces
    back_due: date | None = None
    note: str = ""


class Custody(msgspec.Struct, frozen=True, omit_defaults=True):
    """One kind of material in the helper's hands (代管材料), and how much of it went back."""

    name: str
    form: MaterialForm
    count: int
    taken_ms: int
    returned: int = 0
    returned_ms: int = 0
    back_due: date | None = None
    note: str = ""

    @property
    def left(self) -> int:
        return max(0, self.count - self.returned)

    @property
    def original(self) -> bool:
        return self.form is MaterialForm.ORIGINAL


class Visit(msgspec.Struct, frozen=True, omit_defaults=True):
    """One visit or contact (走访联系). ``way``: home | phone | window | office."""

    way: str
    at_ms: int
    staff: str
    said: str = ""
    where: str = ""


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """The result back in the person's hands (交回结果). ``paid_cents``: laid out for him."""

    result: str
    way: str
    collector: str
    handed_ms: int
    relation: str = ""
    post_no: str = ""
    paid_cents: int = 0


class CallBack(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was heard afterwards (回访). ``satisfaction``: value of :class:`Satisfaction`."""

    satisfaction: str
    at_ms: int
    said: str = ""


class HelpState(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of help, folded from its acts. Instants are ms since the epoch (UTC).

    ``staff``: work number of the helper who has it now, ``staffs``: everybody who ever had it.
    Defaults follow the same rule as in a case: equal states must have equal bytes.
    """

    number: str
    status: HelpStatus
    ask: Ask
    place: str
    owner: str
    places: tuple[str, ...]
    clerk: str
    staff: str
    staffs: tuple[str, ...]
    staff_name: str = ""
    changed_ms: int = 0
    registered_ms: int = 0
    #: the day by which the next step is expected
    due: date | None = None
    planned: date | None = None
    suitability: str = ""
    authorisation: Authorisation | None = None
    custody: tuple[Custody, ...] = ()
    cases: tuple[str, ...] = ()
    visits: tuple[Visit, ...] = ()
    result: Result | None = None
    call_back: CallBack | None = None
    outcome: str = ""
    minutes: int = 0
    at_once: bool = False
    ended_ms: int = 0
    end_reason: str = ""
    #: where it stood when it was stopped, for going on (续办)
    stopped_from: str = ""
    continuations: int = 0
    papers: tuple[IssuedPaper, ...] = ()
    links: dict[str, str] = {}
    attachments: tuple[Attachment, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    settled: tuple[Settled, ...] = ()
    unknown_acts: int = 0
    acts: int = 0

    @property
    def open(self) -> bool:
        return self.status not in HELP_ENDED

    @property
    def questions(self) -> int:
        """Disputes that nobody has settled yet."""
        return len(self.disputes)
