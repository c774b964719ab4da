"""What a decision on a rating may look at besides it, and the numbers a county may set."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from counter_app.rules.ledger_context import LedgerContext


class RatingRules(msgspec.Struct, frozen=True):
    """By when the next step is expected, in working days after the one before (差评处理时限)."""

    #: from the rating to whoever has to see to it
    assign: int = 1
    #: from there to the call back
    call_back: int = 1
    find: int = 3
    plan: int = 1
    #: 立即整改 and 限期整改
    fix: int = 5
    long_fix: int = 15
    explain: int = 5
    #: so many more days an extension may give
    extension: int = 15
    revisit: int = 3
    review: int = 5
    #: so long after the rating it may be appealed against, and so soon that is decided
    appeal: int = 15
    decide_appeal: int = 5
    #: longest text of a rating, in characters
    longest_text: int = 500


@dataclass(frozen=True)
class RatingContext(LedgerContext[RatingRules]):
    """Time, person, calendar and numbers."""

    rules: RatingRules = field(default_factory=RatingRules)
