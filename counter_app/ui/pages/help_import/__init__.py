"""补录帮代办台账: a spreadsheet of earlier help is looked at, its columns named, and taken in."""

from counter_app.ui.pages.help_import.page import HelpImportPage

PAGE = HelpImportPage

__all__ = ["PAGE", "HelpImportPage"]
