"""The shape of a deed: what it asks for, what was answered, and the command it makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from counter_app.models.acts import Act
from counter_app.models.reference import FieldSpec, PriorityReason


class Answers(msgspec.Struct, frozen=True):
    """What was filled in. ``ticked``: texts of the ticked lines, by their names."""

    values: dict[str, str] = {}
    place: str = ""
    ticked: dict[str, str] = {}

    def get(self, key: str) -> str:
        return self.values.get(key, "")

    def day(self, key: str) -> date | None:
        text = self.values.get(key, "")
        return date.fromisoformat(text) if text else None

    def number(self, key: str) -> int:
        text = self.values.get(key, "")
        return int(float(text)) if text else 0


class Tick(msgspec.Struct, frozen=True):
    """One line that can be ticked. ``text``: what stands in the line beside it."""

    name: str
    on: bool = False
    text: str = ""


class Ticks(msgspec.Struct, frozen=True):
    """A list of lines to tick. ``write``: what the line beside a tick asks for, "" for none.

    ``choices``: the line beside offers these instead. ``more``: lines may be added.
    ``last``: stands below the fields.
    """

    title: str
    lines: tuple[Tick, ...]
    write: str = ""
    choices: tuple[str, ...] = ()
    more: bool = False
    last: bool = False


class Asked(msgspec.Struct, frozen=True):
    """What a deed wants to know. ``place``: title of the choice of a place, "" for none.

    ``stay``: the place where the case already is may be chosen too.
    """

    fields: tuple[FieldSpec, ...] = ()
    values: dict[str, str] = {}
    #: remarks below fields, by key
    hints: dict[str, str] = {}
    ticks: Ticks | None = None
    place: str = ""
    place_code: str = ""
    stay: bool = False
    #: one sentence above the fields
    note: str = ""

    @property
    def nothing(self) -> bool:
        return not self.fields and self.ticks is None and not self.place


def resumed(asked: Asked, answers: Answers) -> Asked:
    """The same questions with what was answered before already filled in."""
    ticks = asked.ticks
    if ticks is not None:
        known = tuple(
            Tick(line.name, line.name in answers.ticked, answers.ticked.get(line.name, line.text))
            for line in ticks.lines
        )
        names = {line.name for line in ticks.lines}
        more = (Tick(name, True, text) for name, text in answers.ticked.items())
        extra = tuple(tick for tick in more if tick.name not in names)
        ticks = msgspec.structs.replace(ticks, lines=(*known, *extra))
    return msgspec.structs.replace(
        asked,
        values={**asked.values, **answers.values},
        ticks=ticks,
        place_code=answers.place or asked.place_code,
    )


@dataclass(frozen=True)
class Seat:
    """Where and by whom: what a deed's questions depend on besides the case.

    ``fields``: the declared fields of the item. ``correction_days`` in working days;
    ``authorisation_days``: how long an authorisation usually holds, in calendar days.
    ``reasons``: why the county lets a case go first.
    """

    place: str
    roles: frozenset[str]
    today: date
    fields: tuple[FieldSpec, ...] = ()
    correction_days: int = 15
    authorisation_days: int = 90
    reasons: tuple[PriorityReason, ...] = ()


@dataclass(frozen=True)
class Deed:
    """One deed on a case, or on a line of another ledger. ``act`` decides whether it is possible;
    ``done`` is said when it is recorded."""

    id: str
    text: str
    key: str
    group: str
    icon: str
    act: type[Act] | None
    ask: Callable[[Any, Seat], Asked]
    make: Callable[[Any, Answers], object]
    done: str
    fits: Callable[[Any], bool] = lambda state: True
    grave: bool = False
