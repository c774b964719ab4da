"""When two cases are about the same matter: one applicant, one item, both still open."""

from __future__ import annotations

import hashlib

from counter_app.models.case import CaseState
from counter_app.models.ledger import AnyState


def matter_of(state: AnyState) -> bytes | None:
    """32 bytes that are equal for cases of one matter; None for ended or nameless ones, and for
    what is no case.

    Without an ID number nothing is compared: names alone would cry wolf.
    """
    if not isinstance(state, CaseState) or not state.open or not state.applicant.id_number:
        return None
    party = state.applicant
    words = (state.item.code, party.id_type, party.id_number)
    return hashlib.sha256("\0".join(words).encode()).digest()
