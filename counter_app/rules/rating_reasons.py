"""Preset reasons of a rating (评价理由), by grade; a county may set others (reference data).

The wording follows what platforms offer; the county's own list replaces all of these.
"""

from __future__ import annotations

from collections.abc import Iterable

from counter_app.models.rating import Grade
from counter_app.models.reference_ratings import RatingReason, ReasonSide

_GOOD: tuple[tuple[str, str], ...] = (
    ("one_window", "一窗办完，只跑一次"),
    ("later_material", "缺的材料允许后补"),
    ("no_proof", "没有要求额外的证明"),
    ("near_home", "在家门口就能办"),
    ("on_phone", "手机上就能办"),
    ("warm_quick", "服务热情，办得快"),
)
_BAD: tuple[tuple[str, str], ...] = (
    ("late", "没有在承诺时间内办结"),
    ("again", "同一材料要求重复提交"),
    ("not_in_guide", "要求办事指南以外的材料或条件"),
    ("sample_wrong", "没有示范文本，或示范文本、材料清单有误"),
    ("differs", "网上和窗口的说法不一致"),
    ("trips", "跑动次数超过承诺"),
    ("paid_agent", "被要求找收费中介"),
    ("attitude", "服务态度不好"),
    ("refused", "不予受理，又不给书面说明"),
)
#: In every list, last; whoever chooses it says in words what it was.
OTHER = RatingReason("other", ReasonSide.BOTH, "其他", needs_text=True, order=999)

DEFAULT: tuple[RatingReason, ...] = (
    *(RatingReason(code, ReasonSide.GOOD, text) for code, text in _GOOD),
    *(RatingReason(code, ReasonSide.BAD, text) for code, text in _BAD),
    OTHER,
)


def offered(rows: Iterable[RatingReason], grade: Grade) -> tuple[RatingReason, ...]:
    """The reasons to choose from for this grade, in order, "other" last. ``rows``: the county's
    list; empty = the shipped one."""
    own = [row for row in rows if row.active]
    listed = own or list(DEFAULT)
    if all(row.code != OTHER.code for row in listed):
        listed = [*listed, OTHER]
    sides = (ReasonSide.BOTH, ReasonSide.BAD if grade.bad else ReasonSide.GOOD)
    fitting = [row for row in listed if row.side in sides]
    return tuple(sorted(fitting, key=lambda row: (row.code == OTHER.code, row.order)))


def wants_text(rows: Iterable[RatingReason], codes: Iterable[str]) -> bool:
    """Whether one of the chosen reasons has to be told in words."""
    asking = {row.code for row in rows if row.needs_text} | {OTHER.code}
    return not asking.isdisjoint(codes)


def said(rows: Iterable[RatingReason], codes: Iterable[str]) -> tuple[str, ...]:
    """The wording of chosen reasons; what is in no list stands for itself."""
    words = {row.code: row.text for row in (*DEFAULT, *rows)}
    return tuple(words.get(code, code) for code in codes)
