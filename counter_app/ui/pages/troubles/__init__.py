"""办不成事: take in what somebody could not get done, and see whose turn it is."""

from counter_app.ui.pages.troubles.page import TroublesPage

PAGE = TroublesPage

__all__ = ["PAGE", "TroublesPage"]
