"""同步: how the exchange with the county stands, and whether the machine may be switched off."""

from counter_app.ui.pages.sync.page import SyncPage

PAGE = SyncPage

__all__ = ["PAGE", "SyncPage"]
