"""Head and foot of a document: organ, title, numbers, bar code; page numbers and telephones."""

from __future__ import annotations

from counter_app.documents.codes import bar_mark, bar_width
from counter_app.documents.fonts import Typeface
from counter_app.documents.marks import MM, BoxMark, Mark, RuleMark, Strip
from counter_app.documents.paper import Align, Footer, Paper
from counter_app.documents.rows import Job, lines_height, text_marks
from counter_app.documents.text import COLON

_BETWEEN_PAIRS = 3 * MM


def first_head(paper: Paper, job: Job, copy_no: int) -> list[Strip]:
    """The head of the first page: bar code above at the right, organ, title, number."""
    if job.sheet.roll:
        return _roll_head(paper, job, copy_no)
    sheet = job.sheet
    strips = [_band(paper, job, copy_no)]
    strips += _centred(paper.organ, Typeface.BOLD, sheet.organ, job, above=1.5 * MM)
    strips += _centred(paper.title, Typeface.BOLD, sheet.title, job, above=0.5 * MM)
    number = _centred(paper.number, sheet.body, sheet.grid, job, above=0.5 * MM)
    return [*strips, *number]


def _roll_head(paper: Paper, job: Job, copy_no: int) -> list[Strip]:
    sheet = job.sheet
    strips = _centred(paper.organ, Typeface.BOLD, sheet.organ, job)
    strips += _centred(paper.title, Typeface.BOLD, sheet.title, job)
    strips += _centred(paper.number, sheet.body, sheet.small, job)
    if copy_no > 1:
        mark, width = _reprint_mark(copy_no, job, 0)
        left = sheet.left + (sheet.inner - width) / 2
        mark, width = _reprint_mark(copy_no, job, left)
        strips.append(Strip(_mark_height(job), mark, gap=0.8 * MM))
    if paper.case_number:
        x = sheet.left + (sheet.inner - bar_width(paper.case_number, sheet)) / 2
        bars: list[Mark] = [bar_mark(paper.case_number, sheet, x, 0, sheet.bar_height)]
        strips.append(Strip(sheet.bar_height, bars, gap=1.5 * MM))
        strips += _centred(paper.case_label, sheet.body, sheet.small, job)
        strips += _centred(paper.case_spoken, Typeface.BOLD, sheet.text * 1.2, job)
    return strips


def next_head(paper: Paper, job: Job, copy_no: int) -> Strip:
    """The head of every further page."""
    sheet, setter = job.sheet, job.setter
    spoken = f"{paper.case_label} {paper.case_spoken}" if paper.case_spoken else ""
    right = setter.line(spoken, sheet.body, sheet.small)
    name = f"{paper.organ} {paper.title} {paper.number}".rstrip()
    left = setter.wrap(name, Typeface.SANS, sheet.small, sheet.inner - right.width - 4 * MM)
    marks: list[Mark] = []
    y = 0.0
    if copy_no > 1:
        marks, _ = _reprint_mark(copy_no, job, sheet.left)
        y = _mark_height(job) + 1 * MM
    words = max(lines_height(left, sheet.leading), sheet.small * sheet.leading)
    marks += text_marks(left, sheet.left, sheet.inner, y, sheet.leading)
    marks += text_marks([right], sheet.left, sheet.inner, y, sheet.leading, Align.RIGHT)
    y += words + 0.6 * MM
    marks.append(RuleMark(sheet.left, y, sheet.edge, y))
    return Strip(y + sheet.block_gap, marks)


def _band(paper: Paper, job: Job, copy_no: int) -> Strip:
    sheet, setter = job.sheet, job.setter
    marks: list[Mark] = []
    height = 0.0
    if copy_no > 1:
        marks, _ = _reprint_mark(copy_no, job, sheet.left)
        height = _mark_height(job)
    if paper.case_number:
        width = bar_width(paper.case_number, sheet)
        x = sheet.edge - width
        marks.append(bar_mark(paper.case_number, sheet, x, 0, sheet.bar_height))
        spoken = setter.wrap(
            f"{paper.case_label} {paper.case_spoken}", sheet.body, sheet.small, sheet.inner
        )
        shift = max(0.0, (spoken[0].width - width) / 2)
        top = sheet.bar_height + 0.3 * MM
        marks += text_marks(spoken, x - shift, width, top, sheet.leading, Align.CENTER)
        height = max(height, top + lines_height(spoken, sheet.leading))
    return Strip(height, marks)


def _reprint_mark(copy_no: int, job: Job, x: float) -> tuple[list[Mark], float]:
    """A framed 补打 第 n 份, and its width."""
    sheet = job.sheet
    line = job.setter.line(f"补打 第 {copy_no} 份", Typeface.BOLD, sheet.grid)
    height = _mark_height(job)
    width = line.width + 4 * MM
    marks: list[Mark] = [BoxMark(x, 0, width, height, 0.9)]
    top = (height - line.size * sheet.leading) / 2
    marks += text_marks([line], x, width, top, sheet.leading, Align.CENTER)
    return marks, width


def _mark_height(job: Job) -> float:
    return job.sheet.grid * 1.25 + 1.6 * MM


def _centred(text: str, face: Typeface, size: float, job: Job, above: float = 0.0) -> list[Strip]:
    if not text:
        return []
    sheet = job.sheet
    leading = 1.3
    lines = job.setter.wrap(text, face, size, sheet.inner)
    marks = text_marks(lines, sheet.left, sheet.inner, 0, leading, Align.CENTER)
    return [Strip(lines_height(lines, leading), marks, gap=above)]


def foot(footer: Footer, job: Job) -> Strip:
    """What stands at the foot of every page, without its number."""
    sheet, setter = job.sheet, job.setter
    marks: list[Mark] = []
    y = 0.0
    if not sheet.roll:
        marks.append(RuleMark(sheet.left, 0, sheet.edge, 0))
        y = 1 * MM
    x = 0.0
    row_height = 0.0
    for pair in footer.pairs:
        lines = setter.wrap(
            f"{pair.label}{COLON}{pair.value}", sheet.body, sheet.small, sheet.inner
        )
        if x and (sheet.roll or len(lines) > 1 or x + lines[0].width > sheet.inner):
            y += row_height
            x = row_height = 0.0
        marks += text_marks(lines, sheet.left + x, sheet.inner - x, y, sheet.leading)
        row_height = max(row_height, lines_height(lines, sheet.leading))
        x += max(line.width for line in lines) + _BETWEEN_PAIRS
    y += row_height
    date = setter.wrap(footer.date, sheet.body, sheet.small, sheet.inner / 2)
    note_width = sheet.inner - date[0].width - 4 * MM
    note = setter.wrap(footer.note, sheet.body, sheet.small, note_width)
    if footer.note or footer.date:
        marks += text_marks(note, sheet.left, note_width, y, sheet.leading)
        marks += text_marks(date, sheet.left, sheet.inner, y, sheet.leading, Align.RIGHT)
        y += max(lines_height(note, sheet.leading), lines_height(date, sheet.leading))
    return Strip(y, marks)


def page_number(number: int, count: int, job: Job) -> Strip:
    """第 x 页 共 y 页, in the middle."""
    sheet = job.sheet
    line = job.setter.line(f"第 {number} 页 共 {count} 页", sheet.body, sheet.small)
    marks = text_marks([line], sheet.left, sheet.inner, 0, sheet.leading, Align.CENTER)
    return Strip(line.size * sheet.leading, marks)
