"""The documents of the "办不成事" window, in the order in which a matter needs them."""

from __future__ import annotations

from counter_app.documents.paper import Paper, PaperSize
from counter_app.documents.papers import (
    trouble_answer,
    trouble_dispatch,
    trouble_outside,
    trouble_registration,
)
from counter_app.documents.papers.line_parts import build_of, kinds_of
from counter_app.documents.papers.trouble_parts import TroubleContext

TROUBLE_PAPERS = kinds_of(trouble_registration, trouble_outside, trouble_dispatch, trouble_answer)


def build(kind: str, context: TroubleContext, size: PaperSize | None = None) -> Paper:
    """The document of this kind; ``size`` None = its usual one.

    Raises :class:`Refused` for an unknown kind, or when there is nothing to say in it yet.
    """
    return build_of(TROUBLE_PAPERS, kind, context, size)
