"""What an action changed: the only news a page gets (it refreshes itself, or goes stale)."""

from __future__ import annotations

import msgspec


class Changes(msgspec.Struct, frozen=True):
    """Flags of what is different now. ``subjects``: the cases concerned, when few."""

    cases: bool = False
    drafts: bool = False
    papers: bool = False
    reference: bool = False
    sync: bool = False
    helps: bool = False
    subjects: tuple[str, ...] = ()

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            cases=self.cases or other.cases,
            drafts=self.drafts or other.drafts,
            papers=self.papers or other.papers,
            reference=self.reference or other.reference,
            sync=self.sync or other.sync,
            helps=self.helps or other.helps,
            subjects=tuple(dict.fromkeys((*self.subjects, *other.subjects))),
        )

    def __bool__(self) -> bool:
        flags = (self.cases, self.drafts, self.papers, self.reference, self.sync, self.helps)
        return any(flags)
