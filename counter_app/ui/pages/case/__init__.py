"""办件详情: one case in full, and everything that can be done to it by one key each."""

from counter_app.ui.pages.case.page import CasePage

PAGE = CasePage

__all__ = ["PAGE", "CasePage"]
