"""What must hold of rows for the service windows (政策、绿色通道、时限、反映窗口)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from counter_app.county.reference_findings import Finding
from counter_app.models.reference import (
    EnterpriseOfficer,
    Policy,
    RatingReason,
    StepLimit,
    TroubleList,
    TroubleTerm,
)
from counter_app.rules.identity_numbers import check_uscc

#: No step of a service window takes longer. Working days; the few that are counted by the
#: calendar end after a good year too.
_MAX_DAYS = 400


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


def _trouble_term(row: TroubleTerm, known: Any) -> Iterator[Finding]:
    above = {TroubleList.REASON: TroubleList.KIND, TroubleList.CAUSE: TroubleList.CAUSE}
    if row.list is TroubleList.OTHER:
        yield Finding("目录", "不认识这个目录")
    if row.parent or row.list is TroubleList.REASON:
        list_ = above.get(row.list)
        if list_ is None:
            yield Finding("上级", "这个目录不分上下级")
        elif row.parent == row.code or not known.has("trouble_term", f"{list_.value}/{row.parent}"):
            yield Finding("上级", f"没有编码为“{row.parent}”的{list_.label}")
    if row.list is TroubleList.KIND and row.days < 1:
        yield Finding("工作日", "每一类别都要有答复时限")
    if row.list is TroubleList.OUTSIDE and not row.remedy:
        yield Finding("救济途径", "没有填写应当怎样办")


def _enterprise_officer(row: EnterpriseOfficer, known: Any) -> Iterator[Finding]:
    for column, work_no in (("专员工号", row.officer), ("替补工号", row.deputy)):
        if work_no and not known.has("staff", work_no):
            yield Finding(column, f"没有工号为 {work_no} 的人员")
    if row.deputy == row.officer:
        yield Finding("替补工号", "与专员是同一人")
    if not known.has("place", row.place):
        yield Finding("场所编码", f"没有编码为 {row.place} 的场所")
    if row.since is not None and row.until is not None and row.until < row.since:
        yield Finding("截止日期", "早于起始日期")
    if row.uscc and not check_uscc(row.uscc).ok:
        yield Finding("统一社会信用代码", "校验位不对，请核对")


SERVICE_CHECKS: dict[str, Callable[[Any, Any], Iterator[Finding]]] = {
    "policy": _policy,
    "step_limit": _step_limit,
    "enterprise_officer": _enterprise_officer,
    "rating_reason": _rating_reason,
    "trouble_term": _trouble_term,
}
