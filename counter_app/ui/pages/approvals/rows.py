"""The three lists of the approver as lines: what waits, stands still, was decided."""

from __future__ import annotations

from enum import IntEnum

import msgspec

from counter_app.desk import approvals
from counter_app.desk.desk import Desk
from counter_app.models.case import CaseStatus
from counter_app.store import review_lists
from counter_app.ui import case_list as lists, case_words as words
from counter_app.ui.case_list import CaseLine
from counter_app.ui.widgets.columns import Column


class Tab(IntEnum):
    """Which list."""

    WAITING = 0
    STILL = 1
    DECIDED = 2


TITLES = {Tab.WAITING: "待审", Tab.STILL: "特别程序中", Tab.DECIDED: "已决定（30天）"}


#: Decided, and not closed yet.
DECIDED = (CaseStatus.DECIDED_YES, CaseStatus.DECIDED_NO)


class ReviewRow(msgspec.Struct, frozen=True):
    """One line. ``when`` and ``done`` (when and by whom) of a decision; "" before."""

    line: CaseLine
    when: str = ""
    done: str = ""
    granted: bool = False

    @property
    def number(self) -> str:
        return self.line.view.number


class Listed(msgspec.Struct, frozen=True):
    """The rows of one tab and the counts of all."""

    tab: Tab
    rows: tuple[ReviewRow, ...]
    counts: tuple[int, int, int]
    overdue: int


def read_rows(desk: Desk, tab: Tab) -> Listed:
    """Blocking."""
    waiting = lists.first_in_lamp(lists.case_lines(desk, review_lists.waiting(desk.store)))
    still = lists.case_lines(desk, review_lists.standing_still(desk.store))
    decided = approvals.decided(desk)
    if tab is Tab.DECIDED:
        lines = lists.case_lines(desk, [each.view for each in decided])
        catalogue, today = desk.catalogue(), desk.today
        rows = tuple(
            ReviewRow(
                line,
                words.moment(each.decided_ms, today),
                f"{words.moment(each.decided_ms, today)} {catalogue.staff_name(each.staff)}",
                each.granted,
            )
            for line, each in zip(lines, decided, strict=True)
        )
    else:
        rows = tuple(ReviewRow(line) for line in (waiting if tab is Tab.WAITING else still))
    late = sum(line.left.day is not None and line.left.day < desk.today for line in waiting)
    return Listed(tab, rows, (len(waiting), len(still), len(decided)), late)


def row_key(row: ReviewRow) -> str:
    return f"{row.line.view.subject} {row.done}"


def _left(row: ReviewRow) -> str:
    if row.done:
        return f"{'准予' if row.granted else '不予'} {row.when}"
    if row.line.view.suspended:
        return "计时暂停"
    if row.line.view.status in DECIDED:
        return f"{row.line.view.status.label}，待办结"
    return lists.LEFT.text(row.line)


def _left_icon(row: ReviewRow) -> str:
    if row.done:
        return "success" if row.granted else "error"
    if row.line.view.suspended:
        return "pause"
    if row.line.view.status in DECIDED:
        return "clock"
    return lists.LEFT.icon(row.line)


def _left_tone(row: ReviewRow) -> str:
    if row.done:
        return "success" if row.granted else "danger"
    return lists.LEFT.tone(row.line)


COLUMNS: tuple[Column[ReviewRow], ...] = (
    Column(
        "left", "时限 / 决定", _left, 10.2, icon=_left_icon, tone=_left_tone,
        tooltip=lambda row: row.done or row.line.left.whole,
    ),
    Column(
        "applicant",
        "申请人",
        lambda row: lists.applicant_text(row.line),
        6.5,
        bold=True,
        icon=lambda row: lists.first_icon(row.line),
        tone=lambda row: "accent" if row.line.view.priority else "",
        tooltip=lambda row: lists.first_words(row.line.view),
    ),
    Column(
        "item", "事项", lambda row: row.line.view.item_name,
        tooltip=lambda row: f"{row.line.view.item_name} {row.done}".strip(),
    ),
)  # fmt: skip
