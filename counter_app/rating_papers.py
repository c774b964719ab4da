"""Where the wish for a document about ratings meets the room that makes documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.desk.desk import Desk, MadePaper, PaperRequest
from counter_app.desk.rating_export import COLUMNS, export_sheet, ledger_rows
from counter_app.documents.papers import rating_ledger
from counter_app.documents.papers.line_parts import build_of
from counter_app.documents.papers.rating_papers import RATING_PAPERS
from counter_app.documents.papers.rectification import RatingContext
from counter_app.ledger_papers import facts_of, frozen, write_ledger
from counter_app.models.rating_state import RatingState
from counter_app.protocol.ledgers import RATING
from counter_app.rules import rating_reasons
from counter_app.store import ledger_queries

if TYPE_CHECKING:
    from counter_app.store.catalogue import Catalogue
    from counter_app.store.identity import Identity

#: Kinds of documents that are made here.
RATING_KINDS = frozenset(each.kind for each in RATING_PAPERS)
#: The columns of the spreadsheet that a sheet has room for, and their widths in points.
_ON_PAPER = {
    "序号": 24,
    "评价编号": 138,
    "评价日期": 52,
    "评价等级": 52,
    "评价事项": 74,
    "服务人员": 42,
    "理由": 74,
    "留言": 76,
    "进度": 40,
    "承办人": 40,
    "核实结论": 42,
    "整改措施": 76,
    "整改期限": 52,
    "完成日期": 52,
    "是否计入": 32,
}


def make_rating_paper(request: PaperRequest, catalogue: Catalogue, identity: Identity) -> MadePaper:
    """Freeze the sheet of one rating with what is true of place and people."""
    state: RatingState = request.state
    context = RatingContext(
        **facts_of(request, catalogue, identity),
        served_at=catalogue.place_name(state.about.place or state.owner),
        reasons=rating_reasons.said(catalogue.rating_reasons, state.reasons),
        name_of=catalogue.staff_name,
    )
    return frozen(build_of(RATING_PAPERS, request.kind, context))


def write_ratings(
    desk: Desk,
    path: Path,
    *,
    since_ms: int = 0,
    until_ms: int | None = None,
    takes: Callable[[RatingState], bool] = lambda state: True,
) -> int:
    """Write the ratings of a time: .pdf as sheets on their side, else a spreadsheet; returns
    the number of lines."""
    catalogue = desk.catalogue()
    every = ledger_queries.every_state(desk.store, RATING, since_ms=since_ms, until_ms=until_ms)
    states = [state for state in every if takes(state)]
    rows = ledger_rows(
        states,
        catalogue.staff_name,
        catalogue.place_name,
        lambda codes: rating_reasons.said(catalogue.rating_reasons, codes),
    )
    if path.suffix.lower() != ".pdf":
        return export_sheet(path, rows)
    opened = [state.given_ms for state in states]
    return write_ledger(desk, path, rating_ledger.build, COLUMNS, _ON_PAPER, rows, opened)[0]
