"""A ledger of a time as PDF on wide sheets: from what the desk lists to a file on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.desk.desk import Desk
from counter_app.documents.paper import Paper
from counter_app.documents.papers import parts
from counter_app.settings import COUNTY_NAME, LOCAL_ZONE
from counter_app.store.files import check_writable, write_durably

if TYPE_CHECKING:
    from counter_app.store.catalogue import Catalogue
    from counter_app.store.identity import Identity

#: (organ, period, headings with widths, rows, made by, made on) -> the paper
BuildLedger = Callable[
    [str, str, Sequence[tuple[str, float]], Iterable[Sequence[str]], str, str], Paper
]


def organ_of(catalogue: Catalogue, identity: Identity) -> str:
    """Whose document it is: the place, with the county before its name."""
    name = catalogue.place_name(identity.place)
    return name if name.startswith(COUNTY_NAME) else f"{COUNTY_NAME}{name}"


def write_ledger(
    desk: Desk,
    path: Path,
    build: BuildLedger,
    columns: Sequence[tuple[str, float]],
    on_paper: Mapping[str, float],
    rows: Iterable[Sequence[str]],
    opened_ms: Sequence[int],
) -> tuple[int, int]:
    """Write the rows as PDF, A4 on its side; returns (lines, pages).

    ``columns``: what a row holds; ``on_paper``: those that a sheet has room for, with their
    widths in points. ``opened_ms``: the time of each line.
    """
    from counter_app.documents.render import render_pdf

    check_writable(path)
    kept = [index for index, (title, _) in enumerate(columns) if title in on_paper]
    listed = [tuple(row[index] for index in kept) for row in rows]
    now = desk.store.now_ms()
    first, last = min(opened_ms, default=now), max(opened_ms, default=now)
    actor = desk.actor
    paper = build(
        organ_of(desk.catalogue(), desk.store.identity),
        f"{parts.day_of(first)}至{parts.day_of(last)}",
        tuple(on_paper.items()),
        listed,
        f"{actor.name}({actor.work_no})",
        parts.day(datetime.fromtimestamp(now / 1000, LOCAL_ZONE).date()),
    )
    drawn = render_pdf(paper)
    write_durably(path, drawn.pdf)
    return len(listed), drawn.pages
