"""补录惠企政策咨询台账: an old ledger of policy advice is looked at and taken in."""

from counter_app.ui.pages.policy_import.page import PolicyImportPage

PAGE = PolicyImportPage

__all__ = ["PAGE", "PolicyImportPage"]
