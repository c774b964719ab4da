"""What the board shows, read at once on the reader: lines of a view, or figures of a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from counter_app.desk import trouble as troubles
from counter_app.desk.desk import Desk
from counter_app.desk.trouble_export import Period, figure_rows, figures_of
from counter_app.protocol.ledgers import TROUBLE
from counter_app.rules.trouble_worklist import Queue
from counter_app.store import ledger_queries
from counter_app.ui import trouble_words as words
from counter_app.ui.widgets.columns import Column

#: title, sentence when there is nothing
VIEWS = (
    (Queue.INTAKE.label, "窗口没有要处理的反映事项。"),
    (Queue.MINE.label, "没有转给您办理的反映事项。"),
    (Queue.JOINT.label, "没有要您协办的反映事项。"),
    (Queue.SUPERVISION.label, "没有超期或者需要提级的反映事项。"),
    ("在办", "现在没有在办的反映事项。"),
    ("全部", "还没有反映事项。在上面登记第一件。"),
)
QUEUES = tuple(Queue)
OPEN, ALL = len(QUEUES), len(QUEUES) + 1
#: One more tab: the figures.
FIGURES = len(VIEWS)
MOST = 300


class Listed(msgspec.Struct, frozen=True):
    """Lines of one view, and how many stand in each queue."""

    rows: list[words.TroubleRow]
    counts: Mapping[str, int]


def listed(desk: Desk, view: int, query: str) -> Listed:
    """The lines of this view, the most urgent first."""
    board = troubles.board(desk)
    queues = troubles.queues(desk, board)
    if query or view == ALL:
        states = ledger_queries.states(desk.store, TROUBLE, query=query, limit=MOST)
    elif view == OPEN:
        states = board
    else:
        states = queues[QUEUES[view]]
    counts = {queue.label: len(found) for queue, found in queues.items()}
    return Listed(words.rows_of(desk, states[:MOST]), counts | {VIEWS[OPEN][0]: len(board)})


class FigureRow(msgspec.Struct, frozen=True):
    """One line of the figures, as texts."""

    cells: tuple[str, ...]


def counted(desk: Desk, period: Period) -> list[FigureRow]:
    """The figures of a time."""
    return [FigureRow(row) for row in figure_rows(figures_of(desk, period))]


def figure_key(row: FigureRow) -> tuple[str, str]:
    return row.cells[0], row.cells[1]


def _column(
    id: str, title: str, at: int, width: float, *, drop: int = 0, bold: bool = False
) -> Column[FigureRow]:
    def text(row: FigureRow) -> str:
        return row.cells[at]

    return Column(id, title, text, width, right=at > 1, drop=drop, bold=bold)


FIGURE_COLUMNS: tuple[Column[FigureRow], ...] = (
    _column("scope", "统计口径", 0, 14, bold=True),
    _column("name", "名称", 1, 0),
    _column("count", "件数", 2, 4.5),
    _column("closed", "已办结", 3, 5, drop=2),
    _column("waiting", "在办", 4, 4.5, drop=3),
    _column("overdue", "超期", 5, 4.5),
    _column("in_time", "按期答复率", 6, 7),
    _column("content", "满意率", 7, 6),
    _column("escalated", "提级", 8, 4.5, drop=1),
)


def _this_month(today: date) -> Period:
    return Period(today.replace(day=1), today)


def _last_month(today: date) -> Period:
    last = date.fromordinal(today.replace(day=1).toordinal() - 1)
    return Period(last.replace(day=1), last)


def _this_year(today: date) -> Period:
    return Period(date(today.year, 1, 1), today)


def _last_year(today: date) -> Period:
    return Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


#: (word, which days it means today) of the times that figures are shown for.
PERIODS: tuple[tuple[str, Callable[[date], Period]], ...] = (
    ("本月", _this_month), ("上月", _last_month), ("本年", _this_year), ("去年", _last_year),
)  # fmt: skip
