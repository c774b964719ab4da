"""One matter of the "办不成事" window: what is known of it, and what can be done."""

from counter_app.ui.pages.trouble_line.page import TroubleLinePage

PAGE = TroubleLinePage

__all__ = ["PAGE", "TroubleLinePage"]
