"""What a county sets for its service windows: policies, priority reasons and limits of steps."""

from __future__ import annotations

from datetime import date

import msgspec


class Policy(msgspec.Struct, frozen=True, omit_defaults=True):
    """A policy in favour of enterprises (惠企政策). ``since``, ``until``: in force, both days
    included.

    ``answer_days``: working days for answering a question about it, 0 = as for any other.
    ``sample``: invented or unchecked; nobody may answer by it.
    """

    code: str
    title: str
    issuer: str
    number: str = ""
    since: date | None = None
    until: date | None = None
    benefit: str = ""
    conditions: str = ""
    how: str = ""
    contact: str = ""
    phone: str = ""
    keywords: tuple[str, ...] = ()
    answer_days: int = 0
    active: bool = True
    sample: bool = False
    provenance: str = ""

    def in_force(self, day: date) -> bool:
        """Whether it holds on this day."""
        begun = self.since is None or self.since <= day
        return self.active and begun and (self.until is None or day <= self.until)


class PriorityReason(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a matter goes first (绿色通道事由). ``order``: its place in lists, 1 = first.

    ``by_itself``: belonging to the group is enough, so whoever takes the matter in grants it
    (老年人、孕产妇 …); any other reason needs a chief service officer or a supervisor.
    """

    code: str
    name: str
    order: int = 0
    by_itself: bool = False
    proof: str = ""
    active: bool = True
    provenance: str = ""


class EnterpriseOfficer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The standing one-to-one officer of a key enterprise or project (一对一专员).

    ``officer``, ``deputy``: work numbers; the deputy when the officer is no longer there.
    ``since``, ``until``: both days included, None = open. An enterprise may have several.
    """

    enterprise: str
    officer: str
    place: str
    uscc: str = ""
    projects: tuple[str, ...] = ()
    deputy: str = ""
    since: date | None = None
    until: date | None = None
    contact: str = ""
    phone: str = ""
    active: bool = True
    sample: bool = False
    provenance: str = ""

    @property
    def code(self) -> str:
        return f"{self.enterprise}/{self.officer}"

    def in_force(self, day: date) -> bool:
        """Whether the officer stands on this day."""
        begun = self.since is None or self.since <= day
        return self.active and begun and (self.until is None or day <= self.until)


class StepLimit(msgspec.Struct, frozen=True, omit_defaults=True):
    """In how many working days a step of a ledger is expected (时限). ``code``:
    ``policy.answer`` …, the ledger's name and the field of its rules."""

    code: str
    name: str
    days: int
    provenance: str = ""
