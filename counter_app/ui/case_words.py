"""A case in words: days, moments, what is left of a limit, and why. Shared by all pages.

A lamp is never a colour alone: every tone has its sentence, so a list can be read aloud and
read by somebody who sees no difference between red and green.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

import msgspec

from counter_app.errors import Bug, CounterError
from counter_app.models.case import UNDECIDED, CaseState, CaseStatus, Dispute, Priority
from counter_app.protocol.ledgers import HELP, POLICY, TROUBLE
from counter_app.rules.numbers import spoken
from counter_app.rules.workdays import Lamp, WorkCalendar, lamp
from counter_app.settings import LOCAL_ZONE
from counter_app.store.queries import CaseView
from counter_app.store.standing import FORMERLY

_WEEKDAYS = "一二三四五六日"

#: the colour token family of a status chip
STATUS_TONES: dict[CaseStatus, str] = {
    CaseStatus.RECEIVED: "accent",
    CaseStatus.CORRECTING: "warning",
    CaseStatus.SUPPLEMENT: "warning",
    CaseStatus.ACCEPTED: "accent",
    CaseStatus.REVIEW: "accent",
    CaseStatus.DECIDED_YES: "success",
    CaseStatus.DECIDED_NO: "danger",
    CaseStatus.CLOSED: "success",
    CaseStatus.READY: "success",
    CaseStatus.DELIVERED: "neutral",
    CaseStatus.ARCHIVED: "neutral",
    CaseStatus.DECLINED: "danger",
    CaseStatus.WITHDRAWN: "neutral",
    CaseStatus.TERMINATED: "neutral",
    CaseStatus.VOID: "neutral",
}

WAYS: dict[str, str] = {
    "hand": "本人领取",
    "agent": "他人代领",
    "post": "邮寄",
    "electronic": "电子送达",
    "left": "留置送达",
}

GROUNDS: dict[str, str] = {
    "not_required": "依法不需要取得许可",
    "not_competent": "不属于本机关职权范围",
    "not_eligible": "申请人不具备申请资格",
    "false_materials": "隐瞒情况或提供虚假材料",
}

CHANNELS: dict[str, str] = {
    "window": "窗口",
    "home": "上门",
    "village": "村级代办",
    "online": "网上",
    "backfill": "补录",
}

#: fields of a party by the name under which acts know them
PARTY_FIELDS: dict[str, str] = {
    "name": "姓名或名称",
    "id_number": "证件号码",
    "phone": "联系电话",
    "address": "地址",
}


class Left(msgspec.Struct, frozen=True):
    """What is left of a limit. ``text`` without the day; ``lamp`` None: no clock runs.

    ``shown``: the day as it is said today, with its year only when that is another one.
    """

    day: date | None
    text: str
    lamp: Lamp | None
    shown: str = ""

    @property
    def line(self) -> str:
        """``11月25日 还剩 2 个工作日``."""
        return f"{self.shown} {self.text}".strip()

    @property
    def whole(self) -> str:
        """With year and weekday, for a tooltip; empty when no clock runs."""
        return f"{full_day(self.day)}，{self.text}" if self.day else ""


def local(ms: int) -> datetime:
    """An instant as the clock on the wall shows it."""
    return datetime.fromtimestamp(ms / 1000, LOCAL_ZONE)


def short_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def near_day(day: date, today: date) -> str:
    """``1月5日``, or with its year when it is not this one."""
    return short_day(day) if day.year == today.year else f"{day.year}年{short_day(day)}"


def full_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def moment(ms: int, today: date | None = None) -> str:
    """``今天 09:12``, ``11月20日 09:12``, with the year when it is another one."""
    at = local(ms)
    clock = f"{at:%H:%M}"
    if today is not None:
        if at.date() == today:
            return f"今天 {clock}"
        if at.year == today.year:
            return f"{short_day(at.date())} {clock}"
    return f"{at.year}年{short_day(at.date())} {clock}"


def first_short(priority: Priority) -> str:
    """``优先:老年人``, for a mark."""
    return f"{'优先' if priority.granted else '申请优先'}：{priority.name}"


def first_words(priority: Priority, name: Callable[[str], str], today: date) -> str:
    """``绿色通道:老年人,王样一 今天 09:12``: why a case goes first, by whom and since when."""
    word = "绿色通道" if priority.granted else "申请优先，待批准"
    told = f"{word}：{priority.name}，{name(priority.staff)} {moment(priority.at_ms, today)}"
    return f"{told}，{priority.note}" if priority.note else told


def left(
    day: date | None, today: date, calendar: WorkCalendar, promised_days: int | None = None
) -> Left:
    """The due day with its lamp, in working days."""
    if day is None:
        return Left(None, "无时限", None)
    colour = lamp(day, today, calendar, promised_days)
    shown = near_day(day, today)
    if today > day:
        over = calendar.workdays_between(day, today)
        return Left(day, f"已超期 {max(over, 1)} 个工作日", colour, shown)
    if day == today:
        return Left(day, "今天到期", colour, shown)
    still = calendar.workdays_between(today, day)
    return Left(day, f"还剩 {still} 个工作日", colour, shown)


def left_of_view(view: CaseView, today: date, calendar: WorkCalendar) -> Left:
    """What a list says of a case: the day that matters next, or why none does."""
    if view.suspended:
        return Left(None, "特别程序，计时暂停", None)
    if view.next_due is None:
        return Left(None, "—" if view.status not in UNDECIDED else "无时限", None)
    return left(view.next_due, today, calendar)


def next_left(state: CaseState, today: date, calendar: WorkCalendar) -> Left:
    """The same for a whole case."""
    if state.suspension is not None:
        return Left(None, "特别程序，计时暂停", None)
    if state.correction is not None:
        return left(state.correction.due, today, calendar)
    if state.status is CaseStatus.RECEIVED:
        return left(state.check_due, today, calendar)
    if state.status in (CaseStatus.ACCEPTED, CaseStatus.REVIEW):
        return left(state.promise_due or state.legal_due, today, calendar, state.item.promised_days)
    return Left(None, "—", None)


#: Lines of other ledgers that tell of a case, by the name under which it knows their numbers.
_LEDGERS = {HELP.name: "帮代办", POLICY.name: "政策咨询", TROUBLE.name: "办不成事反映"}


def link_words(system: str, number: str) -> str:
    """A number under which the case is known elsewhere, or was known before."""
    if system.startswith(FORMERLY):
        return f"原编号 {spoken(number)}"
    return f"{_LEDGERS[system]} {spoken(number)}" if system in _LEDGERS else f"{system} {number}"


def drift_words(drift_ms: int) -> str:
    """One sentence when the clock is off by over five minutes, else nothing.

    ``drift_ms``: county clock minus this machine's clock.
    """
    minutes = round(abs(drift_ms) / 60_000)
    if abs(drift_ms) <= DRIFT_MS:
        return ""
    way = "慢" if drift_ms > 0 else "快"
    amount = f"{minutes} 分钟" if minutes < 120 else f"约 {round(minutes / 60)} 小时"
    return f"本机时钟比县平台{way} {amount}，打印日期前请先核对。"


#: A clock that is off by more is told (design: wrong clock), in ms.
DRIFT_MS = 5 * 60 * 1000


def running(state: CaseState) -> bool:
    """Whether the clocks of promise and law are running."""
    return state.suspension is None and state.status in (
        CaseStatus.ACCEPTED,
        CaseStatus.REVIEW,
        CaseStatus.SUPPLEMENT,
    )


def clause(why: str) -> str:
    """A reason that is kept as it was first written, with the marks of the sentence around it."""
    return why.replace(",", "，").replace("(", "（").replace(")", "）")


def misfits(disputes: Iterable[Dispute]) -> list[str]:
    """A sentence for each step that did not fit what was known and had no effect."""
    return [f"有一步与已有的记录不符，没有生效：{clause(each.why)}" for each in disputes]


def said(error: BaseException) -> str:
    """What to tell of an expected error. Anything else is a fault of ours and raised again, so
    that it reaches the crash report instead of a page."""
    if not isinstance(error, CounterError) or isinstance(error, Bug):
        raise error
    return str(error)
