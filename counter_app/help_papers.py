"""Where the wish for a document of help meets the room that makes documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.desk.desk import Desk, MadePaper, PaperRequest
from counter_app.desk.help_export import COLUMNS, ledger_rows
from counter_app.documents.papers import help_ledger, help_papers
from counter_app.documents.papers.help_parts import HelpContext
from counter_app.ledger_papers import facts_of, frozen, write_ledger
from counter_app.models.acts import help as acts
from counter_app.protocol.ledgers import HELP
from counter_app.store import ledger_queries

if TYPE_CHECKING:
    from counter_app.store.catalogue import Catalogue
    from counter_app.store.identity import Identity

_BY = {"principal": "服务对象", "helper": "帮代办员", "other": "其他"}
#: Kinds of documents that are made here.
HELP_KINDS = frozenset(each.kind for each in help_papers.HELP_PAPERS)
#: The columns of the spreadsheet that a sheet has room for, and their widths in points.
_ON_PAPER = {
    "序号": 24,
    "编号": 120,
    "日期": 50,
    "服务对象": 56,
    "对象类别": 50,
    "帮办方式": 36,
    "办理事项": 96,
    "帮代办员": 44,
    "办件编号": 108,
    "进度": 46,
    "在管原件": 26,
    "办理结果": 64,
    "办结日期": 50,
    "满意度": 38,
}


def make_help_paper(request: PaperRequest, catalogue: Catalogue, identity: Identity) -> MadePaper:
    """Freeze one document of a line of help with what is true of place, window and people."""
    state = request.state
    helper = state.staff_name or catalogue.staff_name(state.staff)
    context = HelpContext(
        **facts_of(request, catalogue, identity),
        helper=f"{helper}（{state.staff}）",
        reason=request.act.reason if isinstance(request.act, acts.Continued) else "",
        by=_BY.get(request.act.by, "") if isinstance(request.act, acts.Terminated) else "",
        signature=request.signature,
    )
    return frozen(help_papers.build(request.kind, context))


def ledger_pdf(
    desk: Desk, path: Path, since_ms: int = 0, until_ms: int | None = None
) -> tuple[int, int]:
    """Write the ledger of a time as PDF, A4 on its side; returns (lines, pages)."""
    states = list(
        ledger_queries.every_state(desk.store, HELP, since_ms=since_ms, until_ms=until_ms)
    )
    rows = ledger_rows(states, desk.catalogue().staff_name)
    opened = [state.ask.asked_ms for state in states]
    return write_ledger(desk, path, help_ledger.build, COLUMNS, _ON_PAPER, rows, opened)
