"""What a county sets for ratings (好差评基础数据): preset reasons, and which way codes run."""

from __future__ import annotations

import msgspec

from counter_app.models.rating import CodeDirection
from counter_app.models.reference_terms import Term


class ReasonSide(Term):
    """Which grades a reason goes with (适用评价)."""

    GOOD = ("good", "好评")
    BAD = ("bad", "差评")
    BOTH = ("both", "通用")


class RatingReason(msgspec.Struct, frozen=True, omit_defaults=True):
    """A preset reason (评价理由). ``needs_text``: whoever chooses it has to say it in words.

    ``order``: the smaller stands first.
    """

    code: str
    side: ReasonSide
    text: str
    needs_text: bool = False
    order: int = 0
    active: bool = True


class RatingInterface(msgspec.Struct, frozen=True, omit_defaults=True):
    """Another system that sends ratings (评价来源系统), and which way its codes run."""

    name: str
    direction: CodeDirection
    note: str = ""
