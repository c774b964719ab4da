"""Editor of a line of text (文字)."""

from __future__ import annotations

from counter_app.ui.forms.line import LineEditor


class TextEditor(LineEditor):
    """Names and anything without a form of its own. Kept as written but for blanks."""
