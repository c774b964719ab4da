"""The ledger of ratings and rectification as rows and as a spreadsheet (导出评价台账)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from counter_app.desk.ledger_sheet import iso_day, write_sheet
from counter_app.models.labels import label_of
from counter_app.models.rating import Finding, FixOpinion, FixWay, RatingChannel, RatingStage
from counter_app.models.rating_state import RatingState
from counter_app.rules.numbers import spoken
from counter_app.rules.rating_summary import subject_line

#: Headings of the ledger, each with the width of its column in characters.
COLUMNS = (
    ("序号", 6),
    ("评价编号", 28),
    ("评价日期", 12),
    ("评价等级", 12),
    ("渠道", 12),
    ("环节", 8),
    ("评价事项", 26),
    ("办件编号", 24),
    ("单位", 22),
    ("窗口", 14),
    ("服务人员", 12),
    ("理由", 30),
    ("留言", 30),
    ("进度", 12),
    ("承办人", 12),
    ("回访次数", 9),
    ("核实结论", 12),
    ("整改方式", 12),
    ("整改措施", 30),
    ("整改期限", 12),
    ("延期", 12),
    ("完成日期", 12),
    ("整改结果", 30),
    ("对整改的意见", 14),
    ("申诉", 12),
    ("是否计入", 10),
)


def ledger_rows(
    states: Iterable[RatingState],
    name_of: Callable[[str], str],
    place_of: Callable[[str], str],
    reasons_of: Callable[[tuple[str, ...]], tuple[str, ...]],
) -> Iterator[tuple[str, ...]]:
    """The ratings as texts, in the order of :data:`COLUMNS`; the raters are in no ledger.

    ``name_of``: work number -> name; ``place_of``: code -> name; ``reasons_of``: codes of
    reasons -> their wording.
    """
    for index, state in enumerate(states, 1):
        about, plan, done = state.about, state.plan, state.done or state.explained
        found, heard, appeal = state.found, state.revisit, state.appeal
        window = f"{about.window}号 {about.window_name}" if about.window else about.window_name
        assigned = state.assigned
        verdict = ""
        if appeal is not None:
            verdict = "待裁定" if appeal.pending else "成立" if appeal.upheld else "不成立"
        yield (
            str(index),
            spoken(state.number),
            iso_day(state.given_ms),
            state.grade.label,
            label_of(RatingChannel, state.channel),
            label_of(RatingStage, state.stage) if state.stage else "",
            subject_line(state),
            spoken(state.case) if state.case else "",
            place_of(state.owner),
            window.strip(),
            about.clerk_name or (name_of(about.clerk) if about.clerk else ""),
            "、".join(reasons_of(state.reasons)),
            state.text,
            state.status.label,
            (assigned.staff_name or name_of(assigned.staff)) if assigned is not None else "",
            str(len(state.calls)) if state.calls else "",
            label_of(Finding, found.finding) if found is not None else "",
            label_of(FixWay, plan.way) if plan is not None else "",
            plan.measure if plan is not None else "",
            state.fix_due.isoformat() if state.fix_due is not None else "",
            state.extension.due.isoformat() if state.extension is not None else "",
            iso_day(done.at_ms) if done is not None else "",
            done.result if done is not None else "",
            label_of(FixOpinion, heard.opinion) if heard is not None else "",
            verdict,
            "计入" if state.counts else "不计入",
        )


def export_sheet(path: Path, rows: Iterable[tuple[str, ...]]) -> int:
    """Write the rows to an .xlsx file; returns how many."""
    return write_sheet(path, "评价台账", COLUMNS, rows)
