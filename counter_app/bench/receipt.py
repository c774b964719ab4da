"""A receipt as PDF, warm, against ReportLab drawing the same lines with no layout at all."""

from __future__ import annotations

import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Any

from counter_app.bench.figures import ratio
from counter_app.bench.rig import bench_desk, sample_intake
from counter_app.desk import cases, intake
from counter_app.documents.flow import lay_out
from counter_app.documents.marks import (
    BarsMark,
    BoxMark,
    CircleMark,
    Mark,
    Page,
    RuleMark,
    TextMark,
)
from counter_app.documents.paper import thaw
from counter_app.documents.render import render_pdf
from counter_app.documents.text import Setter


def measure(quick: bool) -> dict[str, Any]:
    """Median over alternating renderings of one real receipt with its QR codes."""
    count = 20 if quick else 150
    with tempfile.TemporaryDirectory() as folder:
        desk = bench_desk(Path(folder))
        done = intake.take_in(desk, sample_intake(desk))
        act, _copies = cases.snapshot(desk, done.state, done.papers[0])
        desk.store.close()
    paper = thaw(act.snapshot)
    render_pdf(paper)  # fonts are parsed once a process
    pages = lay_out(paper, Setter(), 1)
    ours: list[float] = []
    floor: list[float] = []
    _draw(pages)
    for _ in range(count):
        begun = time.perf_counter()
        pdf = render_pdf(paper).pdf
        ours.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        _draw(pages)
        floor.append(time.perf_counter() - begun)
    return ratio(ours, floor, 0.5, 1.5) | {"pdf_bytes": len(pdf)}


def _draw(pages: list[Page]) -> bytes:
    """The same strings, rules and squares at the same places, straight onto a canvas."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(pages[0].width, pages[0].height), pageCompression=1)
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        for from_top, marks in page.placed:
            top = page.height - from_top
            for mark in marks:
                _draw_mark(canvas, mark, top)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw_mark(canvas: Any, mark: Mark, top: float) -> None:
    match mark:
        case TextMark():
            x = mark.x
            for run in mark.line.runs:
                canvas.setFont(run.font, mark.line.size)
                canvas.drawString(x, top - mark.y, run.text)
                x += run.width
        case RuleMark():
            canvas.line(mark.x0, top - mark.y0, mark.x1, top - mark.y1)
        case BoxMark():
            canvas.rect(mark.x, top - mark.y - mark.height, mark.width, mark.height)
        case CircleMark():
            canvas.circle(mark.x, top - mark.y, mark.radius)
        case BarsMark():
            path = canvas.beginPath()
            for column, row, columns, rows in mark.bars:
                path.rect(
                    mark.x + column * mark.unit_x,
                    top - mark.y - (row + rows) * mark.unit_y,
                    columns * mark.unit_x,
                    rows * mark.unit_y,
                )
            canvas.drawPath(path, stroke=0, fill=1)
