"""From a frozen document to what a printer is given: PDF for pages, ESC/POS for slips."""

from __future__ import annotations

from msgspec.structs import replace

from counter_app.devices.printers import PrinterTrouble, Reason
from counter_app.devices.printers.escpos import Slip
from counter_app.documents.paper import Paper, PaperSize
from counter_app.documents.papers.every_kind import EVERY_KIND
from counter_app.documents.render import render_pdf
from counter_app.documents.ruler_sheet import ruler_sheet
from counter_app.documents.slip_lines import slip_picture
from counter_app.ui.slip_bytes import slip_bytes


def sizes_of(kind: str) -> tuple[str, ...]:
    """The sizes a kind of document is meant for, the usual one first."""
    return next(
        (tuple(s.value for s in each.sizes) for each in EVERY_KIND if each.kind == kind), ()
    )


def made_size(paper: Paper, wanted: str, *, slip: bool) -> str:
    """The paper it goes on: the roll of a slip printer, what was chosen, or as made out."""
    return PaperSize.SLIP80.value if slip else (wanted or paper.size.value)


def check_size(paper: Paper, size: str) -> None:
    """Raise :class:`PrinterTrouble` for a document that has no form of this size."""
    if size != paper.size.value and size not in sizes_of(paper.kind):
        raise PrinterTrouble(Reason.WRONG_PAPER)


def draw(
    paper: Paper, size: str, copy_no: int, offset_mm: tuple[float, float], *, slip: bool
) -> tuple[bytes, str]:
    """(bytes for the printer, name of its medium). Without an offset and in its own size a
    document is byte for byte the PDF that the preview shows."""
    if slip:
        return slip_bytes(paper, copy_no, offset_mm), ""
    if size != paper.size.value:
        paper = replace(paper, size=PaperSize(size))
    drawn = render_pdf(paper, copy_no=copy_no, offset_mm=offset_mm)
    return drawn.pdf, size if size in ("A4", "A5") else ""


def draw_test(
    size: str, words: tuple[str, ...], offset_mm: tuple[float, float], *, slip: bool
) -> tuple[bytes, str]:
    """(bytes, name of the medium) of a page with rulers."""
    if not slip:
        pdf = ruler_sheet(PaperSize(size), words, offset_mm)
        return pdf, size if size in ("A4", "A5") else ""
    out = Slip()
    out.picture(*slip_picture(ruler_sheet(PaperSize.SLIP80, words, offset_mm)))
    out.cut()
    return out.data, ""
