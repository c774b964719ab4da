"""办件: every case held here, found by whatever is known of it."""

from counter_app.ui.pages.cases.page import CasesPage

PAGE = CasesPage

__all__ = ["PAGE", "CasesPage"]
