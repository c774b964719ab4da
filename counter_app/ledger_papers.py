"""Papers of every ledger beside the cases: one document of a line, and the ledger of a time as
PDF on wide sheets: from what the desk lists to a file on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from counter_app.desk import ledger_work
from counter_app.desk.cases import snapshot
from counter_app.desk.desk import Desk, MadePaper, PaperRequest
from counter_app.documents.paper import Paper, PaperSize, freeze, thaw
from counter_app.documents.papers import parts
from counter_app.documents.papers.line_parts import LinePaperKind
from counter_app.errors import BadInput
from counter_app.settings import COUNTY_NAME, LOCAL_ZONE
from counter_app.store import ledger_queries
from counter_app.store.files import check_writable, write_durably

if TYPE_CHECKING:
    from counter_app.store.catalogue import Catalogue
    from counter_app.store.identity import Identity

#: (organ, period, headings with widths, rows, made by, made on) -> the paper
BuildLedger = Callable[
    [str, str, Sequence[tuple[str, float]], Iterable[Sequence[str]], str, str], Paper
]


def organ_of(catalogue: Catalogue, identity: Identity) -> str:
    """Whose document it is: the place, with the county before its name."""
    name = catalogue.place_name(identity.place)
    return name if name.startswith(COUNTY_NAME) else f"{COUNTY_NAME}{name}"


def write_ledger(
    desk: Desk,
    path: Path,
    build: BuildLedger,
    columns: Sequence[tuple[str, float]],
    on_paper: Mapping[str, float],
    rows: Iterable[Sequence[str]],
    opened_ms: Sequence[int],
) -> tuple[int, int]:
    """Write the rows as PDF, A4 on its side; returns (lines, pages).

    ``columns``: what a row holds; ``on_paper``: those that a sheet has room for, with their
    widths in points. ``opened_ms``: the time of each line.
    """
    from counter_app.documents.render import render_pdf

    check_writable(path)
    kept = [index for index, (title, _) in enumerate(columns) if title in on_paper]
    listed = [tuple(row[index] for index in kept) for row in rows]
    now = desk.store.now_ms()
    first, last = min(opened_ms, default=now), max(opened_ms, default=now)
    actor = desk.actor
    paper = build(
        organ_of(desk.catalogue(), desk.store.identity),
        f"{parts.day_of(first)}至{parts.day_of(last)}",
        tuple(on_paper.items()),
        listed,
        f"{actor.name}（{actor.work_no}）",
        parts.day(datetime.fromtimestamp(now / 1000, LOCAL_ZONE).date()),
    )
    drawn = render_pdf(paper)
    write_durably(path, drawn.pdf)
    return len(listed), drawn.pages


def facts_of(request: PaperRequest, catalogue: Catalogue, identity: Identity) -> dict[str, Any]:
    """The fields of a :class:`LineContext`, as they are here and now."""
    place = catalogue.places.get(identity.place)
    return {
        "state": request.state,
        "number": request.number,
        "now_ms": request.issued_ms,
        "organ": organ_of(catalogue, identity),
        "place": catalogue.place_name(identity.place),
        "window": identity.window,
        "clerk": f"{request.actor.name}（{request.actor.work_no}）",
        "consult_phone": place.phone if place else "",
        "supervise_phone": place.supervise_phone if place else "",
    }


def frozen(paper: Paper) -> MadePaper:
    """The document as the journal keeps it."""
    return MadePaper(paper.title, paper.size.value, freeze(paper))


def print_line_document(
    desk: Desk,
    number: str,
    kind: str,
    out: Path,
    kinds: Iterable[LinePaperKind],
    *,
    size: str = "",
) -> dict[str, Any]:
    """Write one document of a line as PDF; one that exists already is printed again (补打).

    ``kind``: its English kind or its Chinese title. Raises :class:`Refused` when there is
    nothing to say in such a document.
    """
    from counter_app.documents.render import render_pdf

    work = ledger_work.work_of(number)
    state = ledger_queries.state_of(desk.store, work.ledger.subject(number))
    if state is None:
        raise work.not_here(number)
    wanted = next((each for each in kinds if kind in (each.kind, each.title)), None)
    if wanted is None:
        choices = "、".join(f"{each.kind}（{each.title}）" for each in kinds)
        raise BadInput("--document", f"没有“{kind}”这种文书", hint=f"可选：{choices}")
    if size and size not in wanted.sizes:
        raise BadInput("--size", f"这种文书不能用 {size}", hint=f"可选：{'、'.join(wanted.sizes)}")
    check_writable(out)  # before a copy is counted that nobody would ever hold
    made = [paper.number for paper in state.papers if paper.kind == wanted.kind]
    if made:
        paper_number = made[-1]
        state = ledger_work.reprint(desk, number, paper_number).state
    else:
        done = ledger_work.issue_paper(desk, number, wanted.kind)
        state, paper_number = done.state, done.papers[-1]
    act, copy_no = snapshot(desk, state, paper_number)
    paper = thaw(act.snapshot)
    drawn = render_pdf(replace(paper, size=PaperSize(size)) if size else paper, copy_no=copy_no)
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
