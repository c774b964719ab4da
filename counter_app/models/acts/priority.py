"""The acts by which a case goes first (绿色通道), part of the case ledger."""

from __future__ import annotations

from typing import ClassVar

from counter_app.models.acts.base import Act


class Prioritised(Act, frozen=True, omit_defaults=True):
    """The matter goes first from now on (纳入绿色通道). ``reason``: code in the county's table of
    reasons, ``name``: its words."""

    KIND: ClassVar[str] = "case.prioritised"

    reason: str
    name: str
    note: str = ""


class PriorityProposed(Act, frozen=True, omit_defaults=True):
    """Somebody who may not grant it asks that the matter go first (申请优先)."""

    KIND: ClassVar[str] = "case.priority_proposed"

    reason: str
    name: str
    note: str = ""


class PriorityTakenBack(Act, frozen=True, omit_defaults=True):
    """It goes in turn again, or the proposal was not followed (取消优先)."""

    KIND: ClassVar[str] = "case.priority_taken_back"

    reason: str


PRIORITY_ACTS: tuple[type[Act], ...] = (Prioritised, PriorityProposed, PriorityTakenBack)
