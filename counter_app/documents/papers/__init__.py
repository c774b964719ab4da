"""The documents of a case, one module each: ``KIND``, ``TITLE``, ``SIZES`` and ``build``.

A module turns a :class:`~counter_app.documents.context.PaperContext` into a frozen
:class:`~counter_app.documents.paper.Paper`. ``SIZES`` are the sizes it is meant for, the usual
one first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from counter_app.documents.context import PaperContext
from counter_app.documents.paper import Paper, PaperSize
from counter_app.documents.papers import (
    acceptance,
    correction,
    delivery,
    papers_moved,
    receipt,
    refusal,
    return_slip,
)
from counter_app.errors import Refused


class PaperKind(NamedTuple):
    """A kind of document (文书种类)."""

    kind: str
    title: str
    sizes: tuple[PaperSize, ...]
    build: Callable[[PaperContext, PaperSize], Paper]


PAPERS: tuple[PaperKind, ...] = tuple(
    PaperKind(module.KIND, module.TITLE, module.SIZES, module.build)
    for module in (receipt, acceptance, correction, refusal, return_slip, delivery, papers_moved)
)


def build(kind: str, context: PaperContext, size: PaperSize | None = None) -> Paper:
    """The document of this kind; ``size`` None = its usual one.

    Raises :class:`Refused` for an unknown kind, or when the case has nothing to say in it.
    """
    for paper in PAPERS:
        if paper.kind == kind:
            return paper.build(context, size or paper.sizes[0])
    raise Refused(f"本机没有“{kind}”这种文书", hint="请升级本机程序")
