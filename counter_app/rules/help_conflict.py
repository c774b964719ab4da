"""Who helps a person must not also decide about him (角色冲突): a warning, never a lock.

In a town centre with two people it cannot always be helped; then it has to be seen.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from counter_app.models.acts import case as acts
from counter_app.models.help import HelpState

#: Deeds by which the authority speaks.
_AUTHORITY = {
    acts.Accepted.KIND: "受理",
    acts.Declined.KIND: "不予受理",
    acts.Decided.KIND: "审批",
    acts.Closed.KIND: "办结",
}


class Conflict(msgspec.Struct, frozen=True):
    """One person on both sides of one case."""

    staff: str
    case: str
    deed: str

    @property
    def said(self) -> str:
        return f"工号 {self.staff} 既帮代办、又{self.deed}同一办件，请由另一人复核"


def conflicts(
    state: HelpState, case: str, deeds: Iterable[tuple[str, str]]
) -> tuple[Conflict, ...]:
    """``deeds``: (kind of act, work number) of everything that was done on that case."""
    found: dict[Conflict, None] = {}
    for kind, staff in deeds:
        deed = _AUTHORITY.get(kind)
        if deed is not None and staff in state.staffs:
            found[Conflict(staff, case, deed)] = None
    return tuple(found)


def would_conflict(helpers: Iterable[str], work_no: str) -> bool:
    """Whether this person, about to accept or decide, has been helping with the case."""
    return work_no in set(helpers)
