"""工作台: what the day holds, and what waits for somebody at this window."""

from counter_app.ui.pages.workbench.page import WorkbenchPage

PAGE = WorkbenchPage

__all__ = ["PAGE", "WorkbenchPage"]
