"""Where the wish for a document of help meets the room that makes documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from counter_app.desk import help as helping
from counter_app.desk.cases import snapshot
from counter_app.desk.desk import Desk, MadePaper, PaperRequest
from counter_app.desk.help_export import COLUMNS, ledger_rows
from counter_app.documents.paper import PaperSize, freeze, thaw
from counter_app.documents.papers import help_ledger, help_papers
from counter_app.documents.papers.help_parts import HelpContext
from counter_app.errors import BadInput, Refused
from counter_app.ledger_papers import organ_of, write_ledger
from counter_app.models.acts.case import PaperReprinted
from counter_app.protocol.ledgers import HELP
from counter_app.store import ledger_queries
from counter_app.store.files import check_writable, write_durably

if TYPE_CHECKING:
    from counter_app.store.catalogue import Catalogue
    from counter_app.store.identity import Identity

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
    place = catalogue.places.get(identity.place)
    state = request.state
    helper = state.staff_name or catalogue.staff_name(state.staff)
    context = HelpContext(
        state=state,
        number=request.number,
        now_ms=request.issued_ms,
        organ=organ_of(catalogue, identity),
        place=catalogue.place_name(identity.place),
        window=identity.window,
        clerk=f"{request.actor.name}({request.actor.work_no})",
        helper=f"{helper}({state.staff})",
        consult_phone=place.phone if place else "",
        supervise_phone=place.supervise_phone if place else "",
    )
    paper = help_papers.build(request.kind, context)
    return MadePaper(paper.title, paper.size.value, freeze(paper))


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


def print_help_document(
    desk: Desk, number: str, kind: str, out: Path, *, size: str = ""
) -> dict[str, Any]:
    """Write one document of a line of help as PDF; one that exists already is printed again.

    ``kind``: its English kind or its Chinese title. Raises :class:`Refused` when there is
    nothing to say in such a document.
    """
    from counter_app.documents.render import render_pdf

    known = {each.kind: each for each in help_papers.HELP_PAPERS}
    known |= {each.title: each for each in help_papers.HELP_PAPERS}
    wanted = known.get(kind)
    if wanted is None:
        choices = "、".join(f"{each.kind}({each.title})" for each in help_papers.HELP_PAPERS)
        raise BadInput("--document", f"没有“{kind}”这种文书", hint=f"可选:{choices}")
    if size and size not in wanted.sizes:
        raise BadInput("--size", f"这种文书不能用 {size}", hint=f"可选:{'、'.join(wanted.sizes)}")
    check_writable(out)  # before a copy is counted that nobody would ever hold
    state = helping.line(desk, number)
    if state is None:
        raise Refused(f"本机没有编号 {number} 的帮代办记录")
    made = [paper for paper in state.papers if paper.kind == wanted.kind]
    if made:
        state = helping.carry_out(desk, number, PaperReprinted(made[-1].number)).state
        paper_number = made[-1].number
    else:
        state = helping.issue_paper(desk, number, wanted.kind).state
        paper_number = state.papers[-1].number
    act, copy_no = snapshot(desk, state, paper_number)
    paper = thaw(act.snapshot)
    if size:
        paper = replace(paper, size=PaperSize(size))
    drawn = render_pdf(paper, copy_no=copy_no)
    write_durably(out, drawn.pdf)
    return {
        "case": number,
        "document": wanted.kind,
        "title": act.title,
        "number": paper_number,
        "copy": copy_no,
        "pages": drawn.pages,
        "missing_glyphs": list(drawn.missing),
        "out": str(out),
    }
