"""争议与重复: what has to be settled by a person, both sides next to each other."""

from counter_app.ui.pages.disputes.page import DisputesPage

PAGE = DisputesPage

__all__ = ["PAGE", "DisputesPage"]
