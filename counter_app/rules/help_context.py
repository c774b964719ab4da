"""What a decision on a line of help may look at besides it, and the numbers a county may set."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from counter_app.rules.ledger_context import LedgerContext


class HelpRules(msgspec.Struct, frozen=True):
    """By when the next step is expected, in working days after the one before (帮代办时限).

    The county sets them as reference data (时限, codes ``help.register`` …); these are what
    holds until it does. The three about authorisations count calendar days.
    """

    register: int = 1
    check: int = 1
    authorise: int = 2
    take: int = 3
    submit: int = 2
    #: from one contact to the next while the case is under way
    contact: int = 5
    call_back: int = 3
    close: int = 1
    longest_authorisation: int = 366
    #: what a new authorisation is offered for
    usual_authorisation: int = 90
    #: so long before its end a word is said
    remind: int = 3


@dataclass(frozen=True)
class HelpContext(LedgerContext[HelpRules]):
    """Time, person, calendar and numbers."""

    rules: HelpRules = field(default_factory=HelpRules)
