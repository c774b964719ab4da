"""The documents of help and agency, in the order in which a line of help needs them."""

from __future__ import annotations

from counter_app.documents.paper import Paper, PaperSize
from counter_app.documents.papers import (
    help_authorisation,
    help_closing,
    help_continuation,
    help_handover,
    help_registration,
)
from counter_app.documents.papers.help_parts import HelpContext
from counter_app.documents.papers.line_parts import build_of, kinds_of

HELP_PAPERS = kinds_of(
    help_registration, help_authorisation, help_continuation, help_handover, help_closing
)


def build(kind: str, context: HelpContext, size: PaperSize | None = None) -> Paper:
    """The document of this kind; ``size`` None = its usual one.

    Raises :class:`Refused` for an unknown kind, or when there is nothing to say in it yet.
    """
    return build_of(HELP_PAPERS, kind, context, size)
