"""Where the wish for a document of the "办不成事" window meets the room that makes documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.desk.desk import Desk, MadePaper, PaperRequest
from counter_app.desk.trouble_export import COLUMNS, Period, ledger_rows
from counter_app.desk.trouble_rules import terms_of
from counter_app.documents.papers import trouble_ledger, trouble_papers
from counter_app.documents.papers.trouble_parts import TroubleContext
from counter_app.ledger_papers import facts_of, frozen, write_ledger
from counter_app.protocol.ledgers import TROUBLE
from counter_app.store import ledger_queries

if TYPE_CHECKING:
    from counter_app.store.catalogue import Catalogue
    from counter_app.store.identity import Identity

#: Kinds of documents that are made here.
TROUBLE_KINDS = frozenset(each.kind for each in trouble_papers.TROUBLE_PAPERS)
#: The columns of the spreadsheet that a sheet has room for, and their widths in points.
_ON_PAPER = {
    "序号": 24,
    "编号": 126,
    "反映日期": 52,
    "反映人": 48,
    "反映类别": 62,
    "涉及事项": 70,
    "反映内容": 112,
    "承办": 70,
    "答复期限": 52,
    "进度": 40,
    "处理结果": 48,
    "答复日期": 52,
    "满意度": 36,
    "成因": 66,
}


def make_trouble_paper(
    request: PaperRequest, catalogue: Catalogue, identity: Identity
) -> MadePaper:
    """Freeze one document of a matter with what is true of place, window and words now."""
    context = TroubleContext(
        **facts_of(request, catalogue, identity),
        terms=terms_of(catalogue),
        place_name=catalogue.place_name,
        staff_name=catalogue.staff_name,
        at_home=identity.place == request.state.place,
    )
    return frozen(trouble_papers.build(request.kind, context))


def ledger_pdf(desk: Desk, path: Path, period: Period | None = None) -> tuple[int, int]:
    """Write the ledger of a time as PDF, A4 on its side; returns (matters, pages)."""
    since, until = period.instants if period is not None else (0, None)
    every = ledger_queries.every_state(desk.store, TROUBLE, since_ms=since, until_ms=until)
    states = list(every)
    rows = ledger_rows(states, desk.catalogue())
    opened = [state.report.reported_ms for state in states]
    return write_ledger(desk, path, trouble_ledger.build, COLUMNS, _ON_PAPER, rows, opened)
