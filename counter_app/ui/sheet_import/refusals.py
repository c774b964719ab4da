"""What was not taken in: every row by its number, column and reason, in the order one wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from counter_app.desk.backfill import RefusedLine
from counter_app.ui.widgets.columns import Column


class Refusal(NamedTuple):
    """One thing that is wrong. ``person``: whom the row is about, as it stands there."""

    line: int
    field: str
    why: str
    person: str
    turn: int


def refusals_of(refused: Iterable[RefusedLine], people: dict[int, str]) -> list[Refusal]:
    """``people``: row number -> name in that row."""
    return [
        Refusal(each.line, each.field, each.why, people.get(each.line, ""), turn)
        for turn, each in enumerate(refused)
    ]


def refusal_key(refusal: Refusal) -> int:
    return refusal.turn


#: title of each order, and what it sorts by
ORDERS: tuple[tuple[str, Callable[[Refusal], tuple[object, ...]]], ...] = (
    ("按行号", lambda each: (each.line, each.turn)),
    ("按列", lambda each: (each.field, each.line)),
    ("按原因", lambda each: (each.why, each.line)),
)


def columns_of(person: str) -> tuple[Column[Refusal], ...]:
    """``person``: what whoever a row is about is called."""
    return (
        Column("line", "行号", lambda each: str(each.line), 4.5, right=True),
        Column("person", person, lambda each: each.person, 8),
        Column("field", "哪一列", lambda each: each.field, 13),
        Column("why", "没有收的原因", lambda each: each.why, icon=lambda each: "error",
               tone=lambda each: "danger"),
    )  # fmt: skip


def as_text(person: str, refusals: Iterable[Refusal]) -> str:
    """For the clipboard: cells that a spreadsheet takes apart again."""
    lines = [f"行号\t{person}\t哪一列\t没有收的原因"]
    lines += [f"{each.line}\t{each.person}\t{each.field}\t{each.why}" for each in refusals]
    return "\n".join(lines)
