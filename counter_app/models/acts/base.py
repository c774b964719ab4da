"""What every act (办理行为) shares: a kind, a version, and a place in the registry."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class Act(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fact that happened at a counter. Subclasses are the only vocabulary of the journal.

    ``KIND`` and ``VERSION`` travel in the entry's envelope, not in the act's own bytes.
    A change of meaning or shape needs a new version; fields with defaults may be added to a
    version as long as it has not yet left the building.
    """

    KIND: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1


class UnknownAct(msgspec.Struct, frozen=True):
    """An act of a newer program: kept, passed on verbatim, without effect here."""

    kind: str
    version: int
    body: bytes
