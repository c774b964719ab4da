"""The acts by which the paper materials of a case change hands between two places (材料交接),
part of the case ledger."""

from __future__ import annotations

from typing import ClassVar

from counter_app.models.acts.base import Act
from counter_app.models.case import MaterialLine


class PapersSent(Act, frozen=True, omit_defaults=True):
    """Paper materials left this place for another (交出). ``carrier``: who takes them there."""

    KIND: ClassVar[str] = "case.papers_sent"

    to_place: str
    lines: tuple[MaterialLine, ...]
    carrier: str = ""
    note: str = ""


class PapersTaken(Act, frozen=True, omit_defaults=True):
    """They arrived and were counted (接收). ``device``, ``n``: the entry by which they were sent;
    ``missing``: names of lines that were not there."""

    KIND: ClassVar[str] = "case.papers_taken"

    device: str = ""
    n: int = 0
    missing: tuple[str, ...] = ()
    note: str = ""


PAPERS_MOVED_ACTS: tuple[type[Act], ...] = (PapersSent, PapersTaken)
