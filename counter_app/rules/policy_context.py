"""What a decision on a question about a policy may look at, and the numbers a county may set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from counter_app.rules.ledger_context import LedgerContext


class PolicyRules(msgspec.Struct, frozen=True):
    """By when the next step is expected, in working days after the one before (政策咨询时限).

    The county sets them as reference data (时限, codes ``policy.answer`` …); these are what
    holds until it does.
    """

    answer: int = 1
    #: a department's answer to what was passed on to it
    passed: int = 5
    #: the enterprise is told what a department answered
    tell: int = 1
    #: whether the enterprise means to apply, asked after the answer
    follow: int = 10
    #: what became of an application
    result: int = 20
    call_back: int = 3
    close: int = 3


@dataclass(frozen=True)
class PolicyContext(LedgerContext[PolicyRules]):
    """Time, person, calendar and numbers. ``own_days``: code of a policy that has a limit of
    its own for answers -> working days."""

    rules: PolicyRules = field(default_factory=PolicyRules)
    own_days: Mapping[str, int] = field(default_factory=dict)
