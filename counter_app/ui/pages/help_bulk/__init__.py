"""Many helps of one day written down at once: what is common on top, one line a person."""

from counter_app.ui.pages.help_bulk.page import HelpBulkPage

PAGE = HelpBulkPage

__all__ = ["PAGE", "HelpBulkPage"]
