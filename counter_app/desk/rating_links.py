"""Which stage of a case can be rated by whoever scans the code on its paper (扫码评)."""

from __future__ import annotations

from counter_app.models.case import CaseState, CaseStatus
from counter_app.protocol.tokens import Purpose

#: Taken back or wrongly written down: there is no service to rate.
_NOTHING = frozenset({CaseStatus.WITHDRAWN, CaseStatus.TERMINATED, CaseStatus.VOID})


def rated_stage(state: CaseState) -> Purpose | None:
    """Conclusion (办结) once the case is closed, before that acceptance (受理); None = neither."""
    if state.status in _NOTHING:
        return None
    if state.closed_ms:
        return Purpose.RATING
    return Purpose.RATING_ACCEPTANCE if state.accepted_on is not None else None
