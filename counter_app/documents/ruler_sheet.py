"""测试页: a grid in millimetres with rulers, to see how a printer feeds and what it can reach."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from counter_app.documents.fonts import Typeface
from counter_app.documents.marks import MM
from counter_app.documents.paper import PaperSize
from counter_app.documents.render import DRAWING, set_font
from counter_app.documents.sheet import SHEETS
from counter_app.documents.text import Line, Setter

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

#: Length of the test slip, in mm.
_SLIP_MM = 120
#: Where the words begin, in mm from the left and the top.
_WORDS_MM = (25, 30)
_GREY = 0.72
_HINT = (
    "量一量：0 刻度离纸边多远，就是这台打印机的偏差。",
    "横向偏右、纵向偏下时，在“打印”页的偏移里填负数。",
)


def ruler_sheet(
    size: PaperSize, words: tuple[str, ...], offset_mm: tuple[float, float] = (0.0, 0.0)
) -> bytes:
    """A PDF of one page; ``words`` say which printer and when. ``offset_mm`` as for documents."""
    from reportlab.pdfgen.canvas import Canvas

    sheet = SHEETS[size]
    height = _SLIP_MM * MM if sheet.roll else sheet.height
    out = BytesIO()
    with DRAWING:
        canvas = Canvas(out, pagesize=(sheet.width, height), pageCompression=1, invariant=1)
        canvas.setTitle("测试页")
        canvas.translate(offset_mm[0] * MM, height - offset_mm[1] * MM)
        _grid(canvas, round(sheet.width / MM), round(height / MM), roll=sheet.roll)
        _words(canvas, sheet.width, (f"测试页 {size.label}", *words, *_HINT), roll=sheet.roll)
        canvas.showPage()
        canvas.save()
    return out.getvalue()


def _grid(canvas: Canvas, wide: int, high: int, *, roll: bool) -> None:
    """Lines every 10 mm, ticks every mm at the edges and along the middle, numbers every 10."""
    setter = Setter()
    canvas.setStrokeGray(_GREY)
    canvas.setLineWidth(0.3)
    for x in range(0, wide + 1, 10):
        canvas.line(x * MM, 0, x * MM, -high * MM)
    for y in range(0, high + 1, 10):
        canvas.line(0, -y * MM, wide * MM, -y * MM)
    canvas.setStrokeGray(0)
    for x in range(wide + 1):
        length = _tick(x)
        canvas.line(x * MM, 0, x * MM, -length)
        canvas.line(x * MM, -high * MM, x * MM, -high * MM + length)
    for y in range(high + 1):
        length = _tick(y)
        canvas.line(0, -y * MM, length, -y * MM)
        canvas.line(wide * MM, -y * MM, wide * MM - length, -y * MM)
    for x in range(10, wide, 10):
        _put(canvas, setter.line(str(x), Typeface.SANS, 7), x * MM + 1, -8.5 * MM)
    for y in range(10, high, 10):
        _put(canvas, setter.line(str(y), Typeface.SANS, 7), 5.5 * MM, -y * MM + 1)
    # On a roll the words take the middle.
    middle_x, middle_y = wide * MM / 2, -high * MM * (0.75 if roll else 0.5)
    canvas.setLineWidth(0.8)
    canvas.line(middle_x - 8 * MM, middle_y, middle_x + 8 * MM, middle_y)
    canvas.line(middle_x, middle_y - 8 * MM, middle_x, middle_y + 8 * MM)
    canvas.circle(middle_x, middle_y, 5 * MM)


def _tick(at: int) -> float:
    """Length of the mark of a millimetre."""
    return (5.0 if at % 10 == 0 else 3.5 if at % 5 == 0 else 2.0) * MM


def _words(canvas: Canvas, width: float, words: tuple[str, ...], *, roll: bool) -> None:
    setter = Setter()
    left, top = (12 if roll else _WORDS_MM[0]) * MM, (16 if roll else _WORDS_MM[1]) * MM
    y = top
    for at, text in enumerate(words):
        face, size = (Typeface.BOLD, 14) if at == 0 else (Typeface.SANS, 10 if roll else 11)
        for line in setter.wrap(text, face, size, width - left - 12 * MM):
            _put(canvas, line, left, -y, clear=True)
            y += size * 1.5
        if at == 0:
            y += 1 * MM


def _put(canvas: Canvas, line: Line, x: float, y: float, *, clear: bool = False) -> None:
    """A line of words at its baseline; ``clear``: on white, so that the grid does not cross it."""
    if clear:
        canvas.setFillGray(1)
        canvas.rect(x - 1, y - 0.3 * line.size, line.width + 2, line.size * 1.35, stroke=0, fill=1)
    canvas.setFillGray(0)
    text = canvas.beginText()
    for run in line.runs:
        set_font(text, run.font, line.size)
        text.setTextOrigin(x, y)
        text.textOut(run.text)
        x += run.width
    canvas.drawText(text)
