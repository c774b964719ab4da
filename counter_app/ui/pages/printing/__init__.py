"""打印: what is on its way to paper, the printers, and which document goes where."""

from counter_app.ui.pages.printing.page import PrintingPage

PAGE = PrintingPage

__all__ = ["PAGE", "PrintingPage"]
