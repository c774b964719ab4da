"""Every kind of document that can come out of a printer here, of cases and of other ledgers."""

from __future__ import annotations

from counter_app.documents.papers import PAPERS, PaperKind
from counter_app.documents.papers.help_papers import HELP_PAPERS
from counter_app.documents.papers.line_parts import LinePaperKind
from counter_app.documents.papers.policy_answer import POLICY_PAPERS
from counter_app.documents.papers.rating_papers import RATING_PAPERS
from counter_app.documents.papers.trouble_papers import TROUBLE_PAPERS

EVERY_KIND: tuple[PaperKind | LinePaperKind, ...] = (
    *PAPERS,
    *HELP_PAPERS,
    *TROUBLE_PAPERS,
    *RATING_PAPERS,
    *POLICY_PAPERS,
)
