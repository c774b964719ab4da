"""工作台: what this counter owes today, and where to begin."""

from counter_app.ui.pages.workbench.page import WorkbenchPage

PAGE = WorkbenchPage

__all__ = ["PAGE", "WorkbenchPage"]
