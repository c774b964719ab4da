"""What must hold of rows for the service windows (政策、绿色通道、时限)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from counter_app.county.reference_findings import Finding
from counter_app.models.reference import Policy, RatingReason, StepLimit

#: No step of a service window takes longer. Working days.
_MAX_DAYS = 250


def _policy(row: Policy, known: object) -> Iterator[Finding]:
    if row.since is not None and row.until is not None and row.until < row.since:
        yield Finding("失效日期", "早于生效日期")
    if not 0 <= row.answer_days <= _MAX_DAYS:
        yield Finding("答复工作日", f"应在 0 到 {_MAX_DAYS} 之间")


def _step_limit(row: StepLimit, known: object) -> Iterator[Finding]:
    if not 0 < row.days <= _MAX_DAYS:
        yield Finding("工作日", f"应在 1 到 {_MAX_DAYS} 之间")


def _rating_reason(row: RatingReason, known: object) -> Iterator[Finding]:
    if not row.text.strip():
        yield Finding("评价理由", "不能为空")


SERVICE_CHECKS: dict[str, Callable[[Any, Any], Iterator[Finding]]] = {
    "policy": _policy,
    "step_limit": _step_limit,
    "rating_reason": _rating_reason,
}
