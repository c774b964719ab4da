"""Whose turn it is in a matter, told apart by role (待办)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from counter_app.models.stamp import Actor
from counter_app.models.trouble import TroubleState, TroubleStatus as S
from counter_app.rules.trouble_context import TroubleRules
from counter_app.rules.trouble_deadlines import escalation, overdue


class Queue(StrEnum):
    """One list of work (待办清单)."""

    INTAKE = "intake"
    MINE = "mine"
    JOINT = "joint"
    SUPERVISION = "supervision"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Queue.INTAKE: "窗口待办",
    Queue.MINE: "转我办理",
    Queue.JOINT: "我处协办",
    Queue.SUPERVISION: "督办提级",
}

#: What the window that took the matter in has to see to.
_AT_THE_WINDOW = frozenset({S.REPORTED, S.TAKEN, S.HANDED_BACK, S.ANSWERED, S.REVISITED})
_WITH_SOMEBODY = frozenset({S.DISPATCHED, S.HANDLING})
#: Roles of the window, and of those who watch over all.
_INTAKE = frozenset({"intake", "help", "delivery", "vanguard", "supervision", "administration"})
_WATCHING = frozenset({"supervision", "administration"})


def turns(state: TroubleState, actor: Actor, today: date, rules: TroubleRules) -> frozenset[Queue]:
    """The lists in which this person finds the matter today."""
    found: set[Queue] = set()
    if not state.open:
        return frozenset()
    here = actor.place
    if state.status in _AT_THE_WINDOW and here == state.place and actor.roles & _INTAKE:
        found.add(Queue.INTAKE)
    # Given to a department without naming anybody: to whoever is there.
    his = here == state.owner and state.staff in ("", actor.work_no)
    if state.status in _WITH_SOMEBODY and his:
        found.add(Queue.MINE)
    if state.status in _WITH_SOMEBODY and any(
        not each.said and (each.place or state.owner) == here and each.staff in ("", actor.work_no)
        for each in state.co_handlers
    ):
        found.add(Queue.JOINT)
    if actor.roles & _WATCHING and (overdue(state, today) or escalation(state, today, rules)):
        found.add(Queue.SUPERVISION)
    return frozenset(found)


def worklist(
    states: Iterable[TroubleState], queue: Queue, actor: Actor, today: date, rules: TroubleRules
) -> list[TroubleState]:
    """One list, in the order in which the states come."""
    return [state for state in states if queue in turns(state, actor, today, rules)]
