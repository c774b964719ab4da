"""A gun that types what it reads (键盘方式), as guns are delivered.

The keys are told from a person's by their speed (:mod:`counter_app.rules.burst`); what is
chosen here is only whether that is wanted.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from counter_app.rules.burst import GAP_MS


class KeyboardGunOptions(msgspec.Struct, frozen=True):
    """``gap_ms``: longest time between two of its characters; above 60 a hand is that fast."""

    gap_ms: Annotated[int, msgspec.Meta(ge=5, le=60)] = GAP_MS


def as_typed(options: KeyboardGunOptions, text: str) -> str | None:
    """A code is what it is."""
    return text.strip() or None
