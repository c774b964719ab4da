"""The rating ledger's nouns: how a person rated a case or a window (好差评), and its words.

What becomes of a rating is in ``models/rating_state.py``. The grade is an enum of our own:
interfaces number the five grades in both directions (``CodeDirection``). Channels, stages and
findings are text in what is stored, so that a value that a later program adds does not make a
record unreadable.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from counter_app.models.reference_terms import Term

#: Until the year 9892, as in every ledger.
Instant = Annotated[int, msgspec.Meta(ge=0, le=250_000_000_000_000)]
#: The code of a place, as both stores can hold it.
PlaceCode = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[^\x00]*$")]


class Grade(Term):
    """The five grades (评价等级), best first. 差评 are the last two."""

    VERY_SATISFIED = ("very_satisfied", "非常满意")
    SATISFIED = ("satisfied", "满意")
    FAIR = ("fair", "基本满意")
    DISSATISFIED = ("dissatisfied", "不满意")
    VERY_DISSATISFIED = ("very_dissatisfied", "非常不满意")

    @property
    def bad(self) -> bool:
        """Whether it is a 差评, which has to be seen to."""
        return self in (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)

    @property
    def rank(self) -> int:
        """1 for the best … 5 for the worst."""
        return GRADES.index(self) + 1


GRADES = tuple(Grade)


class CodeDirection(Term):
    """Which way an interface numbers the grades (评价编码方向)."""

    #: 1 = 非常满意 … 5 = 非常不满意 (GB/T 39046 A.8)
    BEST_IS_ONE = ("best_is_one", "1 为非常满意")
    #: 5 = 非常满意 … 1 = 非常不满意
    BEST_IS_FIVE = ("best_is_five", "5 为非常满意")


class RatingStage(Term):
    """At which point of a case the rating was asked for (评价环节)."""

    ACCEPTED = ("accepted", "受理")
    FINISHED = ("finished", "办结")


class RatingChannel(Term):
    """Where the rating was given (评价渠道)."""

    WINDOW = ("window", "窗口评价屏")
    QR = ("qr", "扫码")
    SMS = ("sms", "短信")
    PHONE = ("phone", "电话")
    PC = ("pc", "网站")
    MOBILE = ("mobile", "手机端")
    TERMINAL = ("terminal", "自助终端")
    IMPORT = ("import", "导入")


class Finding(Term):
    """What was found when it was looked into (核实结论)."""

    TRUE = ("true", "属实")
    PARTLY = ("partly", "部分属实")
    UNTRUE = ("untrue", "不属实")
    MISTAKEN = ("mistaken", "误评")
    MALICIOUS = ("malicious", "恶意评价")


def is_founded(finding: str) -> bool:
    """Whether there is something to be put right (属实、部分属实)."""
    return finding in (Finding.TRUE, Finding.PARTLY)


class FixWay(Term):
    """How it is put right (整改方式)."""

    AT_ONCE = ("at_once", "立即整改")
    IN_TIME = ("in_time", "限期整改")
    #: the law leaves no room: explained, with the ground
    EXPLAIN = ("explain", "解释说明")


class ContactWay(Term):
    """How the rater was spoken to (联系方式)."""

    PHONE = ("phone", "电话")
    HOME = ("home", "上门")
    WINDOW = ("window", "窗口")
    MESSAGE = ("message", "短信")


class FixOpinion(Term):
    """What the rater says of the fix (整改满意度)."""

    CONTENT = ("content", "满意")
    PARTLY = ("partly", "基本满意")
    NOT = ("not", "不满意")
    NO_ANSWER = ("no_answer", "未联系上")


class Rated(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was rated (评价对象): a case, or only a window, and who answers for it.

    Which case and stage it was is said by the rating's number and nowhere else, so that it
    follows a case that takes another number. ``place``: where the case was taken in or the
    window is; ``supervisor``: the county place that watches over it.
    """

    place: PlaceCode
    supervisor: PlaceCode = ""
    window: int = 0
    window_code: str = ""
    window_name: str = ""
    #: work number of whoever served the person
    clerk: str = ""
    clerk_name: str = ""
    item_code: str = ""
    item_name: str = ""
    department: str = ""
    #: the place that has the case by now, where that is another
    holder: PlaceCode = ""


class Rater(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the person who rated may be spoken to (评价人联系方式): only there with his consent,
    and never shown to the clerk."""

    name: str = ""
    phone: str = ""


class LaterRating(msgspec.Struct, frozen=True, omit_defaults=True):
    """Another rating of the same case and stage (已评过): kept and shown, never counted."""

    grade: Grade
    channel: str
    given_ms: int
    place: str
    reasons: tuple[str, ...] = ()
    text: str = ""
    fingerprint: str = ""
