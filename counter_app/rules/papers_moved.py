"""Paper materials between two places (材料交接): sent once, taken once, by whom they were for."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import papers_moved as acts
from counter_app.models.acts.base import Act
from counter_app.models.case import CaseState, PapersMoved
from counter_app.models.stamp import Stamp
from counter_app.rules import case_commands as commands
from counter_app.rules.case_context import CaseContext

_Changes = dict[str, Any]


def on_the_way(state: CaseState, place: str = "") -> PapersMoved | None:
    """What has been sent and not taken yet, the earliest first; ``place``: only to there."""
    moved = (each for each in state.papers_moved if not each.taken_ms)
    return next((each for each in moved if place in ("", each.to_place)), None)


def untakeable(state: CaseState, act: acts.PapersTaken, place: str) -> str | None:
    """Why this cannot be taken at ``place``, "" = wherever (a Chinese clause); None when it can.
    The same place twice does no harm."""
    for each in state.papers_moved:
        if (each.device, each.n) != (act.device, act.n):
            continue
        if place and place != each.to_place:
            return "这批材料不是交给这里的"
        return None
    return "没有交来待接收的材料"


def check_sent(act: acts.PapersSent, place: str) -> None:
    """Raises :class:`BadInput` for what the state cannot tell."""
    if not act.to_place:
        raise BadInput("to_place", "请选择交给哪里")
    if act.to_place == place:
        raise BadInput("to_place", "材料就在这里,请选择另一处")
    if not act.lines:
        raise BadInput("lines", "请勾选交出的材料")


def take_papers(
    state: CaseState | None, command: commands.TakePapers, context: CaseContext
) -> tuple[Act, ...]:
    """The earliest hand-over to here, counted line by line."""
    coming = on_the_way(state, context.actor.place) if state is not None else None
    if coming is None:
        raise Refused("没有交来待接收的材料")
    missing = tuple(line.name for line in coming.lines if line.name not in command.received)
    if missing and not command.note.strip():
        raise BadInput("note", f"没有收到{'、'.join(missing)},请写明情况")
    return (acts.PapersTaken(coming.device, coming.n, missing, command.note),)


def sent(state: CaseState, act: acts.PapersSent, stamp: Stamp) -> _Changes:
    moved = PapersMoved(
        device=stamp.device,
        n=stamp.n,
        from_place=stamp.place,
        to_place=act.to_place,
        lines=act.lines,
        sent_ms=stamp.at_ms,
        sent_by=stamp.staff,
        carrier=act.carrier,
        note=act.note,
    )
    # whoever gets the papers must see the case, also where it was not passed on
    places = state.places if act.to_place in state.places else (*state.places, act.to_place)
    return {"papers_moved": (*state.papers_moved, moved), "places": places}


def taken(state: CaseState, act: acts.PapersTaken, stamp: Stamp) -> _Changes:
    """By its first taking."""
    return {
        "papers_moved": tuple(
            replace(
                each,
                taken_ms=stamp.at_ms,
                taken_by=stamp.staff,
                missing=act.missing,
                taken_note=act.note,
            )
            if (each.device, each.n) == (act.device, act.n) and not each.taken_ms
            else each
            for each in state.papers_moved
        )
    }
