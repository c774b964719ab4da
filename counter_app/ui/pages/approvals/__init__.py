"""审批: what waits for a decision here, seen beside the case, decided by keys."""

from counter_app.ui.pages.approvals.page import ApprovalsPage

PAGE = ApprovalsPage

__all__ = ["PAGE", "ApprovalsPage"]
