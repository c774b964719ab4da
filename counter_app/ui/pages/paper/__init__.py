"""打印预览: one document of a case as it will leave the printer."""

from counter_app.ui.pages.paper.page import PaperPage

PAGE = PaperPage

__all__ = ["PAGE", "PaperPage"]
