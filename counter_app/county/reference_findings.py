"""What was noticed about a row of reference data."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing noticed about a row. ``serious`` False: told, but no reason to refuse."""

    column: str
    why: str
    serious: bool = True
