"""What the documents of every ledger beside the cases share: facts of the moment, frame, foot."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import msgspec

from counter_app.documents.paper import Block, Footer, Pair, Paper, PaperSize
from counter_app.documents.papers import parts
from counter_app.errors import Refused
from counter_app.models.ledger import AnyState
from counter_app.rules.numbers import spoken


class LineContext(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is looked up once, before a document of a line is frozen.

    ``now_ms``: time of issue (UTC).
    """

    state: AnyState
    number: str
    now_ms: int
    organ: str
    place: str
    window: int
    clerk: str
    consult_phone: str = ""
    supervise_phone: str = ""


class LinePaperKind(NamedTuple):
    """A kind of document of a line (文书种类). ``build`` takes the ledger's own context."""

    kind: str
    title: str
    sizes: tuple[PaperSize, ...]
    build: Callable[[Any, PaperSize], Paper]


def kinds_of(*modules: Any) -> tuple[LinePaperKind, ...]:
    """Modules with ``KIND``, ``TITLE``, ``SIZES`` (the usual one first) and ``build``."""
    return tuple(LinePaperKind(m.KIND, m.TITLE, m.SIZES, m.build) for m in modules)


def build_of(
    kinds: Iterable[LinePaperKind], kind: str, context: Any, size: PaperSize | None = None
) -> Paper:
    """The document of this kind; ``size`` None = its usual one.

    Raises :class:`Refused` for an unknown kind, or when there is nothing to say in it yet.
    """
    for each in kinds:
        if each.kind == kind:
            return each.build(context, size or each.sizes[0])
    raise Refused(f"本机没有“{kind}”这种文书", hint="请升级本机程序")


def line_paper(
    kind: str,
    title: str,
    label: str,
    context: LineContext,
    size: PaperSize,
    blocks: Iterable[Block | None],
    note: str = "",
    copies: int = 1,
) -> Paper:
    """The document around its blocks; a block that is None is left out. ``label``: what the
    line's number is called."""
    state = context.state
    return Paper(
        kind=kind,
        title=title,
        organ=context.organ,
        size=size,
        number=context.number,
        case_label=label,
        case_number=state.number,
        case_spoken=spoken(state.number),
        blocks=tuple(block for block in blocks if block is not None),
        footer=Footer(foot(context), note, parts.day_of(context.now_ms)),
        copies=copies,
    )


def foot(context: LineContext) -> tuple[Pair, ...]:
    """Who made it out, and where to ask."""
    return parts.known(
        Pair("办理窗口", f"{context.window} 号窗口"),
        Pair("经办人", context.clerk),
        Pair("咨询电话", context.consult_phone),
        Pair("监督电话", context.supervise_phone),
    )
