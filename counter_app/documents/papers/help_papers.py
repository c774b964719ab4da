"""The documents of help and agency, in the order in which a line of help needs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from counter_app.documents.paper import Paper, PaperSize
from counter_app.documents.papers import (
    PAPERS,
    PaperKind,
    help_authorisation,
    help_closing,
    help_handover,
    help_registration,
)
from counter_app.documents.papers.help_parts import HelpContext
from counter_app.errors import Refused


class HelpPaperKind(NamedTuple):
    """A kind of document (文书种类)."""

    kind: str
    title: str
    sizes: tuple[PaperSize, ...]
    build: Callable[[HelpContext, PaperSize], Paper]


HELP_PAPERS: tuple[HelpPaperKind, ...] = tuple(
    HelpPaperKind(module.KIND, module.TITLE, module.SIZES, module.build)
    for module in (help_registration, help_authorisation, help_handover, help_closing)
)

#: What can come out of a printer here, of cases and of help.
EVERY_KIND: tuple[PaperKind | HelpPaperKind, ...] = (*PAPERS, *HELP_PAPERS)


def build(kind: str, context: HelpContext, size: PaperSize | None = None) -> Paper:
    """The document of this kind; ``size`` None = its usual one.

    Raises :class:`Refused` for an unknown kind, or when there is nothing to say in it yet.
    """
    for paper in HELP_PAPERS:
        if paper.kind == kind:
            return paper.build(context, size or paper.sizes[0])
    raise Refused(f"本机没有“{kind}”这种文书", hint="请升级本机程序")
