"""What every ledger's state can tell about itself, whatever the ledger."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

#: The state of one subject in whichever ledger it stands: CaseState, HelpState …
AnyState = Any


class Summary(msgspec.Struct, frozen=True):
    """One line of a list (台账行). Instants are ms since the epoch (UTC).

    ``texts`` and ``numbers`` are what it is found by; ``fingerprint``: of the imported row.
    ``marks``: lists that it stands in besides, by name, which no words find.
    """

    number: str
    status: str
    is_open: bool
    place: str
    owner: str
    title: str
    person: str
    staff: str
    opened_ms: int
    changed_ms: int
    next_due: date | None = None
    disputed: int = 0
    fingerprint: str = ""
    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
