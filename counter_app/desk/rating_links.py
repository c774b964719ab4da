"""Which code to rate by a paper carries (扫码评): of the stage that its case has come to."""

from __future__ import annotations

from counter_app.models.case import CaseState
from counter_app.protocol.tokens import RATED, Purpose
from counter_app.rules.rating_about import stage_now

_PURPOSES = {stage: purpose for purpose, stage in RATED.items()}


def rated_stage(state: CaseState) -> Purpose | None:
    """What the token is for; None while there is nothing to rate."""
    stage = stage_now(state)
    return None if stage is None else _PURPOSES[stage]
