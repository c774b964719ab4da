"""Where the wish for a document of the policy ledger meets the room that makes documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.desk.desk import Desk, MadePaper, PaperRequest
from counter_app.desk.policy_export import COLUMNS, ledger_rows
from counter_app.documents.papers import policy_answer, policy_ledger
from counter_app.ledger_papers import facts_of, frozen, write_ledger
from counter_app.protocol.ledgers import POLICY
from counter_app.store import ledger_queries

if TYPE_CHECKING:
    from counter_app.store.catalogue import Catalogue
    from counter_app.store.identity import Identity

#: Kinds of documents that are made here.
POLICY_KINDS = frozenset({policy_answer.KIND})
#: The columns of the spreadsheet that a sheet has room for, and their widths in points.
_ON_PAPER = {
    "序号": 22,
    "编号": 128,
    "日期": 57,
    "企业名称": 80,
    "咨询政策": 70,
    "咨询问题": 80,
    "答复内容": 88,
    "答复日期": 57,
    "转办部门": 50,
    "进度": 38,
    "申报日期": 57,
    "兑现金额(元)": 58,
}


def make_policy_paper(request: PaperRequest, catalogue: Catalogue, identity: Identity) -> MadePaper:
    """Freeze one document of a question with what is true of place, window and people."""
    answers = request.state.answers
    context = policy_answer.PolicyContext(
        **facts_of(request, catalogue, identity),
        policy=catalogue.policies.get(request.state.inquiry.policy),
        names={each.staff: catalogue.staff_name(each.staff) for each in answers},
    )
    return frozen(policy_answer.build(context, policy_answer.SIZES[0]))


def ledger_pdf(
    desk: Desk, path: Path, since_ms: int = 0, until_ms: int | None = None
) -> tuple[int, int]:
    """Write the ledger of a time as PDF, A4 on its side; returns (lines, pages)."""
    states = list(
        ledger_queries.every_state(desk.store, POLICY, since_ms=since_ms, until_ms=until_ms)
    )
    rows = ledger_rows(states, desk.catalogue().staff_name)
    opened = [state.inquiry.asked_ms for state in states]
    return write_ledger(desk, path, policy_ledger.build, COLUMNS, _ON_PAPER, rows, opened)
