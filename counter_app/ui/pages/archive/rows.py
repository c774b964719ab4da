"""Files to be put away and those that were, as lines of one list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from counter_app.desk.archive import ListLine
from counter_app.desk.desk import PAPER_WORDS, Desk
from counter_app.documents.papers import PAPERS
from counter_app.models.case import CaseState
from counter_app.rules import numbers
from counter_app.rules.archiving import Gap, gaps
from counter_app.store import archive_lists
from counter_app.ui import case_words as words
from counter_app.ui.case_list import TONE_ICONS
from counter_app.ui.widgets.columns import Column

_TITLES = {paper.kind: paper.title for paper in PAPERS}


class FileRow(msgspec.Struct, frozen=True):
    """One file. ``file_no`` "" while it waits; ``ended`` in words; ``lacks`` line by line."""

    state: CaseState
    ended: str
    lacks: tuple[str, ...] = ()
    file_no: str = ""
    by: str = ""

    @property
    def number(self) -> str:
        return self.state.number

    @property
    def line(self) -> ListLine:
        return ListLine(self.state, self.file_no, self.ended, together(self.lacks))


class Listed(msgspec.Struct, frozen=True):
    """The rows of one list, and how many files wait."""

    put_away: bool
    query: str
    rows: tuple[FileRow, ...]
    waiting: int
    whole: int


def read_rows(desk: Desk, put_away: bool, query: str) -> Listed:
    """Blocking."""
    today, catalogue = desk.today, desk.catalogue()
    states = archive_lists.waiting(desk.store)
    waiting = [
        FileRow(state, _ended(state, words.moment, today), tuple(map(gap_words, gaps(state))))
        for state in states
    ]
    whole = sum(not row.lacks for row in waiting)
    if not put_away:
        return Listed(False, query, tuple(waiting), len(waiting), whole)
    rows = tuple(
        FileRow(
            each.state,
            _ended(each.state, words.moment, today),
            (),
            each.file_no or "（无卷号）",
            f"{words.moment(each.at_ms, today)} {catalogue.staff_name(each.staff)}",
        )
        for each in archive_lists.archived(desk.store, query)
    )
    return Listed(True, query, rows, len(waiting), whole)


def gap_words(gap: Gap) -> str:
    """What is missing, as people say it."""
    match gap.kind:
        case "paper":
            return f"没有{_TITLES.get(gap.name, PAPER_WORDS.get(gap.name, gap.name))}"
        case "later":
            return f"容缺材料未补：{gap.name}"
        case "scan":
            return f"没有扫描件：{gap.name}"
        case _:
            return "还没有送达"


def together(lacks: Sequence[str]) -> str:
    """One sentence; what lacks in the same way is told once, with every name."""
    told: dict[str, list[str]] = {}
    for each in lacks:
        way, _, name = each.partition("：")
        told.setdefault(way, []).extend([name] if name else [])
    return "；".join(f"{way}：{'、'.join(names)}" if names else way for way, names in told.items())


def row_key(row: FileRow) -> str:
    return row.state.number


def columns(marked: Callable[[FileRow], bool]) -> tuple[Column[FileRow], ...]:
    """``marked``: whether a row is chosen for putting away."""

    def mark(row: FileRow) -> str:
        return "已选" if marked(row) else ""

    return (
        Column("mark", "选", mark, 5, icon=lambda row: "check" if marked(row) else ""),
        Column(
            "status", "状态", lambda row: row.state.status.label, 5.5,
            icon=lambda row: TONE_ICONS[words.STATUS_TONES[row.state.status]], drop=3,
        ),
        Column("file_no", "卷号", lambda row: row.file_no, 7, bold=True, drop=4),
        Column("number", "办件编号", lambda row: numbers.spoken(row.number), 12.5, drop=2),
        Column("applicant", "申请人", lambda row: row.state.applicant.name, 6, bold=True),
        Column("item", "事项", lambda row: row.state.item.name),
        Column("ended", "结束时间", lambda row: row.ended, 7.5, drop=5),
        Column(
            "lacks", "归档缺什么", _lacks, 14.5, icon=_lacks_icon, tone=_lacks_tone,
            tooltip=lambda row: "\n".join(row.lacks), drop=1,
        ),
    )  # fmt: skip


def _lacks(row: FileRow) -> str:
    if row.file_no:
        return "已归档"
    return f"{len(row.lacks)} 项：{row.lacks[0]}" if row.lacks else "齐全"


def _lacks_icon(row: FileRow) -> str:
    return "warning" if row.lacks else "success"


def _lacks_tone(row: FileRow) -> str:
    return "warning" if row.lacks else "success"


def _ended(state: CaseState, moment: Callable[..., str], today: object) -> str:
    at_ms = state.ended_ms or state.closed_ms or state.changed_ms
    return moment(at_ms, today)
