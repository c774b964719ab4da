"""A gun that types what it reads (键盘方式), as guns are delivered.

The keys are told from a person's by their speed (:mod:`counter_app.rules.burst`); what is
chosen here is only whether that is wanted.
"""

from __future__ import annotations

import msgspec


class KeyboardGunOptions(msgspec.Struct, frozen=True):
    """``gap_ms``: longest time between two of its characters."""

    gap_ms: int = 35


def as_typed(options: KeyboardGunOptions, text: str) -> str | None:
    """A code is what it is."""
    return text.strip() or None
