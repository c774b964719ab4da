"""The advice sheet on its way to the printer: made, drawn and sent on the print lane."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.print_run import PrinterChoice, Sent, printer_choice
from counter_app.ui.printing import PRINT, PaperFile, list_printers, print_pdf


def print_advice(counter: Counter, code: str, answers: Mapping[str, str], size: str) -> None:
    """Print what somebody is told about an item (一次性告知单); says what became of it."""
    counter.tasks.run(
        PRINT,
        partial(_print, counter, printer_choice(counter), code, dict(answers), size),
        partial(_told, counter),
        partial(_failed, counter),
    )


def _print(
    counter: Counter, choice: PrinterChoice, code: str, answers: Mapping[str, str], size: str
) -> Sent:
    """On the print lane."""
    from counter_app.documents.render import render_pdf

    paper = counter.workplace.advise(code, answers, size)
    drawn = render_pdf(paper)
    file = PaperFile("", paper.title, size, 1, drawn.pages, drawn.pdf, drawn.missing)
    printers = list_printers()
    done = print_pdf(file, choice.get(size, printers.names, printers.default))
    return Sent(file.title, 1, done.printer, done.waiting)


def _told(counter: Counter, sent: Sent) -> None:
    counter.notify("warning" if sent.waiting else "success", sent.words)


def _failed(counter: Counter, error: BaseException) -> None:
    counter.notify("error", said(error))
