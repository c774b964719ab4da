"""Whether a chief service officer may decide a case himself (首席服务官直接决定), and who may.

Asked before the decision is recorded, with the letters of authorisation as they are on that
day. The fold never asks: what was decided stays decided when a letter ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import NamedTuple

from counter_app.models.case import CaseState
from counter_app.models.reference import Authorisation, Power
from counter_app.rules.item_codes import base_of


class Why(Enum):
    """Why the officer may not. In the order in which the nearest miss is told."""

    OWN_CASE = "own_case"
    NOT_AWAY = "not_away"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    POWER = "power"
    ITEM = "item"
    NONE = "none"


class Authority(NamedTuple):
    """``letter`` under which the officer may decide, or None and ``why``.

    ``near``: the letter that came nearest. ``others``: work numbers of those who may decide
    this case today.
    """

    letter: Authorisation | None
    why: Why | None = None
    near: Authorisation | None = None
    others: tuple[str, ...] = ()


def authority(
    state: CaseState,
    work_no: str,
    today: date,
    letters: Iterable[Authorisation],
    power: Power = Power.DECIDE,
) -> Authority:
    """What this person may do with this case today in a department's name."""
    known = sorted((each for each in letters if each.active), key=lambda each: each.number)
    misses: list[tuple[Why, Authorisation]] = []
    for letter in known:
        if work_no not in (letter.officer, letter.deputy):
            continue
        why = _miss(letter, state, work_no, today, power)
        if why is None:
            return Authority(letter)
        misses.append((why, letter))
    others = {
        person
        for letter in known
        for person in (letter.officer, letter.deputy)
        if person
        and person != work_no
        and not (person == letter.officer and is_away(letter, today))
        and _miss(letter, state, person, today, power) is None
    }
    order = list(Why)
    why, near = min(misses, key=lambda each: order.index(each[0]), default=(Why.NONE, None))
    return Authority(None, why, near, tuple(sorted(others)))


def is_away(letter: Authorisation, today: date) -> bool:
    """Whether the officer of this letter is away on this day, so that the deputy stands in."""
    if letter.away_since is None or today < letter.away_since:
        return False
    return letter.away_until is None or today <= letter.away_until


def covers(letter: Authorisation, state: CaseState) -> bool:
    """Whether a letter speaks of the item of a case."""
    if letter.items:
        return bool({state.item.code, base_of(state.item.code)} & set(letter.items))
    return letter.department in (state.department, state.item.department)


def _miss(
    letter: Authorisation, state: CaseState, work_no: str, today: date, power: Power
) -> Why | None:
    if not covers(letter, state):
        return Why.ITEM
    if power not in letter.powers:
        return Why.POWER
    if today < letter.since:
        return Why.NOT_YET
    if letter.until is not None and today > letter.until:
        return Why.EXPIRED
    if work_no != letter.officer and not is_away(letter, today):
        return Why.NOT_AWAY
    if work_no == state.clerk and not letter.own_cases:
        return Why.OWN_CASE
    return None
