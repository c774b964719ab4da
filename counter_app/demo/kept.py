"""What was made out on paper during the walkthrough, kept as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.desk import cases
from counter_app.documents.paper import thaw
from counter_app.documents.render import render_pdf
from counter_app.errors import Refused
from counter_app.models.ledger import AnyState

if TYPE_CHECKING:
    from counter_app.workplace import Workplace


def keep(place: Workplace, state: AnyState, folder: Path) -> list[Path]:
    """The documents of a case or of a line of a ledger, from their frozen snapshots."""
    number = state.number
    letter = number[0] if number[0].isalpha() else ""
    short = letter + number.removeprefix(letter)[6:]  # without the county's digits
    kept = []
    for paper in state.papers:
        try:
            act, copies = cases.snapshot(place.desk, state, paper.number)
        except Refused:
            continue  # made out at another place, whose own device holds it
        path = folder / f"{short}-{paper.title}-{paper.n}.pdf"
        path.write_bytes(render_pdf(thaw(act.snapshot), copy_no=copies).pdf)
        kept.append(path)
    return kept
