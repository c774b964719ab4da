"""What an action changed: the only news a page gets (it refreshes itself, or goes stale)."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Changes(msgspec.Struct, frozen=True):
    """Flags of what is different now. ``subjects``: the cases concerned, when few."""

    cases: bool = False
    drafts: bool = False
    papers: bool = False
    reference: bool = False
    sync: bool = False
    helps: bool = False
    ratings: bool = False
    policies: bool = False
    troubles: bool = False
    subjects: tuple[str, ...] = ()

    def __or__(self, other: Changes) -> Changes:
        subjects = tuple(dict.fromkeys((*self.subjects, *other.subjects)))
        on = (name for name in FLAGS if getattr(self, name) or getattr(other, name))
        return msgspec.structs.replace(_flagged(on), subjects=subjects)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in FLAGS)


#: What can be different.
FLAGS = tuple(name for name in Changes.__struct_fields__ if name != "subjects")
_NOT_LEDGERS = ("cases", "drafts", "papers", "reference", "sync")


def everything() -> Changes:
    return _flagged(FLAGS)


def of_ledgers(moved: object) -> Changes:
    """News of the ledgers beside the cases, where nobody has asked in which of them it is."""
    return _flagged(name for name in FLAGS if moved and name not in _NOT_LEDGERS)


def _flagged(names: Iterable[str]) -> Changes:
    return msgspec.convert(dict.fromkeys(names, True), Changes)
