"""A frozen document into PDF bytes, with ReportLab, in memory only."""

from __future__ import annotations

import threading
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from counter_app.documents.flow import lay_out
from counter_app.documents.fonts import CHAINS, FONT_BOOK, Typeface
from counter_app.documents.marks import (
    MM,
    BarsMark,
    BoxMark,
    CircleMark,
    InkMark,
    Page,
    RuleMark,
    TextMark,
)
from counter_app.documents.paper import Paper
from counter_app.documents.sheet import SHEETS
from counter_app.documents.signature import points, thickness
from counter_app.documents.text import BOX_PADDING, BOX_SCALE, Run, Setter

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

#: ReportLab's fonts keep a reading position, so one document is drawn at a time.
DRAWING = threading.Lock()


class Rendered(NamedTuple):
    """A PDF, its pages, and the code points (``U+30EDE``) that no font could draw."""

    pdf: bytes
    pages: int
    missing: tuple[str, ...]


def render_pdf(
    paper: Paper, *, copy_no: int = 1, offset_mm: tuple[float, float] = (0.0, 0.0)
) -> Rendered:
    """Draws the document; the same arguments give the same bytes.

    ``copy_no``: 1 = original, from 2 on every page is marked 补打 第 n 份. ``offset_mm``:
    shift to the right and downwards, for a printer that does not feed straight.
    """
    if copy_no < 1:
        raise ValueError(f"copy_no counts from 1, not {copy_no}")
    with DRAWING:
        setter = Setter()
        pages = lay_out(paper, setter, copy_no)
        pdf = draw_pages(
            pages,
            title=paper.title,
            organ=paper.organ,
            kind=paper.kind,
            face=SHEETS[paper.size].body,
            offset_mm=offset_mm,
        )
        return Rendered(pdf, len(pages), setter.missing)


def draw_pages(
    pages: list[Page],
    *,
    title: str,
    organ: str,
    kind: str,
    face: Typeface,
    offset_mm: tuple[float, float] = (0.0, 0.0),
) -> bytes:
    """Laid out pages as a PDF, which says of itself ``title``, ``organ`` and ``kind``.

    ``face``: of most of its words. The caller holds :data:`DRAWING`.
    """
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # plain bytes: a quarter smaller and nothing to encode
    body = CHAINS[face][0]
    FONT_BOOK.load(body)
    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=(pages[0].width, pages[0].height),
        pageCompression=1,
        invariant=1,  # no clock and no machine in the file: a re-print is byte for byte the same
        initialFontName=body,
        lang="zh-CN",
    )
    canvas.setTitle(title)
    canvas.setAuthor(organ)
    canvas.setSubject(kind)
    canvas.setCreator("")
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        canvas.translate(offset_mm[0] * MM, -offset_mm[1] * MM)
        _draw_page(canvas, page)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw_page(canvas: Canvas, page: Page) -> None:
    """Lines and codes first, then all words in reading order as one text object."""
    words: list[tuple[float, TextMark]] = []
    rules: dict[tuple[float, float], list[tuple[float, float, float, float]]] = {}
    for from_top, marks in page.placed:
        top = page.height - from_top
        for mark in marks:
            if isinstance(mark, TextMark):
                words.append((top, mark))
            elif isinstance(mark, RuleMark):
                ends = (mark.x0, top - mark.y0, mark.x1, top - mark.y1)
                rules.setdefault((mark.weight, mark.dash), []).append(ends)
            else:
                _draw_mark(canvas, mark, top)
    for (weight, dash), lines in rules.items():
        canvas.setLineWidth(weight)
        canvas.setDash(*((dash, dash) if dash else ()))
        canvas.lines(lines)
    _draw_words(canvas, words)


def _draw_words(canvas: Canvas, words: list[tuple[float, TextMark]]) -> None:
    text = canvas.beginText()
    grey = 0.0
    for top, mark in words:
        if mark.grey != grey:
            grey = mark.grey
            text.setFillGray(grey)
        _draw_line(text, mark, top)
    canvas.drawText(text)


def _draw_line(text: Any, mark: TextMark, top: float) -> None:
    x, y = mark.x, top - mark.y
    size = mark.line.size
    for run in mark.line.runs:
        scale = BOX_SCALE if run.boxed else 1.0
        set_font(text, run.font, size * scale)
        text.setTextOrigin(x + size * BOX_PADDING if run.boxed else x, y)
        if run.boxed:
            _spell_out(text, run)
        else:
            text.textOut(run.text)
        x += run.width


def _spell_out(text: Any, run: Run) -> None:
    """The name of a code point is seen; whoever copies or searches gets the character.

    Not beyond U+FFFD: pdfium then reads nothing at all, where it could have read the name.
    """
    if not " " <= run.boxed < "\ufffd":
        text.textOut(run.text)
        return
    actual = ("\ufeff" + run.boxed).encode("utf-16-be", "surrogatepass").hex().upper()
    text._code.append(f"/Span <</ActualText <{actual}>>> BDC")
    text.textOut(run.text)
    text._code.append("EMC")


def set_font(text: Any, name: str, size: float) -> None:
    """ReportLab writes the font again whenever it is told to, even the one it has."""
    if (text._fontname, text._fontsize) != (name, size):
        text.setFont(name, size)


def _draw_bars(canvas: Canvas, mark: BarsMark, top: float) -> None:
    """All modules as one path, in whole numbers of a space whose unit is one module."""
    from reportlab.pdfgen.pathobject import PDFPathObject

    canvas.saveState()
    canvas.transform(mark.unit_x, 0, 0, -mark.unit_y, mark.x, top - mark.y)
    code = [f"{column} {row} {columns} {rows} re" for column, row, columns, rows in mark.bars]
    canvas.drawPath(PDFPathObject(["n", *code]), stroke=0, fill=1)
    canvas.restoreState()


def _draw_ink(canvas: Canvas, mark: InkMark, top: float) -> None:
    """Every line as thick as it was pressed, with round ends."""
    canvas.saveState()
    canvas.setDash()
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    for stroke in mark.strokes:
        walked = [
            (mark.x + x * mark.unit, top - mark.y - y * mark.unit, thickness(pressure))
            for x, y, pressure in points(stroke)
        ]
        for (x0, y0, width0), (x1, y1, width1) in pairwise([walked[0], *walked]):
            canvas.setLineWidth(round((width0 + width1) / 2 * mark.unit, 2))
            canvas.line(x0, y0, x1, y1)
    canvas.restoreState()


def _draw_mark(canvas: Canvas, mark: BarsMark | BoxMark | CircleMark | InkMark, top: float) -> None:
    if isinstance(mark, BarsMark):
        _draw_bars(canvas, mark, top)
    elif isinstance(mark, InkMark):
        _draw_ink(canvas, mark, top)
    elif isinstance(mark, BoxMark):
        canvas.setLineWidth(mark.weight)
        canvas.setDash()
        canvas.rect(mark.x, top - mark.y - mark.height, mark.width, mark.height)
    elif isinstance(mark, CircleMark):
        canvas.setLineWidth(mark.weight)
        canvas.setDash(mark.dash, mark.dash)
        canvas.circle(mark.x, top - mark.y, mark.radius)
