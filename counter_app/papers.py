"""Where the desk's wish for a document meets the room that makes documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import structs

from counter_app.desk import cases
from counter_app.desk.desk import MadePaper, PaperRequest
from counter_app.documents import papers as kinds
from counter_app.documents.context import PaperContext
from counter_app.documents.paper import Paper, PaperSize, freeze, thaw
from counter_app.documents.papers import advice, volume
from counter_app.documents.papers.help_papers import HELP_PAPERS
from counter_app.documents.papers.policy_answer import POLICY_PAPERS
from counter_app.documents.papers.rating_papers import RATING_PAPERS
from counter_app.documents.papers.trouble_papers import TROUBLE_PAPERS
from counter_app.errors import BadInput, Refused, Trouble
from counter_app.forms import situations
from counter_app.help_papers import HELP_KINDS, make_help_paper
from counter_app.ledger_papers import print_line_document
from counter_app.models.reference import LEVELS
from counter_app.policy_papers import POLICY_KINDS, make_policy_paper
from counter_app.protocol.ledgers import HELP, POLICY, RATING, TROUBLE, numbered, read_number
from counter_app.rating_papers import RATING_KINDS, make_rating_paper
from counter_app.settings import COUNTY_NAME
from counter_app.store import queries
from counter_app.store.files import check_writable, write_durably
from counter_app.trouble_papers import TROUBLE_KINDS, make_trouble_paper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counter_app.models.case import CaseState
    from counter_app.models.reference import Item
    from counter_app.models.stamp import Actor
    from counter_app.store.catalogue import Catalogue
    from counter_app.store.identity import Identity
    from counter_app.workplace import Workplace

#: ledger -> documents of its lines
_OF_LINES = {
    HELP.name: HELP_PAPERS,
    TROUBLE.name: TROUBLE_PAPERS,
    RATING.name: RATING_PAPERS,
    POLICY.name: POLICY_PAPERS,
}


def make_paper(request: PaperRequest, catalogue: Catalogue, identity: Identity) -> MadePaper:
    """Freeze one document with what is true of place, window and clerk now."""
    if request.kind in HELP_KINDS:
        return make_help_paper(request, catalogue, identity)
    if request.kind in TROUBLE_KINDS:
        return make_trouble_paper(request, catalogue, identity)
    if request.kind in POLICY_KINDS:
        return make_policy_paper(request, catalogue, identity)
    if request.kind in RATING_KINDS:
        return make_rating_paper(request, catalogue, identity)
    place = catalogue.places.get(identity.place)
    name = catalogue.place_name(identity.place)
    organ = name if name.startswith(COUNTY_NAME) else f"{COUNTY_NAME}{name}"
    context = PaperContext(
        state=request.state,
        number=request.number,
        now_ms=request.issued_ms,
        organ=organ,
        place=name,
        window=identity.window,
        clerk=f"{request.actor.name}（{request.actor.work_no}）",
        consult_phone=place.phone if place else "",
        supervise_phone=place.supervise_phone if place else "",
        address=place.address if place else "",
        hours=place.hours if place else "",
        query_url=request.query_url,
        rating_url=request.rating_url,
        guide_url=request.guide_url,
        item=catalogue.items.get(request.state.item.code),
        declined=request.declined,
        signature=request.signature,
        place_names={code: catalogue.place_name(code) for code in request.state.places},
    )
    paper = kinds.build(request.kind, context)
    return MadePaper(paper.title, paper.size.value, freeze(paper))


def make_advice(
    catalogue: Catalogue,
    identity: Identity,
    actor: Actor,
    code: str,
    answers: Mapping[str, str],
    size: str,
    now_ms: int,
) -> Paper:
    """What somebody is told about an item before there is a case (一次性告知单).

    ``answers``: of the item's situations, as far as they are known. Nothing is recorded: no
    case exists that an act could belong to. Raises :class:`Refused` for an unknown item.
    """
    item = catalogue.items.get(code)
    if item is None:
        raise Refused("本机没有这一事项的指南", hint="请先同步，再打印告知单")
    place = catalogue.places.get(identity.place)
    name = catalogue.place_name(identity.place)
    context = advice.AdviceContext(
        item=item,
        materials=situations.materials_for(item, answers),
        answers=situations.chosen(item, answers),
        open_questions=tuple(spec.label for spec in situations.open_questions(item, answers)),
        where=elsewhere(catalogue, item),
        organ=name if name.startswith(COUNTY_NAME) else f"{COUNTY_NAME}{name}",
        place=name,
        window=identity.window,
        clerk=f"{actor.name}（{actor.work_no}）",
        now_ms=now_ms,
        address=place.address if place else "",
        hours=place.hours if place else "",
        consult_phone=place.phone if place else "",
        supervise_phone=place.supervise_phone if place else "",
        guide_url=f"{identity.public_url}/g/{item.code}" if identity.public_url else "",
    )
    return advice.build(context, PaperSize(size))


def make_volume(
    catalogue: Catalogue,
    identity: Identity,
    actor: Actor,
    state: CaseState,
    file_no: str,
    now_ms: int,
) -> Paper:
    """What lies in the file of a case (卷内目录). Nothing is recorded."""
    name = catalogue.place_name(identity.place)
    organ = name if name.startswith(COUNTY_NAME) else f"{COUNTY_NAME}{name}"
    clerk = f"{actor.name}（{actor.work_no}）"
    return volume.build(volume.VolumeContext(state, file_no, organ, clerk, now_ms))


def elsewhere(catalogue: Catalogue, item: Item) -> tuple[str, ...]:
    """The other levels at which the same thing is handled: ``县级（随县民政局）``."""
    if not item.base:
        return ()
    others = {
        other.level: f"{other.level.label}（{other.department}）"
        for other in catalogue.items.values()
        if other.base == item.base and other.level is not item.level
    }
    return tuple(others[level] for level in LEVELS if level in others)


def in_size(paper: Paper, size: str) -> Paper:
    """The same words on other paper, e.g. a receipt on the 80 mm roll; "" leaves it as it is."""
    return structs.replace(paper, size=PaperSize(size)) if size else paper


def print_document(
    place: Workplace, number: str, kind: str, out: Path, *, size: str = ""
) -> dict[str, Any]:
    """Write one document of a case as PDF; one that exists already is printed again (补打).

    ``kind``: its English kind or its Chinese title. ``size``: one of the sizes of the kind,
    "" for the one it was made out in. Raises :class:`Refused` when the case has nothing to
    say in such a document.
    """
    from counter_app.documents.render import render_pdf

    read = read_number(number, place.store.identity.county_code) or number
    if (known_kinds := _OF_LINES.get(numbered(read).name)) is not None:
        return print_line_document(place.desk, read, kind, out, known_kinds, size=size)
    state = queries.by_number(place.store, read)
    if state is None:
        raise Refused(f"本机没有编号 {number} 的办件")
    known = {each.kind: each.kind for each in kinds.PAPERS}
    known |= {each.title: each.kind for each in kinds.PAPERS}
    if kind not in known:
        choices = "、".join(f"{each.kind}（{each.title}）" for each in kinds.PAPERS)
        raise BadInput("--document", f"没有“{kind}”这种文书", hint=f"可选：{choices}")
    if not out.parent.is_dir():
        raise Trouble(f"没有 {out.parent} 这个文件夹")
    check_writable(out)  # before a copy is counted that nobody would ever hold
    sizes = next(each.sizes for each in kinds.PAPERS if each.kind == known[kind])
    if size and size not in sizes:
        raise BadInput("--size", f"这种文书不能用 {size}", hint=f"可选：{'、'.join(sizes)}")
    made = [paper for paper in state.papers if paper.kind == known[kind]]
    if made:
        state = cases.reprint(place.desk, state.number, made[-1].number).state
        paper_number = made[-1].number
    else:
        done = cases.issue_paper(place.desk, state.number, known[kind])
        state, paper_number = done.state, done.papers[-1]
    act, copy_no = cases.snapshot(place.desk, state, paper_number)
    rendered = render_pdf(in_size(thaw(act.snapshot), size), copy_no=copy_no)
    write_durably(out, rendered.pdf)
    return {
        "case": state.number,
        "document": known[kind],
        "title": act.title,
        "number": paper_number,
        "copy": copy_no,
        "pages": rendered.pages,
        "missing_glyphs": list(rendered.missing),
        "out": str(out),
    }
