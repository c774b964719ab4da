"""One line of help: what it is about, what was done, what can be done now."""

from counter_app.ui.pages.help_line.page import HelpLinePage

PAGE = HelpLinePage

__all__ = ["PAGE", "HelpLinePage"]
