"""What a decision on a matter of the "办不成事" window may look at, and the numbers a county may
set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from counter_app.rules.ledger_context import LedgerContext
from counter_app.rules.trouble_terms import Terms


class TroubleRules(msgspec.Struct, frozen=True):
    """By when the next step is expected, in working days after the one before (反映窗口时限).

    The county sets them as reference data (环节时限, codes ``trouble.check`` …); these are what
    holds until it does. By when a person is answered stands with the class of the matter.
    """

    check: int = 1
    dispatch: int = 1
    handed_back: int = 1
    revisit: int = 3
    close: int = 2
    #: a new answer for whoever was dissatisfied
    redo: int = 5
    escalated: int = 5
    #: longest extension
    extension: int = 10
    #: how often it may be extended, and after how many bad opinions it should go a step up
    extensions: int = 1
    dissatisfied: int = 2


@dataclass(frozen=True)
class TroubleContext(LedgerContext[TroubleRules]):
    """Time, person, calendar, numbers and words.

    ``above``: the place one step up from a place, "" at the top.
    """

    rules: TroubleRules = field(default_factory=TroubleRules)
    terms: Terms = field(default_factory=Terms)
    above: Callable[[str], str] = lambda place: ""
