"""补录办不成事台账: an old ledger of reported matters is looked at and taken in."""

from counter_app.ui.pages.trouble_import.page import TroubleImportPage

PAGE = TroubleImportPage

__all__ = ["PAGE", "TroubleImportPage"]
