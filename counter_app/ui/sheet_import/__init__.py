"""A spreadsheet of a ledger taken in on screen (补录台账), the same in every ledger."""

from counter_app.ui.sheet_import.page import SheetImportPage

__all__ = ["SheetImportPage"]
