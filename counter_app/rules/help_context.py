"""What a decision on a line of help may look at besides it, and the numbers a county may set."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from counter_app.rules.ledger_context import LedgerContext


class HelpRules(msgspec.Struct, frozen=True):
    """By when the next step is expected, in working days after the one before (帮代办时限)."""

    register_days: int = 1
    check_days: int = 1
    authorise_days: int = 2
    take_days: int = 3
    submit_days: int = 2
    #: from one contact to the next while the case is under way
    contact_days: int = 5
    #: originals go back so long after the result
    return_days: int = 3
    call_back_days: int = 3
    close_days: int = 1
    #: longest authorisation, in calendar days
    longest_authorisation: int = 366


@dataclass(frozen=True)
class HelpContext(LedgerContext[HelpRules]):
    """Time, person, calendar and numbers."""

    rules: HelpRules = field(default_factory=HelpRules)
