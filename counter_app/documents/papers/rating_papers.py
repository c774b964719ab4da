"""The documents about ratings."""

from __future__ import annotations

from counter_app.documents.papers import rectification
from counter_app.documents.papers.line_parts import kinds_of

RATING_PAPERS = kinds_of(rectification)
